"""The review team's desk: who may come in, and what they find there."""

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from bot.app import Soundings, create_app
from knowledge.effects import ReviseProposal, SubmitProposal
from knowledge.privacy import new_receipt
from knowledge.proposals.importing import import_proposals
from knowledge.proposals.model import NOT_SAID, Draft
from knowledge.proposals.tables import ProposalRow

COACH = "Every new care home manager should get a coach for the first year"
SHIFTS = "Ambulance crews should choose their own shift leaders"
PAGES = [
    "/desk",
    "/desk?q=coach",
    "/desk/proposals/P-1001",
    "/desk/proposals/P-1001/answer",
    "/desk/proposals/P-1001/erase",
    "/desk/groups",
    "/desk/groups/1",
    "/desk/groups/1/answer",
    "/desk/groups/1/dissolve",
    "/desk/coverage",
    "/desk/themes",
    "/desk/export.csv",
    "/desk/export.json",
]
CHANGES = [
    "/desk/proposals/P-1001/consider",
    "/desk/proposals/P-1001/answer",
    "/desk/proposals/P-1001/ungroup",
    "/desk/proposals/P-1001/erase",
    "/desk/groups",
    "/desk/groups/1/take-out",
    "/desk/groups/1/answer",
    "/desk/groups/1/dissolve",
]


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


@pytest.mark.parametrize("path", CHANGES)
def test_nobody_changes_anything_before_signing_in(visit: Callable, parts: Soundings, path: str):
    reference = submit(parts, COACH)
    data = {"words": "No.", "kind": "answer", "sure": "yes", "title": "x", "with": reference, "reference": reference}
    answer = visit().post(path, data=data)
    assert answer.status_code == 401
    assert parts.proposals.get(reference).status == "received"
    assert parts.reviews.groups() == []


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


def test_another_sites_page_cannot_do_anything_in_a_reviewers_name(reviewer: TestClient):
    for path in ("/desk/sign-in", "/desk/sign-out", *CHANGES):
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
    shown = [re.findall(r'result__title" href="/desk/proposals/(P-\d+)', page) for page in (first, second)]
    assert [len(page) for page in shown] == [20, 3]
    assert sorted(shown[0] + shown[1]) == sorted(references)
    assert 'href="/desk?page=2"' in first


def test_the_list_goes_on_to_its_end(reviewer: TestClient, parts: Soundings):
    keep_many(parts, 10_003)
    last = reviewer.get("/desk?page=501").text
    assert "10,003 proposals, newest first, page 501." in last
    assert re.findall(r'result__title" href="/desk/proposals/(P-\d+)', last) == ["P-1003", "P-1002", "P-1001"]
    assert "page=502" not in last
    assert "Page 501 of 501" in reviewer.get("/desk?page=500").text
    assert "nothing on page 502" in reviewer.get("/desk?page=502").text


def keep_many(parts: Soundings, count: int) -> None:
    """Proposals in the list alone, all with the same words."""
    unsaid = dict.fromkeys(("setting", "level", "aim", "acts", "region"), NOT_SAID)
    empty = dict.fromkeys(("implementation", "outcome", "reason", "answer"), "")
    now = datetime(2021, 12, 1, 9, tzinfo=UTC)
    row = {
        **unsaid, **empty, "proposal": COACH, "title": "A coach", "quote": False, "contact": False, "source": "import",
        "status": "received", "created": now, "changed": now, "version": 1, "row_version": 1, "indexed_version": 1,
    }  # fmt: skip
    with parts.database.write() as session:
        session.execute(insert(ProposalRow), [{**row, "id": place + 1} for place in range(count)])


def test_a_search_by_words_ends_where_its_ranking_does(
    reviewer: TestClient, parts: Soundings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.desk.proposals_pages.FOUND_AT_MOST", 20)
    for number in range(23):
        submit(parts, f"Proposal number {number} about something to change")
    assert "page=2" not in reviewer.get("/desk?q=something").text
    assert "nothing on page 2" in reviewer.get("/desk?q=something&page=2").text


def test_a_proposal_is_read_beside_what_is_like_it(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH, setting="adult social care", outcome="Managers stay <longer>")
    twin = submit(parts, "All newly appointed care home managers should have a coach in their first year")
    page = reviewer.get(f"/desk/proposals/{coach.lower()}").text
    assert "Managers stay &lt;longer&gt;" in page
    assert twin in page.split("More like this")[1]
    assert "web:" not in page


def test_from_a_proposal_one_goes_back_to_what_one_found(reviewer: TestClient, parts: Soundings):
    reference = submit(parts, COACH, setting="adult social care")
    listed = reviewer.get("/desk?q=coach&setting=adult+social+care").text
    address = f"/desk/proposals/{reference}?q=coach&amp;setting=adult+social+care"
    assert f'href="{address}"' in listed
    read = reviewer.get(html.unescape(address)).text
    assert 'href="/desk?q=coach&amp;setting=adult+social+care"' in read
    assert "Back to what you found" in read
    assert "All proposals" in reviewer.get(f"/desk/proposals/{reference}").text


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


# What they do


def test_an_answer_is_checked_before_it_goes_out(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    here = f"/desk/proposals/{coach}/answer"
    assert COACH in reviewer.get(here).text
    words = {"words": "A fund for coaches <opens> in May.", "kind": "answer"}
    check = reviewer.post(here, data=words)
    assert "Check it before it goes out" in check.text
    assert "&lt;opens&gt;" in check.text
    assert parts.proposals.get(coach).status == "received"
    done = reviewer.post(here, data={**words, "sure": "yes"})
    assert "It is answered" in done.text
    kept = parts.proposals.get(coach)
    assert (kept.status, kept.answer) == ("answered", words["words"])


@pytest.mark.parametrize("kind", ["answer", "decline"])
@pytest.mark.parametrize(
    ("contact", "told"),
    [
        (False, "Nobody is told; it can be read with the receipt."),
        (True, "Its contributor is told once, and can read it with the receipt."),
    ],
)
def test_who_hears_of_an_answer_is_said_before_and_after(
    reviewer: TestClient, parts: Soundings, contact: bool, told: str, kind: str
):
    here = f"/desk/proposals/{submit(parts, COACH, contact=contact)}/answer"
    words = {"words": "A fund for coaches opens.", "kind": kind}
    assert told in reviewer.post(here, data=words).text
    assert told in reviewer.post(here, data={**words, "sure": "yes"}).text


def test_how_many_hear_of_an_answer_to_a_group_is_said_before_and_after(reviewer: TestClient, parts: Soundings):
    both = [submit(parts, COACH, contact=True), submit(parts, SHIFTS)]
    here = f"/desk/groups/{parts.reviews.group('Leading', both, by='test').id}/answer"
    told, words = "For 1 of the 2, the contributor is told once; all can read it", {"words": "It starts in June."}
    assert told in reviewer.post(here, data=words).text
    assert told in reviewer.post(here, data={**words, "sure": "yes"}).text


def test_of_what_came_in_a_file_nobody_is_said_to_hear(reviewer: TestClient, parts: Soundings, tmp_path: Path):
    file = tmp_path / "came.csv"
    file.write_text(f"proposal\n{COACH}\n", encoding="utf-8")
    import_proposals(parts.proposals, file, {})
    words = {"words": "It starts in June.", "kind": "answer"}
    assert "Nobody is told: it came in a file" in reviewer.post("/desk/proposals/P-1001/answer", data=words).text
    parts.reviews.group("Leading", ["P-1001", submit(parts, SHIFTS)], by="test")
    assert (
        "Nobody is told; those not from a file can read it" in reviewer.post("/desk/groups/1/answer", data=words).text
    )


@pytest.mark.parametrize("of", ["/desk/proposals/P-1001", "/desk/groups/1"])
def test_an_answer_that_was_checked_can_still_be_changed(reviewer: TestClient, parts: Soundings, of: str):
    parts.reviews.group("Coaches", [submit(parts, COACH)], by="test")
    typed = {"words": "A fund for coaches opens.\nIn May.", "kind": "answer"}
    check = reviewer.post(f"{of}/answer", data=typed).text
    assert re.search(r'name="sure"\s+value="no"|value="no"\s+name="sure"', check)
    form = reviewer.post(f"{of}/answer", data={**typed, "sure": "no"}).text
    assert re.search(r"<textarea[^>]*>\s*A fund for coaches opens.\nIn May.</textarea>", form)
    assert parts.proposals.get("P-1001").status == "grouped"


@pytest.mark.parametrize("of", ["/desk/proposals/P-1001", "/desk/groups/1"])
def test_an_answer_to_words_that_were_changed_meanwhile_is_asked_for_again(
    reviewer: TestClient, parts: Soundings, of: str
):
    parts.reviews.group("Coaches", [submit(parts, COACH)], by="test")
    typed = {"words": "A fund for coaches opens.", "kind": "answer", "read": edition_on(reviewer.get(f"{of}/answer"))}
    changed = ReviseProposal(reference="P-1001", draft=Draft(proposal=f"{COACH}, and a mentor", title="Coach"))
    assert parts.conversations.commit("web:x", "page", 0, {}, [changed])
    check = reviewer.post(f"{of}/answer", data=typed)
    assert edition_on(check) == typed["read"]
    refused = reviewer.post(f"{of}/answer", data={**typed, "sure": "yes"})
    assert refused.status_code == 422
    assert "It was changed meanwhile" in refused.text
    assert "and a mentor" in refused.text
    assert "A fund for coaches opens.</textarea>" in refused.text
    assert parts.proposals.get("P-1001").answer == ""
    reviewer.post(f"{of}/answer", data={**typed, "read": edition_on(refused), "sure": "yes"})
    assert parts.proposals.get("P-1001").answer == typed["words"]


def edition_on(page: httpx.Response) -> str:
    found = re.search(r'name="read" value="(\w+)"', page.text)
    assert found
    return found[1]


def test_an_answer_to_a_group_says_whose_answer_it_replaces(reviewer: TestClient, parts: Soundings):
    coach, shifts = submit(parts, COACH), submit(parts, SHIFTS)
    group = parts.reviews.group("Leading", [coach, shifts], by="test")
    here, words = f"/desk/groups/{group.id}/answer", {"words": "Coaching starts in June."}
    assert "replaces" not in reviewer.post(here, data=words).text
    parts.reviews.decline(shifts, "The review cannot decide this.", by="test")
    assert "1 of them has an answer already, which this replaces." in reviewer.post(here, data=words).text


def test_declining_needs_a_reason(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    here = f"/desk/proposals/{coach}/answer"
    refused = reviewer.post(here, data={"words": "  ", "kind": "decline", "sure": "yes"})
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    too_long = reviewer.post(here, data={"words": "x" * 4_001, "kind": "decline", "sure": "yes"})
    assert too_long.status_code == 422
    assert "4,000 characters" in too_long.text
    reviewer.post(here, data={"words": "The review cannot spend money.", "kind": "decline", "sure": "yes"})
    kept = parts.proposals.get(coach)
    assert (kept.status, kept.reason) == ("declined", "The review cannot spend money.")
    assert reviewer.post(here, data={"words": "x", "kind": "burn"}).status_code == 422


def test_a_proposal_can_be_taken_under_consideration(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    assert "under consideration" in reviewer.post(f"/desk/proposals/{coach}/consider").text
    assert parts.proposals.get(coach).status == "under consideration"


def test_proposals_are_put_together_answered_as_one_and_taken_apart(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    twin = submit(parts, "All newly appointed care home managers should have a coach in their first year")
    other = submit(parts, SHIFTS)
    grouped = reviewer.post("/desk/groups", data={"title": "Coaches", "with": [coach, twin]})
    assert "They are together now in “Coaches”." in grouped.text
    group = parts.reviews.groups()[0]
    assert [one.reference for one in group.proposals] == [coach, twin]
    reviewer.post("/desk/groups", data={"into": str(group.id), "title": "", "with": [other]})
    assert other in reviewer.get(f"/desk/groups/{group.id}").text
    reviewer.post(f"/desk/groups/{group.id}/take-out", data={"reference": other})
    assert parts.proposals.get(other).status == "received"

    words = {"words": "Coaching starts in June."}
    assert "All 2 proposals" in reviewer.post(f"/desk/groups/{group.id}/answer", data=words).text
    reviewer.post(f"/desk/groups/{group.id}/answer", data={**words, "sure": "yes"})
    assert {parts.proposals.get(one).answer for one in (coach, twin)} == {"Coaching starts in June."}

    assert "Its 2 proposals stay, with any answers they have," in reviewer.get(f"/desk/groups/{group.id}/dissolve").text
    assert [one.id for one in parts.reviews.groups()] == [group.id]
    dissolved = reviewer.post(f"/desk/groups/{group.id}/dissolve").text
    assert "The group is dissolved. Answers already given stay." in dissolved
    assert parts.proposals.get(coach).answer == "Coaching starts in June."
    assert reviewer.get(f"/desk/groups/{group.id}").status_code == 404


def test_a_group_without_a_title_is_asked_for_again_and_nothing_is_changed(reviewer: TestClient, parts: Soundings):
    coach, shifts = submit(parts, COACH), submit(parts, SHIFTS)
    refused = reviewer.post("/desk/groups", data={"into": "", "title": " ", "with": [coach, shifts]})
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    assert "A group needs a title" in refused.text
    assert parts.reviews.groups() == []
    kept = re.findall(r'name="with" value="(P-\d+)"', refused.text)
    reviewer.post("/desk/groups", data={"title": "Two", "with": kept})
    assert [one.reference for one in parts.reviews.groups()[0].proposals] == [coach, shifts]


def test_a_group_that_is_wanted_without_a_title_is_asked_for_at_its_line(reviewer: TestClient, parts: Soundings):
    page = reviewer.post("/desk/groups", data={"title": " ", "with": [submit(parts, COACH)]}).text
    assert '<a href="#title">A group needs a title' in page
    assert 'id="title-error"' in page


def test_a_group_chosen_and_a_title_typed_are_asked_for_again(reviewer: TestClient, parts: Soundings):
    coach, shifts = submit(parts, COACH), submit(parts, SHIFTS)
    group = parts.reviews.group("Coaches", [coach], by="test")
    sent = {"into": str(group.id), "title": "Leading", "with": [shifts]}
    refused = reviewer.post("/desk/groups", data=sent)
    assert refused.status_code == 422
    assert '<a href="#title">You chose a group and typed a title.' in refused.text
    assert re.search(rf'value="{group.id}"\s+selected', refused.text)
    assert 'value="Leading"' in refused.text
    assert f'value="{shifts}" checked' in refused.text
    assert parts.proposals.get(shifts).status == "received"
    assert "together now in “Coaches”." in reviewer.post("/desk/groups", data={**sent, "title": ""}).text


@pytest.mark.parametrize("title", ["Leading", ""])
def test_what_somebody_else_grouped_meanwhile_is_shown_so_and_the_rest_is_put_together(
    reviewer: TestClient, parts: Soundings, title: str
):
    coach, shifts, other = submit(parts, COACH), submit(parts, SHIFTS), submit(parts, "Wards should pick their leads")
    wanted = parts.reviews.group("Wards", [other], by="test").id if not title else 0
    parts.reviews.group("Shifts", [shifts], by="test")
    refused = reviewer.post("/desk/groups", data={"into": str(wanted or ""), "title": title, "with": [coach, shifts]})
    assert refused.status_code == 422
    assert f'<a href="#proposals">{shifts} is in another group.' in refused.text
    assert 'id="title-error"' not in refused.text
    assert "in the group&nbsp;" in refused.text
    assert ">Shifts</a>" in refused.text
    ticked = re.findall(r'name="with" value="(P-\d+)" checked', refused.text)
    assert ticked == re.findall(r'name="with" value="(P-\d+)"', refused.text) == [coach]
    again = reviewer.post("/desk/groups", data={"into": str(wanted or ""), "title": title, "with": ticked})
    assert "They are together now" in again.text
    assert coach in again.text


def test_where_all_were_grouped_meanwhile_nothing_is_left_to_send(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    parts.reviews.group("Coaches", [coach], by="test")
    refused = reviewer.post("/desk/groups", data={"title": "Leading", "with": [coach]})
    assert "is in another group" in refused.text
    assert "Put into the group" not in refused.text


def test_a_group_of_nothing_is_not_made(reviewer: TestClient, parts: Soundings):
    refused = reviewer.post("/desk/groups", data={"title": "Coaches"})
    assert refused.status_code == 422
    assert "Tick the proposals that belong together." in refused.text
    assert parts.reviews.groups() == []


def test_a_group_that_is_not_there_is_said_so_and_nothing_is_changed(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    assert reviewer.post("/desk/groups", data={"into": "99", "with": [coach]}).status_code == 404
    assert reviewer.post("/desk/groups", data={"title": "x", "with": ["P-99999"]}).status_code == 404
    assert parts.reviews.groups() == []


def test_only_an_admin_erases(reviewer: TestClient, visit: Callable, parts: Soundings):
    coach = submit(parts, COACH)
    here = f"/desk/proposals/{coach}/erase"
    assert reviewer.get(here).status_code == 403
    assert reviewer.post(here).status_code == 403
    assert "Withdraw and erase" not in reviewer.get(f"/desk/proposals/{coach}").text
    admin = signed_in(visit(), parts.tokens.create("admin"))
    assert "cannot be undone" in admin.get(here).text
    assert "It is erased" in admin.post(here).text
    assert parts.proposals.get(coach) is None


# The whole


def test_coverage_names_who_has_not_been_heard(reviewer: TestClient, parts: Soundings):
    submit(parts, COACH, setting="adult social care", level="first-line manager", region="London")
    submit(parts, SHIFTS, setting="ambulance", level="front line", region="Midlands")
    page = reviewer.get("/desk/coverage").text
    silent = page.split("Not heard yet")[1].split("Settings and levels")[0]
    assert "primary care" in silent
    assert "ambulance" not in silent
    assert "North West" in silent
    assert 'href="/desk?setting=ambulance&amp;level=front+line"' in page


def test_themes_show_what_is_alike_and_put_it_together(reviewer: TestClient, parts: Soundings):
    assert "nothing to show yet" in reviewer.get("/desk/themes").text
    coach = submit(parts, COACH)
    twin = submit(parts, "All newly appointed care home managers should have a coach in their first year")
    submit(parts, SHIFTS)
    page = reviewer.get("/desk/themes").text
    offered = re.findall(r'name="with" value="(P-\d+)"', page)
    assert sorted(offered) == sorted([coach, twin])
    reviewer.post("/desk/groups", data={"title": "Coaches", "with": offered})
    assert parts.reviews.groups()[0].title == "Coaches"


def test_what_is_in_a_group_already_stays_there_and_the_rest_of_its_theme_is_added(
    reviewer: TestClient, parts: Soundings
):
    coach = submit(parts, COACH)
    group = parts.reviews.group("Coaches", [coach], by="test")
    twin = submit(parts, "All newly appointed care home managers should have a coach in their first year")
    page = reviewer.get("/desk/themes").text
    assert "1 in a group already" in page
    offered = re.findall(r'name="with" value="(P-\d+)"', page)
    assert offered == [twin]
    assert re.search(rf'value="{group.id}"\s+selected', page)
    assert "All 2, and put 1 into a group" in page
    title = re.search(r'<input[^>]* name="title"[^>]*>', page)
    assert title
    assert 'value=""' in title[0]
    reviewer.post("/desk/groups", data={"into": str(group.id), "title": "", "with": offered})
    (kept,) = parts.reviews.groups()
    assert [one.reference for one in kept.proposals] == [coach, twin]
    assert 'name="with"' not in reviewer.get("/desk/themes").text


def test_of_opposites_in_a_theme_one_is_not_ticked_and_all_can_be_read(reviewer: TestClient, parts: Soundings):
    wards = submit(parts, "Ward managers should have protected time to lead")
    none = submit(parts, "Ward managers should not have protected time to lead")
    submit(parts, "Ward managers should get protected time for leading their teams")
    page = reviewer.get("/desk/themes").text
    labels = dict(re.findall(r'for="with-(P-\d+)">([^<]+)</label>', page))
    ticked = re.findall(r'name="with" value="(P-\d+)" checked', page)
    (left,) = labels.keys() - set(ticked)
    assert left in {wards, none}
    assert f"({left}; not ticked, as it is opposed to P-" in labels[left]
    assert "Ward managers should not have protected time to lead" in labels[none]
    beside = page.split("Opposed: ")[1].split("</p>")[0]
    assert "“Ward managers should have protected time to lead”" in beside


def test_what_is_opposed_to_a_themes_group_is_not_ticked(reviewer: TestClient, parts: Soundings):
    wards = submit(parts, "Ward managers should have protected time to lead")
    none = submit(parts, "Ward managers should not have protected time to lead")
    parts.reviews.group("Time", [wards], by="test")
    page = reviewer.get("/desk/themes").text
    assert f'value="{none}">' in page
    assert f"({none}; not ticked, as it is opposed to {wards})" in page


def test_a_theme_too_large_to_list_says_how_much_is_shown(
    reviewer: TestClient, parts: Soundings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.desk.overview_pages.MOST_LISTED", 3)
    monkeypatch.setattr("bot.desk.overview_pages.MOST_AT_ONCE", 2)
    references = {submit(parts, f"{COACH}, in county {number}") for number in range(4)}
    page = reviewer.get("/desk/themes").text
    assert "3 of the 4, and put them together" in page
    assert "These are the first 2 of 4" in page
    offered = re.findall(r'name="with" value="(P-\d+)"', page)
    assert len(offered) == 2
    reviewer.post("/desk/groups", data={"title": "Coaches", "with": offered})
    rest = re.findall(r'name="with" value="(P-\d+)"', reviewer.get("/desk/themes").text)
    assert {*offered, *rest} == references


def test_what_is_alike_but_in_a_group_says_so_and_cannot_be_ticked(reviewer: TestClient, parts: Soundings):
    coach = submit(parts, COACH)
    twin = submit(parts, "All newly appointed care home managers should have a coach in their first year")
    parts.reviews.group("Coaches", [twin], by="test")
    beside = reviewer.get(f"/desk/proposals/{coach}").text.split("More like this")[1]
    assert "in the group" in beside
    assert f'id="with-{twin}"' not in beside


def test_filters_count_what_they_would_give(reviewer: TestClient, parts: Soundings):
    submit(parts, COACH, setting="adult social care")
    assert "adult social care (1)" in reviewer.get("/desk").text
