"""The main job, end to end, on a real server: ask, propose, be found; nothing is lost, nobody sees another's."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from knowledge.privacy import tidy_receipt

pytestmark = pytest.mark.slow
CONTACT = "leadershipreview@dhsc.gov.uk"
COACH = "I think every new care home manager should get a coach for the first year"

LETTER_QUESTIONS = {
    "What kinds of engagement events will there be?": "site visits",
    "Are you worried about review fatigue?": "review fatigue",
    "How do you want us to regard the review?": "opportunity",
    "What is your starting premise about the workforce?": "hugely impressive",
    "What do the terms of reference ask you to focus on?": "at all levels",
    "Do you have an open mind about priority areas?": "open mind",
    "What are you looking for proposals to do?": "strengthen, broaden and deepen",
    "What does the letter say about collaborative leadership?": "collaborative, systems leadership",
    "Can anyone aspire to leadership roles?": "anyone can aspire",
    "How do I email the review?": CONTACT,
}


class Person:
    """Somebody at the HTTP API, known by the cookie of their first reply."""

    def __init__(self, url: str, conversation: str = "default") -> None:
        self.client = httpx.Client(base_url=url, timeout=60)
        self.conversation = conversation

    def says(self, text: str) -> list[dict]:
        return self._send({"text": text})

    def presses(self, choice: str, value: object = None) -> list[dict]:
        return self._send({"action": {"id": choice, "value": value}})

    def _send(self, message: dict) -> list[dict]:
        response = self.client.post("/api/v1/chat", json={"conversation": self.conversation, **message})
        assert response.status_code == 200, response.text
        return response.json()["replies"]


def one(replies: list[dict], kind: str) -> dict:
    found = [reply for reply in replies if reply["kind"] == kind]
    assert found, f"no {kind} in {[(reply['kind'], reply['text']) for reply in replies]}"
    return found[0]


def test_the_whole_conversation(shared_server):
    person = Person(shared_server.url)
    answers = person.says("who is leading the review, and is social care really part of it?")
    quotes = " ".join(citation["quote"] for reply in answers for citation in reply["citations"])
    assert "Messenger" in quotes
    assert "social care" in quotes

    card = one(person.says(COACH), "confirm")
    assert card["fields"]["proposal"] == COACH
    assert card["fields"]["setting"] == "adult social care"
    assert card["fields"]["title"]
    assert {"submit", "change", "cancel"} <= {choice["id"] for choice in card["choices"]}

    digression = person.says("actually, is this anonymous?")
    assert one(digression, "answer")["citations"]
    assert "waiting" in " ".join(reply["text"] for reply in digression).lower()

    receipt = one(person.says("submit"), "receipt")["receipt"]
    assert tidy_receipt(receipt) == receipt

    search = ("proposals", "search", "support for people new to running a home", "--json")
    assert json.loads(shared_server.run(*search).stdout)[0]["proposal"] == COACH

    person.says(f"withdraw {receipt}")
    assert json.loads(shared_server.run(*search).stdout) == []


def test_killing_the_server_between_two_turns_loses_nothing(start_server: Callable, home: Path):
    first = start_server(home)
    person = Person(first.url)
    one(person.says(COACH), "confirm")
    first.kill()
    second = start_server(home)
    person.client.base_url = second.url
    receipt = one(person.says("submit"), "receipt")["receipt"]
    second.kill()
    third = start_server(home)
    person.client.base_url = third.url
    assert "P-" in " ".join(reply["text"] for reply in person.says(f"what happened to {receipt}"))


def test_another_caller_with_the_same_conversation_name_sees_nothing_of_it(shared_server):
    one(Person(shared_server.url, "shared name").says(COACH), "confirm")
    replies = Person(shared_server.url, "shared name").says("submit")
    assert not [reply for reply in replies if reply["kind"] in ("receipt", "confirm")]
    assert "coach" not in json.dumps(replies)


def test_commands_beside_the_server_see_the_same_things(start_server: Callable, home: Path, shared: Path):
    server = start_server(home)
    letter = shared / "seeds" / "leadership-review-letter.txt"
    question = "What is your starting premise about the workforce?"
    assert server.run("knowledge", "add", str(letter)).returncode == 0
    by_command = json.loads(server.run("ask", question, "--json").stdout)
    by_server = httpx.post(f"{server.url}/api/v1/ask", json={"question": question}, timeout=60).json()
    assert by_command["status"] == by_server["status"] == "answered"
    assert by_command["citations"][0]["quote"] == by_server["citations"][0]["quote"]

    one(Person(server.url).says(COACH), "confirm")
    proposing = Person(server.url, "another")
    proposing.says(COACH)
    proposing.says("submit")
    found = json.loads(server.run("proposals", "search", "coaching for new managers of care homes", "--json").stdout)
    assert [proposal["proposal"] for proposal in found][:1] == [COACH]


def test_a_second_server_on_the_same_folder_is_refused(shared_server):
    refused = shared_server.run("serve", "--port", "0")
    assert refused.returncode == 1
    assert "Another Soundings server already runs" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_who_leads_is_answered_with_words_of_the_cited_document(soundings_command):
    answer = json.loads(soundings_command("ask", "who leads the review?", "--json").stdout)
    assert answer["status"] == "answered"
    citation = answer["citations"][0]
    document = json.loads(soundings_command("knowledge", "show", citation["document"], "--json").stdout)
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert 0 <= answer["confidence"] <= 1


def test_what_the_terms_do_not_cover_is_said_so_with_where_to_ask(soundings_command):
    answer = json.loads(soundings_command("ask", "what is the capital of France?", "--json").stdout)
    assert answer["status"] == "not_covered"
    assert CONTACT in answer["answer"]


def test_the_letter_alone_answers_once_added(parts, shared: Path):
    text = (shared / "seeds" / "leadership-review-letter.txt").read_text(encoding="utf-8")
    for document in parts.library.list():
        parts.library.remove(document.document, by="test")
    parts.library.add_file(shared / "seeds" / "leadership-review-letter.txt", by="test")
    missed = {}
    for question, expected in LETTER_QUESTIONS.items():
        found = parts.knowledge.find(question)
        quotes = [citation.quote for citation in found.citations]
        assert all(text[citation.start : citation.end] == citation.quote for citation in found.citations)
        if found.status != "answered" or not any(expected in quote for quote in quotes):
            missed[question] = (found.status, quotes)
    assert not missed
