"""The conversation over HTTP: whose it is, what it keeps, and that it survives whatever is sent."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.app import Soundings, create_app
from knowledge.conversations import TurnRow
from knowledge.privacy import tidy_receipt

COACH = "I think every new care home manager should get a coach for the first year"


@pytest.fixture
def visit(parts: Soundings) -> Iterator[Callable[[], TestClient]]:
    """Gives new callers of one running application."""
    app = create_app(parts)
    with TestClient(app) as first:
        clients = [first]

        def new() -> TestClient:
            clients.append(TestClient(app, raise_server_exceptions=False))
            return clients[-1]

        yield new


def says(client: TestClient, text: str, conversation: str = "mine") -> list[dict]:
    answer = client.post("/api/v1/chat", json={"conversation": conversation, "text": text})
    assert answer.status_code == 200, answer.text
    return answer.json()["replies"]


def presses(client: TestClient, choice: dict, conversation: str = "mine") -> list[dict]:
    action = {"id": choice["id"], "value": choice["value"]}
    answer = client.post("/api/v1/chat", json={"conversation": conversation, "action": action})
    assert answer.status_code == 200, answer.text
    return answer.json()["replies"]


def one(replies: list[dict], kind: str) -> dict:
    found = [reply for reply in replies if reply["kind"] == kind]
    assert found, [(reply["kind"], reply["text"]) for reply in replies]
    return found[0]


def sent(client: TestClient) -> str:
    one(says(client, COACH), "confirm")
    return one(says(client, "submit"), "receipt")["receipt"]


# Whose it is


def test_the_first_reply_sets_the_cookie_that_knows_the_caller(visit: Callable):
    client = visit()
    answer = client.post("/api/v1/chat", json={"conversation": "mine", "text": "hello"})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    again = client.post("/api/v1/chat", json={"conversation": "mine", "text": "hello"})
    assert "set-cookie" not in again.headers


def test_the_cookie_is_secure_where_the_browser_speaks_https(visit: Callable):
    answer = visit().post(
        "/api/v1/chat",
        json={"conversation": "mine", "text": "hello"},
        headers={"x-forwarded-proto": "https"},
    )
    assert "secure" in answer.headers["set-cookie"].lower()


def test_two_callers_with_one_conversation_name_see_nothing_of_each_other(visit: Callable):
    mine, theirs = visit(), visit()
    one(says(mine, COACH, "shared"), "confirm")
    replies = says(theirs, "submit", "shared")
    assert not {"confirm", "receipt"} & {reply["kind"] for reply in replies}
    assert "coach" not in json.dumps(replies)
    assert one(says(mine, "submit", "shared"), "receipt")


def test_a_made_up_cookie_is_somebody_new(visit: Callable):
    mine, forger = visit(), visit()
    says(mine, COACH)
    body, _, signature = mine.cookies["soundings"].partition(".")
    for forged in ("x", f"{body}.x", f"{body}x.{signature}", "a.b.c"):
        forger.cookies.set("soundings", forged)
        assert not {"confirm", "receipt"} & {reply["kind"] for reply in says(forger, "submit")}
        forger.cookies.clear()


def test_a_token_is_a_caller_too_and_a_wrong_one_is_refused(visit: Callable, parts: Soundings):
    program, stranger = visit(), visit()
    headers = {"authorization": f"Bearer {parts.tokens.create('reviewer')}"}
    turn = {"conversation": "mine", "text": COACH}
    assert one(program.post("/api/v1/chat", json=turn, headers=headers).json()["replies"], "confirm")
    assert "set-cookie" not in program.post("/api/v1/chat", json=turn, headers=headers).headers
    refused = stranger.post("/api/v1/chat", json=turn, headers={"authorization": "Bearer soundings_no"})
    assert refused.status_code == 401
    assert "token" in refused.json()["detail"]


# What it comes to


def test_one_message_and_one_press_make_a_proposal(visit: Callable, parts: Soundings):
    client = visit()
    card = one(says(client, COACH), "confirm")
    assert card["fields"]["proposal"] == COACH
    submit = next(choice for choice in card["choices"] if choice["id"] == "submit")
    receipt = one(presses(client, submit), "receipt")["receipt"]
    assert tidy_receipt(receipt) == receipt
    assert parts.proposals.by_receipt(receipt).draft.proposal == COACH


def test_a_receipt_works_from_another_browser(visit: Callable, parts: Soundings):
    receipt = sent(visit())
    elsewhere = visit()
    assert "P-" in json.dumps(says(elsewhere, f"what happened to {receipt.lower()}"))
    says(elsewhere, f"withdraw {receipt}")
    assert parts.proposals.by_receipt(receipt) is None or parts.proposals.by_receipt(receipt).status == "withdrawn"


def test_only_reviewers_may_search_in_the_conversation(visit: Callable, parts: Soundings):
    sent(visit())
    assert "P-" not in json.dumps(says(visit(), "search coaching for managers"))


@pytest.mark.parametrize(
    "words",
    [
        "x" * 100_000,
        "😀" * 50,
        "مرحبا كيف الحال",
        "ＷＨＯ leads\u202e the review?",
        "\x01\x02who\x00 leads?",
        "<script>alert(1)</script>",
        "# **[x](javascript:alert(1))**",
        "'; DROP TABLE proposals; --",
        "withdraw AAAA-BBBB-CCCC-DDDD",
        "support P-999999999999999999999",
        "change setting to the moon",
        "{{ 7 * 7 }} {% raw %}",
    ],
)
def test_whatever_is_typed_gets_a_reply_and_no_fault(visit: Callable, words: str):
    client = visit()
    replies = says(client, words)
    assert replies
    assert all(reply["text"].strip() for reply in replies)
    assert not any("wrong on our side" in reply["text"] for reply in replies)


@pytest.mark.parametrize(
    "action",
    [
        {"id": "unheard-of"},
        {"id": "submit", "value": "draft-99"},
        {"id": "submit", "value": {"deep": [[[None]]]}},
        {"id": "support", "value": "P-99999"},
        {"id": "setting", "value": "the moon"},
        {"id": "change", "value": 10**30},
        {"id": "", "value": ""},
    ],
)
def test_an_unknown_or_stale_press_is_said_and_harms_nothing(visit: Callable, action: dict):
    client = visit()
    answer = client.post("/api/v1/chat", json={"conversation": "mine", "action": action})
    assert answer.status_code == 200
    assert not any("wrong on our side" in reply["text"] for reply in answer.json()["replies"])
    assert one(says(client, COACH), "confirm")


# The page


def form(html: str, label: str) -> dict[str, str]:
    """What pressing the button with a label would send."""
    for found in re.finditer(r"<form[^>]*data-chat-form>(.*?)</form>", html, re.DOTALL):
        event = re.search(r'name="event" value="([^"]*)"', found[1])
        button = re.search(r'<button name="choice" value="([^"]*)"[^>]*>' + label, found[1])
        if event and button:
            return {"event": unescape(event[1]), "choice": unescape(button[1])}
    raise AssertionError(label)


def test_the_page_talks_by_plain_forms_and_remembers_what_was_said(visit: Callable):
    client = visit()
    assert client.get("/").status_code == 200
    page = client.post("/chat", data={"text": COACH, "event": "one"}).text
    assert COACH in page
    received = client.post("/chat", data=form(page, "Submit"))
    code = re.search(r"receipt__code[^>]*>([^<]+)<", received.text)
    assert code
    assert tidy_receipt(code[1]) == code[1]
    later = client.get("/").text
    assert code[1] not in later
    assert "shown here once" in later


def test_a_form_sent_twice_counts_once(visit: Callable, parts: Soundings):
    client = visit()
    page = client.post("/chat", data={"text": COACH, "event": "one"}).text
    for _ in range(2):
        client.post("/chat", data=form(page, "Submit"))
    assert len(parts.proposals.search("coach", filters(), 10)) == 1
    assert client.get("/").text.count('class="said"') == 2


def filters():
    from knowledge.proposals.model import Filters

    return Filters()


def test_the_transcript_never_holds_a_receipt(visit: Callable, parts: Soundings):
    client = visit()
    page = client.post("/chat", data={"text": COACH, "event": "one"}).text
    received = client.post("/chat", data=form(page, "Submit")).text
    code = re.search(r"receipt__code[^>]*>([^<]+)<", received)[1]
    client.post("/chat", data={"text": f"what happened to {code}", "event": "three"})
    assert code not in client.get("/").text


def test_a_message_too_long_to_read_is_not_kept(visit: Callable):
    client = visit()
    assert "kept nothing" in client.post("/chat", data={"text": "zebra " * 4_000, "event": "one"}).text
    assert "zebra" not in client.get("/").text


def test_nothing_kept_names_the_caller(visit: Callable, parts: Soundings):
    client = visit()
    client.post("/chat", data={"text": COACH, "event": "one"})
    with parts.database.read() as session:
        events = session.scalars(select(TurnRow.event)).all()
    caller = client.cookies["soundings"].partition(".")[0]
    caller = urlsafe_b64decode(caller + "=" * (-len(caller) % 4)).decode().strip('"')
    assert len(caller) == 24
    assert caller not in str(events)


def test_clearing_forgets_the_conversation_and_the_caller(visit: Callable):
    client = visit()
    client.post("/chat", data={"text": COACH, "event": "one"})
    before = client.cookies["soundings"]
    cleared = client.post("/clear")
    assert "forgotten your conversation" in cleared.text
    assert "soundings" not in client.cookies
    client.cookies.set("soundings", before)
    assert "coach" not in client.get("/").text.split("</section>")[-1]
    assert not {"confirm", "receipt"} & {reply["kind"] for reply in says(client, "submit", "page")}


def test_the_page_refuses_what_is_none_of_its_forms(visit: Callable):
    client = visit()
    for data in (
        {},
        {"text": "  "},
        {"choice": "nonsense"},
        {"choice": '{"id": 7}'},
        {"choice": '{"id": "ask", "value": "\\u0000", "label": "\\u0000"}'},
        {"text": "x", "event": "e" * 200},
    ):
        refused = client.post("/chat", data=data, headers={"accept": "text/html"})
        assert refused.status_code == 422
        assert "<h1" in refused.text


def test_every_page_carries_the_strict_headers(visit: Callable):
    client = visit()
    for path in (
        "/",
        "/documents",
        "/documents/who-leads-the-review",
        "/privacy",
        "/docs",
        "/desk/sign-in",
        "/nothing",
    ):
        page = client.get(path, headers={"accept": "text/html"})
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?![^>]*src=)|<style|style=|\son[a-z]+=", page.text)
        assert "GDS Transport" not in page.text


def test_a_document_that_is_not_there_is_a_plain_page(visit: Callable):
    client = visit()
    for path in ("/documents/none", "/documents/who-leads-the-review?version=99"):
        page = client.get(path, headers={"accept": "text/html"})
        assert page.status_code == 404
        assert "Nothing is answered from that document now" in page.text
        assert "soundings knowledge" not in page.text


def test_a_removed_document_is_shown_no_more_and_a_replaced_version_says_so(visit: Callable, parts: Soundings):
    client = visit()
    first = parts.library.add_text("The first wording of a rule about leave.", title="Leave", by="test")
    parts.library.add_text("The second wording of that rule.", title="Leave", document=first.document, by="test")
    old = client.get(f"/documents/{first.document}?version=1&start=0&end=9")
    assert "Answers come from version 2" in old.text
    assert '<mark id="quote" tabindex="-1">The first' in old.text
    parts.library.remove(first.document, by="test")
    assert client.get(f"/documents/{first.document}").status_code == 404
    assert first.document not in client.get("/documents").text
