"""The admins' pages in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.app import now
from bot.settings import Settings
from knowledge.database import Database
from knowledge.documents.wording_requests import Supported, WordingRequests

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
TEA = "Tea is served at {} o'clock in the staff room.\n\nThere is cake on Fridays, which the league of friends bakes."

QUESTION = "How many moons has Jupiter?"


@pytest.fixture(scope="module")
def token(site: Any) -> str:
    """An admin's token."""
    return site.run("token", "create", "--role", "admin").stdout.strip()


@pytest.mark.parametrize(("name", "kind"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_an_admin_adds_a_document_replaces_it_and_puts_it_back(
    browse: Callable, picture: Callable, accessible: Callable, site: Any, token: str, name: str, kind: dict
):
    page = browse(**kind)
    page.goto("/desk/knowledge")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What answers come from")).to_be_visible()
    picture(page, f"knowledge-{name}-1-documents")
    send(page, "four", f"tea-{name}.txt")
    expect(page.get_by_text("would be a new document")).to_be_visible()
    picture(page, f"knowledge-{name}-2-preview")
    page.get_by_role("button", name="Answer from it").click()
    expect(page.get_by_text("is added.")).to_be_visible()
    send(page, "five", f"tea-{name}.txt")
    expect(page.get_by_role("heading", name="Passages that go (1)")).to_be_visible()
    picture(page, f"knowledge-{name}-3-replaced")
    page.get_by_role("button", name="Answer from it").click()
    page.get_by_role("button", name="Put version 1 into force").click()
    expect(page.get_by_text("is back: in force.")).to_be_visible()
    page.get_by_label("Teach it one more").fill("When is the cuppa?")
    page.get_by_role("button", name="Teach").click()
    expect(page.get_by_text("answers to that wording now")).to_be_visible()
    suggest(site, f"tea-{name}", "What time is tea?", "Who bakes the cake?")
    page.reload()
    picture(page, f"knowledge-{name}-4-document")
    accessible(page)
    page.get_by_label("What time is tea?").check()
    page.get_by_role("button", name="Answer to those ticked").click()
    expect(page.get_by_text("(written by a language model, approved)")).to_be_visible()
    expect(page.get_by_label("Who bakes the cake?")).to_be_visible()


def test_a_problem_with_a_file_is_said_beside_the_form(
    browse: Callable, picture: Callable, accessible: Callable, token: str
):
    page = browse(**DESKTOP)
    page.goto("/desk/knowledge/add")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    page.set_input_files("#file", {"name": "tea.pdf", "mimeType": "application/pdf", "buffer": b"tea"})
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("alert")).to_contain_text("not what its name says")
    picture(page, "knowledge-5-problem")
    accessible(page)


def test_a_question_nobody_could_answer_is_on_the_page_of_gaps(
    browse: Callable, picture: Callable, accessible: Callable, token: str
):
    asking = browse(**DESKTOP).request.post("/api/v1/chat", data={"conversation": "gap", "text": QUESTION})
    assert asking.json()["replies"][0]["kind"] == "answer"
    page = browse(**DESKTOP)
    page.goto("/desk/knowledge/gaps")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    page.get_by_text("Teach a document to answer it").first.click()
    picture(page, "knowledge-6-gaps")
    accessible(page)
    page.get_by_role("button", name=re.compile(rf"^Set aside.*{re.escape(QUESTION)}")).click()
    expect(page.get_by_text("That gap is set aside.")).to_be_visible()


def send(page: Page, hour: str, name: str) -> None:
    page.goto("/desk/knowledge/add")
    page.set_input_files("#file", {"name": name, "mimeType": "text/plain", "buffer": TEA.format(hour).encode()})
    page.get_by_role("button", name="Show what would change").click()


def suggest(site: Any, document: str, *wordings: str) -> None:
    """As if a language model had been asked."""
    database = Database(Settings(home=site.home).database_url)
    requests = WordingRequests(database, now)
    turn = requests.take(document)
    assert turn is not None
    requests.finish(turn, [Supported(wording, turn.passages[0], sure=False) for wording in wordings], "openai:model")
    database.close()
