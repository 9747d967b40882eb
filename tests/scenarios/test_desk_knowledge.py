"""The admins' part of the desk: documents added after a look at what changes, put back, removed, and gaps closed."""

import re
from collections.abc import Callable, Iterator

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
    assert "Version 1 of “Tea” is back in force." in page.text
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
        (b"", "", {"words": TEA}, "a title"),
        (TEA.encode(), "tea.pdf", {}, "not what its name says"),
        (TEA.encode(), "tea.txt", {"valid_from": "2022-01-01", "valid_to": "2021-01-01"}, "is before valid_from"),
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


def test_a_file_far_too_large_is_stopped_on_the_way(admin: TestClient):
    assert send(admin, b"x" * 22_000_000).status_code == 413


def test_a_document_is_removed_after_a_question_and_can_be_put_back(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea")
    assert "Nothing will be answered from it any more" in admin.get("/desk/knowledge/documents/tea/remove").text
    assert "is removed" in admin.post("/desk/knowledge/documents/tea/remove").text
    assert "Removed</h2>" in admin.get("/desk/knowledge").text
    assert "is back in force" in admin.post("/desk/knowledge/documents/tea/rollback", data={"version": "1"}).text


def test_a_wording_is_taught_and_taken_back(admin: TestClient, parts: Soundings):
    parts.library.add_text(TEA, by="t", document="tea", title="Tea")
    wording = "When do we get a cuppa?"
    assert wording in admin.post("/desk/knowledge/documents/tea/wordings", data={"wording": wording}).text
    assert parts.library.show("tea").taught == (wording,)
    page = admin.post("/desk/knowledge/documents/tea/wordings/remove", data={"wording": wording})
    assert "does not answer to that wording any more" in page.text
    assert parts.library.show("tea").taught == ()
    assert admin.post("/desk/knowledge/documents/tea/wordings", data={"wording": ""}).status_code == 422


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
    assert "porridge" in page
    assert "France" in page
    taught = {"document": "breakfast", "wording": "Where do nights get their porridge?"}
    page = admin.post("/desk/knowledge/gaps/teach", data=taught).text
    assert "The next person who asks that is answered." in page
    assert '<h2 class="govuk-heading-s">Where do nights' not in page
    [gap] = re.findall(r'name="gap" value="(\d+)"', page)
    page = admin.post("/desk/knowledge/gaps/dismiss", data={"gap": gap}).text
    assert "Every question so far was answered." in page


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
