"""The HTTP API on the whole application: what it gives, and what it says to those it refuses."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.app import Soundings, create_app
from knowledge.effects import SubmitProposal
from knowledge.privacy import new_receipt
from knowledge.proposals.model import Draft
from retrieval.errors import Unavailable

CONTACT = "leadershipreview@dhsc.gov.uk"
CITED = ["document", "title", "section", "quote", "start", "end", "url"]


@pytest.fixture
def client(parts: Soundings) -> Iterator[TestClient]:
    with TestClient(create_app(parts), raise_server_exceptions=False) as client:
        yield client


def submit(parts: Soundings, words: str, **fields: Any) -> str:
    reference = parts.proposals.reserve()
    draft = Draft(proposal=words, **fields)
    effect = SubmitProposal(reference=reference, receipt=new_receipt(), person="web:test", draft=draft, source="web")
    assert parts.conversations.commit("web:test", reference, 0, {}, [effect])
    return reference


# Asking


def test_a_question_is_answered_with_the_words_of_a_document(client: TestClient, parts: Soundings):
    found = client.post("/api/v1/ask", json={"question": "Who leads the review?"}).json()
    assert list(found) == ["status", "answer", "citations", "confidence"]
    assert found["status"] == "answered"
    citation = found["citations"][0]
    assert list(citation) == CITED
    text = parts.library.show(citation["document"]).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert 0 <= found["confidence"] <= 1


def test_what_is_not_covered_is_said_with_where_to_ask(client: TestClient):
    found = client.post("/api/v1/ask", json={"question": "What is the capital of France?"}).json()
    assert found["status"] == "not_covered"
    assert found["citations"] == []
    assert CONTACT in found["answer"]


def test_a_citation_opens_its_document_with_the_words_marked(client: TestClient):
    citation = client.post("/api/v1/ask", json={"question": "Who leads the review?"}).json()["citations"][0]
    page = client.get(citation["url"])
    assert page.status_code == 200
    assert '<mark id="quote"' in page.text


# Bad input


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"who?"',
        b"{}",
        b'{"question": null}',
        b'{"question": 7}',
        b'{"question": ""}',
        b'{"question": "  \\n "}',
        b'{"question": "\\u0000\\u0007"}',
        b'{"question": "\\ud800"}',
        b"\xff\xfe",
        json.dumps({"question": "x" * 100_000}).encode(),
        b'{"question": ' + b"[" * 50_000,
    ],
)
def test_a_question_that_is_none_is_refused_in_one_sentence(client: TestClient, body: bytes):
    refused = client.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert 400 <= refused.status_code < 500
    assert list(refused.json()) == ["detail"]
    said = refused.json()["detail"]
    assert said.endswith(".")
    assert len(said) < 300
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "turn",
    [
        {"text": "hello"},
        {"conversation": "", "text": "hello"},
        {"conversation": "x" * 201, "text": "hello"},
        {"conversation": "a"},
        {"conversation": "a", "text": " "},
        {"conversation": "a", "text": "hello", "action": {"id": "submit"}},
        {"conversation": "a", "action": {}},
        {"conversation": "a", "action": "submit"},
        {"conversation": "a", "action": {"id": "x" * 101}},
        {"conversation": 7, "text": "hello"},
    ],
)
def test_a_malformed_turn_is_refused(client: TestClient, turn: dict):
    refused = client.post("/api/v1/chat", json=turn)
    assert refused.status_code == 422
    assert isinstance(refused.json()["detail"], str)


def test_a_body_beyond_all_measure_is_refused_unread(client: TestClient):
    form = "application/x-www-form-urlencoded"
    for path, kind in (("/api/v1/ask", "application/json"), ("/api/v1/chat", "application/json"), ("/chat", form)):
        refused = client.post(path, content=b"x" * 400_000, headers={"content-type": kind})
        assert refused.status_code == 413
        assert refused.json()["detail"] == "That is too much at once. Send at most 300 kB."


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/ask"), ("GET", "/api/v1/nothing"), ("PUT", "/healthz")])
def test_what_is_not_there_is_said_as_json(client: TestClient, method: str, path: str):
    refused = client.request(method, path)
    assert refused.status_code in (404, 405)
    assert list(refused.json()) == ["detail"]


def test_another_sites_page_may_not_speak_for_a_person(client: TestClient):
    turn = {"conversation": "a", "text": "hello"}
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/api/v1/chat", json=turn, headers=headers).status_code == 403


def test_a_part_that_is_away_is_said_plainly(client: TestClient, parts: Soundings, monkeypatch: pytest.MonkeyPatch):
    def away(*_: object, **__: object) -> None:
        raise Unavailable("The database does not answer. Try again soon.")

    monkeypatch.setattr(parts.knowledge, "find", away)
    refused = client.post("/api/v1/ask", json={"question": "Who leads the review?"})
    assert (refused.status_code, refused.json()["detail"]) == (503, "The database does not answer. Try again soon.")


def test_a_fault_of_ours_is_no_traceback(client: TestClient, parts: Soundings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parts.knowledge, "find", lambda *_, **__: 1 / 0)
    refused = client.post("/api/v1/ask", json={"question": "Who leads the review?"})
    assert refused.status_code == 500
    assert "ZeroDivision" not in refused.text


# The review team's search


def test_only_tokens_in_force_search_proposals(client: TestClient, parts: Soundings):
    assert client.get("/api/v1/proposals").status_code == 401
    wrong = {"authorization": "Bearer soundings_wrong"}
    assert client.get("/api/v1/proposals", headers=wrong).status_code == 401
    assert client.get("/api/v1/proposals", headers={"authorization": "Basic eDp5"}).status_code == 401
    token = parts.tokens.create("reviewer")
    assert client.get("/api/v1/proposals", headers={"authorization": f"bearer {token}"}).status_code == 200
    parts.tokens.revoke(1)
    assert client.get("/api/v1/proposals", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_search_finds_by_meaning_and_narrows_by_field(client: TestClient, parts: Soundings):
    coach = submit(parts, "Every new care home manager should get a coach for a year", setting="adult social care")
    submit(parts, "Ambulance crews should choose their own shift leaders", setting="ambulance")
    headers = {"authorization": f"Bearer {parts.tokens.create('admin')}"}
    found = client.get("/api/v1/proposals?q=mentoring+for+people+new+to+running+a+home", headers=headers).json()
    assert found[0]["reference"] == coach
    assert found[0]["score"] > 0
    assert found[0]["setting"] == "adult social care"
    narrowed = client.get("/api/v1/proposals?q=leaders&setting=ambulance&limit=1", headers=headers).json()
    assert [one["setting"] for one in narrowed] == ["ambulance"]
    assert "contributor" not in json.dumps(found)


def test_what_is_like_one_and_the_counts_leave_out_what_is_withdrawn(client: TestClient, parts: Soundings):
    coach = submit(parts, "Every new care home manager should get a coach for a year", setting="adult social care")
    mentor = submit(parts, "Give new care home managers a mentor for a year", setting="adult social care")
    headers = {"authorization": f"Bearer {parts.tokens.create('reviewer')}"}

    def ask(path: str) -> Any:
        return client.get(f"/api/v1/proposals{path}", headers=headers).json()

    assert [one["reference"] for one in ask(f"/{coach}/similar")] == [mentor]
    assert ask("/facets?setting=ambulance")["setting"] == {"adult social care": 2}
    parts.proposals.withdraw(mentor, by="admin")
    assert ask(f"/{coach}/similar") == []
    assert ask("/facets")["setting"] == {"adult social care": 1}
    assert [one["reference"] for one in ask("?q=a+mentor+for+a+year")] == [coach]
    assert client.get(f"/api/v1/proposals/{mentor}/similar", headers=headers).status_code == 404
    assert client.get("/api/v1/proposals/facets").status_code == 401


@pytest.mark.parametrize("query", ["setting=moon", "status=lost", "limit=0", "limit=9999", "limit=x", "theme="])
def test_a_filter_of_no_known_value_is_refused(client: TestClient, parts: Soundings, query: str):
    headers = {"authorization": f"Bearer {parts.tokens.create('reviewer')}"}
    refused = client.get(f"/api/v1/proposals?{query}", headers=headers)
    assert refused.status_code == 422
    assert isinstance(refused.json()["detail"], str)


# Running


def test_it_says_that_it_is_alive_and_ready(client: TestClient):
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["parts"] == {"database": "ok", "index": "ok", "model": "ok"}


def test_it_says_which_part_is_not_ready(client: TestClient, parts: Soundings, monkeypatch: pytest.MonkeyPatch):
    def away() -> None:
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(parts.database, "check", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "not ready"
    assert answer.json()["parts"]["database"] == "The database does not answer."


def test_the_api_is_described_with_nothing_from_outside(client: TestClient):
    page = client.get("/docs")
    assert page.status_code == 200
    for path in ("/api/v1/ask", "/api/v1/chat", "/api/v1/proposals", "/healthz", "/readyz"):
        assert path in page.text
        assert path in client.get("/openapi.json").json()["paths"]
    assert "https://cdn" not in page.text
