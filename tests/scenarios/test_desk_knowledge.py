"""The admins' part of the desk: documents added after a look at what changes, put back, removed, and gaps closed."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from bot.app import Soundings, create_app, now
from knowledge.documents.wording_requests import Supported, WordingRequests
from knowledge.effects import RecordFeedback, RecordQuestion

TEA = "Tea is served at four o'clock in the staff room."
PAGES = ("", "/add", "/gaps", "/documents/tea", "/documents/tea/remove")
CHANGES = ("/add", "/confirm", "/leave", "/gaps/teach", "/gaps/dismiss", "/documents/tea/remove")


@pytest.fixture
def visit(parts: Soundings) -> Iterator[Callable[[str], TestClient]]:
    app = create_app(parts)

    def sign_in(role: str) -> TestClient:
        client = TestClient(app, headers={"accept": "text/html"}, raise_server_exceptions=False)
        if role:
            client.post("/desk/sign-in", data={"token": parts.tokens.create(role)})
        return client

    with TestClient(app):
        yield sign_in


@pytest.fixture
def admin(visit: Callable[[str], TestClient]) -> TestClient:
    return visit("admin")


def send(client: TestClient, content: bytes, name: str = "tea.txt", **fields: str):
    return client.post("/desk/knowledge/add", files={"file": (name, content)}, data=fields)


def upload_of(page: str) -> str:
    return re.findall(r'name="upload" value="(\w+)"', page)[0]


@pytest.mark.parametrize("path", PAGES)
def test_only_admins_come_in(visit: Callable, parts: Soundings, path: str):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea")
    assert visit("").get(f"/desk/knowledge{path}", follow_redirects=False).status_code == 303
    assert visit("reviewer").get(f"/desk/knowledge{path}").status_code == 403
    assert visit("admin").get(f"/desk/knowledge{path}").status_code == 200


@pytest.mark.parametrize("path", CHANGES)
def test_nobody_else_changes_anything(visit: Callable, parts: Soundings, path: str):
    parts.library.add_text(TEA, by="t", document="tea")
    data = {"upload": "x", "document": "tea", "wording": "When is tea?", "gap": "1", "words": TEA, "title": "Tea"}
    assert visit("").post(f"/desk/knowledge{path}", data=data).status_code == 401
    assert visit("reviewer").post(f"/desk/knowledge{path}", data=data).status_code == 403
    assert parts.library.show("tea").removed is None


def test_a_file_is_shown_before_it_is_added_and_then_answered_from(admin: TestClient, parts: Soundings):
    preview = send(admin, TEA.encode(), title="Tea in the afternoon")
    assert preview.status_code == 200
    assert "would be a new document, tea" in preview.text
    assert not any(row.document == "tea" for row in parts.library.list())
    added = admin.post("/desk/knowledge/confirm", data={"upload": upload_of(preview.text)})
    assert "“Tea in the afternoon” is added." in added.text
    assert parts.knowledge.find("When is tea served?").citations[0].document == "tea"
    assert parts.library.history("tea")[0].by.startswith("token ")


def test_a_new_version_shows_what_comes_and_what_goes(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea", media="text")
    preview = send(admin, TEA.replace("four", "five").encode(), "other.txt", document="tea")
    assert "New passages (1)" in preview.text
    assert "Passages that go (1)" in preview.text
    admin.post("/desk/knowledge/confirm", data={"upload": upload_of(preview.text)})
    page = admin.post("/desk/knowledge/documents/tea/rollback", data={"version": "1"})
    assert "Version 1 of “Tea” is back: in force." in page.text
    assert "four" in parts.library.show("tea").text


def test_what_is_there_already_offers_nothing_to_confirm(admin: TestClient, parts: Soundings):
    parts.library.add_bytes(TEA.encode(), "tea.txt", by="t")
    preview = send(admin, TEA.encode())
    assert "Nothing would change." in preview.text
    assert 'name="upload"' not in preview.text


def test_a_file_left_is_not_kept_and_cannot_be_confirmed(admin: TestClient, visit: Callable, parts: Soundings):
    upload = upload_of(send(admin, TEA.encode()).text)
    assert visit("admin").post("/desk/knowledge/confirm", data={"upload": upload}).status_code == 404
    admin.post("/desk/knowledge/leave", data={"upload": upload})
    answer = admin.post("/desk/knowledge/confirm", data={"upload": upload})
    assert answer.status_code == 404
    assert "Please send it again." in answer.text
    assert not any(row.document == "tea" for row in parts.library.list())


def test_words_can_be_pasted(admin: TestClient, parts: Soundings):
    preview = send(admin, b"", "", words=TEA, title="Tea <b>&</b> cake")
    assert "Tea &lt;b&gt;&amp;&lt;/b&gt; cake" in preview.text
    admin.post("/desk/knowledge/confirm", data={"upload": upload_of(preview.text)})
    assert parts.library.show("tea-b-b-cake").text == TEA


@pytest.mark.parametrize(
    ("content", "name", "fields", "says"),
    [
        (b"", "", {}, "Choose a file, or paste the words"),
        (TEA.encode(), "tea.txt", {"words": TEA}, "not both"),
        (b"", "", {"words": TEA}, "“Title” is needed for words you paste."),
        (TEA.encode(), "tea.pdf", {}, "not what its name says"),
        (
            TEA.encode(),
            "tea.txt",
            {"valid_from": "2022-01-01", "valid_to": "2021-01-01"},
            "“Last day it is answered from” is before the first day, 1 January 2022.",
        ),
        (TEA.encode(), "tea.txt", {"valid_from": "soon"}, "“First day it is answered from” must be a date"),
        (TEA.encode(), "tea.txt", {"title": "x" * 201}, "“Title” must have at most 200 characters."),
        (b"---\ntitel: Tea\n---\n" + TEA.encode(), "tea.txt", {}, "cannot carry “titel”"),
        (TEA.encode(), "tea.txt", {"link": "javascript:alert(1)"}, "web address"),
        (b"", "tea.txt", {}, "is empty"),
    ],
)
def test_what_cannot_be_added_is_said_on_the_form(admin: TestClient, content, name, fields, says):
    answer = send(admin, content, name, **fields)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert says in answer.text
    assert "Show what would change" in answer.text


def test_what_is_wrong_is_said_at_its_line_and_a_file_is_asked_for_again(admin: TestClient):
    page = send(admin, TEA.encode(), link="tea.example", publisher="The kitchen").text
    assert '<a href="#link">“Where it was published” must be a web address' in page
    assert 'id="link-error"' in page
    assert "Choose “tea.txt” again." in page
    assert 'value="The kitchen"' in page


def test_a_version_for_later_is_shown_with_its_day_and_can_be_cancelled(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea", media="text")
    preview = send(admin, TEA.replace("four", "five").encode(), document="tea", title="Tea", valid_from="2100-01-01")
    assert "would replace the current version of tea from 1 January 2100: 1 passage new" in preview.text
    assert "Keep it for 1 January 2100" in preview.text
    assert "Answer from it" not in preview.text
    page = admin.post("/desk/knowledge/confirm", data={"upload": upload_of(preview.text)}).text
    assert "Version 2 of “Tea” is added: takes over on 1 January 2100." in page
    assert "In force until 31 December 2099" in page
    assert "Stay with version 1" in page
    page = admin.post("/desk/knowledge/documents/tea/rollback", data={"version": "1"}).text
    assert "takes over" not in page
    assert "Keep version 2 for 1 January 2100" in page


def test_a_new_document_for_later_is_shown_with_its_day(admin: TestClient):
    preview = send(admin, TEA.encode(), valid_from="2100-01-01").text
    assert "would be a new document, tea, with 1 passage, answered from 1 January 2100 on." in preview
    assert "Keep it for 1 January 2100" in preview


def test_the_button_of_a_version_says_what_comes_of_it(admin: TestClient, parts: Soundings):
    for hour, days in (
        ("four", {}),
        ("five", {"valid_to": "2021-11-30"}),
        ("six", {"valid_from": "2099-01-10", "valid_to": "2099-06-01"}),
        ("seven", {"valid_from": "2100-01-01", "valid_to": ""}),
    ):
        parts.library.add_text(TEA.replace("four", hour), by="t", document="tea", title="Tea", **days)
    page = admin.get("/desk/knowledge/documents/tea").text
    assert re.findall(r'<button class="leave__button">(.*version.*)</button>', page) == [
        "Keep version 3 for 10 January 2099",
        "Go back to version 2, which ended on 30 November 2021",
        "Put version 1 into force",
    ]
    assert "From 10 January 2099 until 1 June 2099" in page


def test_what_is_known_about_a_document_has_its_dates_in_words(admin: TestClient, parts: Soundings):
    days = {"published": "2021-11-23", "valid_from": "2021-12-01", "valid_to": "2100-06-01"}
    parts.library.add_text(TEA, by="built in", document="tea", title="Tea", **days)
    page = admin.get("/desk/knowledge/documents/tea").text
    assert all(day in page for day in ("23 November 2021", "1 December 2021", "1 June 2100"))
    assert not any(day in page for day in days.values())
    assert "<span>built in</span>" in page


def test_a_version_whose_last_day_has_passed_is_said_to_have_ended(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea", valid_to="2021-11-30")
    page = admin.get("/desk/knowledge/documents/tea").text
    assert "Ended on 30 November 2021" in page
    assert "In force" not in page


def test_a_document_is_dated_and_named_anew_without_its_file(admin: TestClient, parts: Soundings):
    head = "---\ntitle: Tea\nsource: notice\nquestions: ['When is the cuppa?']\n---\n"
    parts.library.add_bytes((head + TEA).encode(), "tea.md", by="t", publisher="The kitchen", valid_to="2021-11-30")
    form = admin.get("/desk/knowledge/add?document=tea").text
    known = {"document": "tea", "title": "Tea", "source": "notice", "publisher": "The kitchen"}
    assert all(f'value="{value}"' in form for value in (*known.values(), "2021-11-30"))
    preview = send(admin, b"", "", **known | {"title": "Afternoon tea"}, valid_to="")
    assert "Title, source and dates that change</h2>" in preview.text
    assert "Title: “Tea” becomes “Afternoon tea”" in preview.text
    assert "Last day it is answered from: 30 November 2021 becomes nothing" in preview.text
    assert "0 passages new, 0 gone" in preview.text
    assert "Wordings that go" not in preview.text
    admin.post("/desk/knowledge/confirm", data={"upload": upload_of(preview.text)})
    shown = parts.library.show("tea")
    assert (shown.title, shown.source, shown.publisher, shown.media) == (
        "Afternoon tea",
        "notice",
        "The kitchen",
        "markdown",
    )
    assert (shown.text, shown.valid_to, shown.own_questions) == (TEA, None, ("When is the cuppa?",))


def test_what_the_form_shows_holds_for_other_words(admin: TestClient, parts: Soundings):
    parts.library.add_bytes(TEA.encode(), "tea.md", by="t", title="Tea", published="2021-11-01")
    other = TEA.replace("four", "three").encode()
    preview = send(admin, other, "tea.md", document="tea", title="Tea", published="2021-11-01")
    admin.post("/desk/knowledge/confirm", data={"upload": upload_of(preview.text)})
    shown = parts.library.show("tea")
    assert (shown.version, shown.title, shown.published) == (2, "Tea", date(2021, 11, 1))


def test_a_title_found_in_the_words_is_not_filled_in(admin: TestClient, parts: Soundings):
    title = parts.library.add_bytes(TEA.encode(), "tea.md", by="t").title
    assert f'value="{title}"' not in admin.get("/desk/knowledge/add?document=tea").text


def test_days_left_on_the_form_as_they_were_count_only_where_the_file_has_none(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea", valid_from="2021-01-01", valid_to="2098-12-31")
    left = {"document": "tea", "title": "Tea", "valid_from": "2021-01-01", "valid_to": "2098-12-31"}
    file = ("---\nvalid_from: 2097-03-01\n---\n" + TEA.replace("four", "five")).encode()
    preview = send(admin, file, "tea.md", **left)
    assert "First day it is answered from: 1 January 2021 becomes 1 March 2097" in preview.text
    assert "Last day it is answered from" not in preview.text
    page = admin.post("/desk/knowledge/confirm", data={"upload": upload_of(preview.text)}).text
    assert "is added: from 1 March 2097 until 31 December 2098." in page
    assert "four" in parts.library.show("tea").text
    changed = send(admin, file, "tea.md", **left | {"valid_from": "2022-01-01"})
    assert "First day it is answered from: 1 March 2097 becomes 1 January 2022" in changed.text


def test_a_day_of_the_file_that_is_not_right_is_not_blamed_on_the_form(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea", valid_from="2021-01-01")
    file = ("---\nvalid_from: soon\n---\n" + TEA).encode()
    answer = send(admin, file, "tea.md", document="tea", title="Tea", valid_from="2021-01-01")
    assert answer.status_code == 422
    assert '<a href="#file">“valid_from” must be a date' in answer.text


def test_wordings_that_a_new_version_drops_are_listed_before_it_is_added(admin: TestClient, parts: Soundings):
    head = "---\ntitle: Tea\nquestions: ['{}']\n---\n"
    parts.library.add_bytes((head.format("When is the cuppa?") + TEA).encode(), "tea.md", by="t")
    page = send(admin, (head.format("What time is tea?") + TEA).encode(), "tea.md", document="tea", title="Tea").text
    assert "Wordings that go (1)" in page
    assert "When is the cuppa?" in page


def test_a_file_far_too_large_is_stopped_on_the_way(admin: TestClient):
    assert send(admin, b"x" * 22_000_000).status_code == 413


def test_a_document_is_removed_after_a_question_and_can_be_put_back(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea")
    assert "Nothing will be answered from it any more" in admin.get("/desk/knowledge/documents/tea/remove").text
    assert "is removed" in admin.post("/desk/knowledge/documents/tea/remove").text
    assert "Removed</h2>" in admin.get("/desk/knowledge").text
    assert "is back: in force" in admin.post("/desk/knowledge/documents/tea/rollback", data={"version": "1"}).text


def test_a_wording_is_taught_and_taken_back(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea")
    wording = "When do we get a cuppa?"
    assert wording in admin.post("/desk/knowledge/documents/tea/wordings", data={"wording": wording}).text
    assert parts.library.show("tea").taught == (wording,)
    page = admin.post("/desk/knowledge/documents/tea/wordings/remove", data={"wording": wording})
    assert "does not answer to that wording any more" in page.text
    assert parts.library.show("tea").taught == ()
    refused = admin.post("/desk/knowledge/documents/tea/wordings", data={"wording": "?" * 301})
    assert refused.status_code == 422
    assert "Write the question in 3 to 300 characters." in refused.text
    assert f'value="{"?" * 301}"' in refused.text


def test_what_a_language_model_suggests_is_approved_or_set_aside(admin: TestClient, visit: Callable, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea")
    suggest(parts, "When is the <b>cuppa</b>?", "What time is tea?", "Is there cake?")
    assert "3 suggested wordings wait for you" in admin.get("/desk/knowledge").text
    here = "/desk/knowledge/documents/tea"
    page = admin.get(here).text
    assert "None is used until you approve it." in page
    assert "When is the &lt;b&gt;cuppa&lt;/b&gt;?" in page
    assert "Perhaps answered by: “Tea is served" in page
    cuppa, time, cake = re.findall(r'name="suggestion"[^>]*value="(\d+)"', page)
    decide = f"{here}/suggestions"
    assert visit("reviewer").post(decide, data={"decision": "approve", "suggestion": cuppa}).status_code == 403
    for wrong in ({}, {"suggestion": cuppa}, {"decision": "approve", "suggestion": "9" * 30}):
        assert admin.post(decide, data=wrong).status_code == 422
    assert "Tick the wordings" in admin.post(decide, data={"decision": "approve"}).text
    page = admin.post(decide, data={"decision": "approve", "suggestion": [cuppa, time]}).text
    assert "answers to those wordings now" in page
    assert page.count("(written by a language model, approved)") == 2
    page = admin.post(decide, data={"decision": "reject", "suggestion": cake}).text
    assert "will not be suggested again" in page
    assert 'name="suggestion"' not in page
    assert "What time is tea?" in parts.library.show("tea").taught
    assert admin.post(decide, data={"decision": "approve", "suggestion": cake}).status_code == 404


def test_a_gap_is_closed_by_teaching_or_set_aside(admin: TestClient, parts: Soundings):
    parts.library.add_text("Breakfast is laid out in the staff room at seven.", by="t", document="breakfast")
    for question in ("Where do nights get their porridge?", "What is the capital of France?"):
        record(parts, RecordQuestion(question=question, status="not_covered", channel="web"))
    page = admin.get("/desk/knowledge/gaps").text
    assert '<option value="breakfast"' in page
    assert '<option value="words-and-short-forms"' not in page  # it is looked up by the word alone
    assert "porridge" in page
    assert "France" in page
    [gap] = re.findall(r'id="wording-(\d+)"[^>]*value="Where do nights', page)
    taught = {"gap": gap, "document": "breakfast", "wording": "Where do nights get their porridge?"}
    page = admin.post("/desk/knowledge/gaps/teach", data=taught).text
    assert "The next person who asks that is answered." in page
    assert '<h2 class="govuk-heading-s">Where do nights' not in page
    [gap] = set(re.findall(r'name="gap" value="(\d+)"', page))
    page = admin.post("/desk/knowledge/gaps/dismiss", data={"gap": gap}).text
    assert "Every question so far was answered." in page


def test_a_gap_whose_answer_did_not_help_is_closed_by_teaching_too(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea", media="text")
    question = "When is tea served?"
    record(parts, RecordFeedback(question=question, helpful=False, channel="web"))
    [gap] = set(re.findall(r'name="gap" value="(\d+)"', admin.get("/desk/knowledge/gaps").text))
    taught = {"gap": gap, "document": "tea", "wording": question}
    page = admin.post("/desk/knowledge/gaps/teach", data=taught).text
    assert "The next person who asks that is answered." in page
    assert "Every question so far was answered." in page


@pytest.mark.parametrize("unhelpful", [0, 1])
def test_a_gap_taught_in_other_words_that_stays_open_is_said_to(admin: TestClient, parts: Soundings, unhelpful: int):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea", media="text")
    question = "How many moons has Jupiter?"
    record(parts, RecordQuestion(question=question, status="not_covered", channel="web"))
    for _ in range(unhelpful):
        record(parts, RecordFeedback(question=question, helpful=False, channel="web"))
    [gap] = set(re.findall(r'name="gap" value="(\d+)"', admin.get("/desk/knowledge/gaps").text))
    taught = {"gap": gap, "document": "tea", "wording": "When do they pour?"}
    page = admin.post("/desk/knowledge/gaps/teach", data=taught).text
    assert "is not answered yet, so it stays here" in page
    assert "How many moons has Jupiter?" in page


def test_what_cannot_be_taught_is_said_at_its_line_with_what_was_typed(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea", media="text")
    long = "How many moons has Jupiter? " * 12
    record(parts, RecordQuestion(question=long, status="not_covered", channel="web"))
    page = admin.get("/desk/knowledge/gaps").text
    assert f'value="{long[:300].strip()}' in page
    assert 'maxlength="300"' in page
    gap = re.findall(r'name="gap" value="(\d+)"', page)[0]
    for document, wording, line, says in (
        ("tea", "Hm", "wording", "Write the question in 3 to 300 characters."),
        ("", "How many moons?", "document", "Choose the document that holds the answer."),
    ):
        answer = admin.post("/desk/knowledge/gaps/teach", data={"gap": gap, "document": document, "wording": wording})
        assert answer.status_code == 422
        assert f'<a href="#{line}-{gap}">{says}</a>' in answer.text
        assert f'value="{wording}"' in answer.text
    assert parts.library.show("tea").taught == ()


def test_more_gaps_than_are_shown_are_said_to_be_there(admin: TestClient, parts: Soundings, monkeypatch):
    monkeypatch.setattr("bot.desk.gaps_pages.SHOWN", 1)
    for question in ("How many moons has Jupiter?", "What is the capital of France?"):
        record(parts, RecordQuestion(question=question, status="not_covered", channel="web"))
    assert "There are more" in admin.get("/desk/knowledge/gaps").text


def test_why_an_answer_did_not_help_is_shown_without_any_markup_of_its_own(admin: TestClient, parts: Soundings):
    record(parts, RecordFeedback(question="Who leads?", helpful=False, reason="<script>x</script>", channel="web"))
    page = admin.get("/desk/knowledge/gaps").text
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page


@pytest.mark.parametrize("path", ["/documents/nothing", "/documents/nothing/remove", "/add?document=nothing"])
def test_a_document_that_is_not_there_is_a_page_that_says_so(admin: TestClient, path: str):
    answer = admin.get(f"/desk/knowledge{path}")
    assert answer.status_code == 404
    assert "There is no document “nothing”." in answer.text


def suggest(parts: Soundings, *wordings: str) -> None:
    requests = WordingRequests(parts.database, now)
    turn = requests.take("tea")
    assert turn is not None
    requests.finish(turn, [Supported(wording, TEA, sure=False) for wording in wordings], "openai:test-model")


def record(parts: Soundings, effect: RecordQuestion | RecordFeedback) -> None:
    apply = parts.questions.appliers()[type(effect)](effect)
    with parts.database.write() as session:
        apply(session)
