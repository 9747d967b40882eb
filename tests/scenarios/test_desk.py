"""The review team's desk: who may come in, and what they find there."""

import csv
import io
import re
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from bot.app import Soundings, create_app
from knowledge.effects import ReviseProposal, SubmitProposal
from knowledge.privacy import new_receipt
from knowledge.proposals.model import Draft

COACH = "Every new care home manager should get a coach for the first year"
SHIFTS = "Ambulance crews should choose their own shift leaders"
PAGES = ["/desk", "/desk?q=coach", "/desk/proposals/P-1001", "/desk/export.csv", "/desk/export.json"]


@pytest.fixture
def visit(parts: Soundings) -> Iterator[Callable[[], TestClient]]:
    app = create_app(parts)
    with TestClient(app):
        yield lambda: TestClient(app, headers={"accept": "text/html"}, raise_server_exceptions=False)


@pytest.fixture
def reviewer(visit: Callable, parts: Soundings) -> TestClient:
    return signed_in(visit(), parts.tokens.create("reviewer"))


def signed_in(client: TestClient, token: str) -> TestClient:
    answer = client.post("/desk/sign-in", data={"token": f" {token} "})
    assert answer.url.path == "/desk"
    assert answer.status_code == 200
    return client


def submit(parts: Soundings, words: str, **fields: object) -> str:
    reference = parts.proposals.reserve()
    draft = Draft(proposal=words, title=words[:40], **fields)
    person = f"web:{reference}"
    effect = SubmitProposal(reference=reference, receipt=new_receipt(), person=person, draft=draft, source="web")
    assert parts.conversations.commit(person, "page", 0, {}, [effect])
    return reference


# Who may come in


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_shown_anything_before_signing_in(visit: Callable, parts: Soundings, path: str):
    submit(parts, COACH)
    client = visit()
    answer = client.get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/sign-in?wanted=%2Fdesk")
    shown = client.get(path)
    assert "coach" not in shown.text.replace("%3Dcoach", "").replace("q=coach", "")
    assert "Sign in" in shown.text


def test_a_wrong_token_opens_nothing_and_says_so(visit: Callable):
    client = visit()
    for token in ("", "x", "soundings_" + "x" * 43, "x" * 10_000):
        answer = client.post("/desk/sign-in", data={"token": token})
        assert answer.status_code == 401
        assert "opens nothing" in answer.text
        assert "soundings_desk" not in client.cookies


def test_signing_in_leads_to_the_page_wanted_and_nowhere_else(visit: Callable, parts: Soundings):
    token = parts.tokens.create("reviewer")
    reference = submit(parts, COACH)
    wanted = f"/desk/proposals/{reference}"
    opened = visit().post("/desk/sign-in", data={"token": token, "wanted": wanted}, follow_redirects=False)
    assert opened.headers["location"] == wanted
    astray = visit().post("/desk/sign-in", data={"token": token, "wanted": "//evil.example"}, follow_redirects=False)
    assert astray.headers["location"] == "/desk"


def test_the_desks_cookie_is_kept_close(visit: Callable, parts: Soundings):
    token = parts.tokens.create("reviewer")
    opened = visit().post("/desk/sign-in", data={"token": token}, follow_redirects=False)
    cookie = opened.headers["set-cookie"]
    assert token not in cookie
    assert "HttpOnly" in cookie
    assert "Path=/desk" in cookie
    assert "SameSite=lax" in cookie


def test_a_revoked_token_ends_at_once(visit: Callable, parts: Soundings):
    client = signed_in(visit(), parts.tokens.create("reviewer"))
    parts.tokens.revoke(1)
    assert client.get("/desk", follow_redirects=False).status_code == 303


def test_signing_out_ends_it(reviewer: TestClient):
    reviewer.post("/desk/sign-out")
    assert reviewer.get("/desk", follow_redirects=False).status_code == 303


def test_another_sites_page_cannot_sign_anybody_in_or_out(reviewer: TestClient):
    for path in ("/desk/sign-in", "/desk/sign-out"):
        assert reviewer.post(path, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert reviewer.get("/desk", follow_redirects=False).status_code == 200


# What they find


def test_a_search_finds_by_meaning(reviewer: TestClient, parts: Soundings):
    submit(parts, SHIFTS, setting="ambulance")
    coach = submit(parts, COACH, setting="adult social care")
    page = reviewer.get("/desk?q=mentoring for people new to running a home").text
    assert re.findall(r"/desk/proposals/(P-\d+)", page)[0] == coach


def test_a_filter_narrows_and_can_be_taken_off(reviewer: TestClient, parts: Soundings):
    coach, shifts = submit(parts, COACH, setting="adult social care"), submit(parts, SHIFTS, setting="ambulance")
    page = reviewer.get("/desk?setting=ambulance").text
    assert shifts in page
    assert coach not in page
    assert "take this filter off" in page
    nothing = reviewer.get("/desk?setting=ambulance&level=middle manager").text
    assert "Nothing matches" in nothing


def test_an_address_of_nonsense_is_no_fault(reviewer: TestClient):
    for query in ("setting=moon", "q=%00%01", "q=" + "x" * 5_000, "theme=<script>alert(1)</script>", "page=2"):
        page = reviewer.get(f"/desk?{query}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert reviewer.get("/desk?page=0").status_code == 422


def test_a_long_list_has_pages(reviewer: TestClient, parts: Soundings):
    references = [submit(parts, f"Proposal number {number} about something to change") for number in range(23)]
    first, second = reviewer.get("/desk").text, reviewer.get("/desk?page=2").text
    shown = [re.findall(r'result__title" href="/desk/proposals/(P-\d+)"', page) for page in (first, second)]
    assert [len(page) for page in shown] == [20, 3]
    assert sorted(shown[0] + shown[1]) == sorted(references)
    assert 'href="/desk?page=2"' in first


def test_a_proposal_is_read_beside_what_is_like_it(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH, setting="adult social care", outcome="Managers stay <longer>")
    twin = submit(parts, "All newly appointed care home managers should have a coach in their first year")
    page = reviewer.get(f"/desk/proposals/{coach.lower()}").text
    assert "Managers stay &lt;longer&gt;" in page
    assert twin in page.split("More like this")[1]
    assert "web:" not in page


def test_earlier_versions_are_shown(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    revised = ReviseProposal(reference=coach, draft=Draft(proposal=f"{COACH}, and a mentor", title="Coach"))
    assert parts.conversations.commit("web:x", "page", 0, {}, [revised])
    page = reviewer.get(f"/desk/proposals/{coach}").text
    assert "Earlier versions" in page
    assert "and a mentor" in page


def test_a_withdrawn_proposal_is_not_there(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    parts.proposals.withdraw(coach, by="test")
    answer = reviewer.get(f"/desk/proposals/{coach}")
    assert answer.status_code == 404
    assert COACH not in answer.text
    assert COACH not in reviewer.get("/desk?q=coach").text
    assert reviewer.get("/desk/proposals/P-99999999999999999999").status_code == 404


def test_what_a_filter_shows_can_be_taken_along(reviewer: TestClient, parts: Soundings):
    submit(parts, COACH, setting="adult social care")
    submit(parts, "=HYPERLINK(1) is not a formula here", setting="ambulance")
    answer = reviewer.get("/desk/export.csv?setting=ambulance")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["setting"] for row in rows] == ["ambulance"]
    assert not rows[0]["proposal"].startswith("=")
    assert len(reviewer.get("/desk/export.json").json()) == 2
    assert reviewer.get("/desk/export.xlsx").content[:2] == b"PK"
    assert reviewer.get("/desk/export.exe").status_code == 404
