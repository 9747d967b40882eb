"""The chat page in a real browser: the whole conversation, with scripts, without them, by keyboard, on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from knowledge.privacy import tidy_receipt

from .conftest import DESKTOP, NARROW, PHONE

pytestmark = pytest.mark.browser

TWO = "who is leading the review, and is social care really part of it?"
COACH = "I think every new care home manager should get a coach for the first year"


def say(page: Page, words: str) -> None:
    """Type a message, send it, and wait for the replies."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your question or proposal").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".turn")).to_have_count(turns + 1)
    expect(last(page)).to_be_visible()


def last(page: Page):
    return page.locator(".turn").last.locator(".replies")


def receipt_on(page: Page) -> str:
    code = page.locator(".receipt__code").inner_text().strip()
    assert tidy_receipt(code) == code
    return code


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_whole_conversation(browse: Callable, picture: Callable):
    page = browse(**DESKTOP)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("say what should change")
    picture(page, "desktop-1-welcome")

    say(page, TWO)
    expect(last(page)).to_contain_text("Messenger")
    expect(last(page)).to_contain_text("ocial care")
    picture(page, "desktop-2-two-answers")

    say(page, COACH)
    card = page.locator(".card")
    expect(card).to_contain_text(COACH)
    expect(card).to_contain_text("adult social care")
    picture(page, "desktop-3-card")

    say(page, "actually, is this anonymous?")
    expect(last(page).locator("blockquote").first).to_be_visible()
    expect(last(page)).to_contain_text("waiting")
    picture(page, "desktop-4-digression")

    last(page).get_by_role("button", name="Submit").click()
    expect(page.locator(".receipt__code")).to_be_visible()
    receipt = receipt_on(page)
    expect(page.locator(".replies").last).to_be_focused()
    picture(page, "desktop-5-receipt")

    say(page, f"withdraw {receipt}")
    expect(last(page)).to_contain_text("withdrawn")
    picture(page, "desktop-6-withdrawn", whole=True)

    page.reload()  # what was withdrawn is gone from the conversation too
    expect(page.get_by_label("Your question or proposal")).to_be_visible()
    expect(page.locator(".card")).to_have_count(0)
    assert receipt not in page.content()


def test_a_citation_opens_the_passage_with_the_words_marked(browse: Callable, picture: Callable):
    page = browse()
    page.goto("/")
    say(page, "Who leads the review?")
    quote = last(page).locator("blockquote").first.inner_text().strip("“”\n ")
    last(page).locator("figcaption a").first.click()
    page.wait_for_url(re.compile(r"/documents/.+#quote$"))
    marked = " ".join(page.locator("mark").all_inner_texts())
    assert " ".join(marked.split())[:40] == " ".join(quote.split())[:40]
    expect(page.locator("#quote")).to_be_in_viewport()
    picture(page, "desktop-7-passage")


def test_an_example_starts_the_conversation(browse: Callable):
    page = browse()
    page.goto("/")
    page.locator(".example").first.click()
    expect(last(page)).to_contain_text("Messenger")
    expect(page.locator(".example").first).to_be_hidden()


def test_thinking_is_shown_and_a_lost_connection_is_said(browse: Callable, picture: Callable):
    page = browse()
    page.goto("/")
    held = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/chat", hold)
    page.get_by_label("Your question or proposal").fill("Who leads the review?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Soundings is thinking")).to_be_visible()
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "true")
    picture(page, "desktop-8-thinking")
    page.wait_for_timeout(100)
    held[0].fulfill(status=503, json={"detail": "The database does not answer. Try again soon."})
    expect(page.locator(".reply--error")).to_contain_text("The database does not answer")
    expect(page.get_by_label("Your question or proposal")).to_have_value("Who leads the review?")


def test_it_works_without_scripts(browse: Callable, picture: Callable):
    page = browse(**DESKTOP, java_script_enabled=False)
    page.goto("/")

    def send(words: str) -> None:
        page.get_by_label("Your question or proposal").fill(words)
        page.get_by_role("button", name="Send", exact=True).click()

    send(TWO)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".replies")).to_contain_text("Messenger")
    send(COACH)
    expect(page.locator(".card")).to_contain_text(COACH)
    page.get_by_role("button", name="Submit").click()
    receipt = receipt_on(page)
    picture(page, "plain-1-receipt", whole=True)
    send(f"withdraw {receipt}")
    expect(page.locator(".replies").last).to_contain_text("withdrawn")
    assert receipt not in page.content()
    page.get_by_role("button", name="Finish and clear").click()
    expect(page.get_by_text("forgotten your conversation")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)


def test_it_works_by_keyboard_alone(browse: Callable, picture: Callable):
    page = browse(reduced_motion="reduce", **DESKTOP)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.get_by_label("Your question or proposal").focus()
    page.keyboard.type("We should give every ward")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("manager protected time to lead")
    expect(page.locator(".turn")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_be_visible()
    expect(page.get_by_label("Your question or proposal")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Submit":
            break
    picture(page, "keyboard-1-submit-focused")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt__code")).to_be_visible()
    expect(page.locator(".replies").last).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy the receipt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("Copied|Selected"))).to_be_visible()


@pytest.mark.parametrize(("name", "kind"), [("phone", PHONE), ("narrow", NARROW)])
def test_it_works_on_a_phone(browse: Callable, picture: Callable, name: str, kind: dict):
    page = browse(**kind)
    page.goto("/")
    picture(page, f"{name}-1-welcome")
    assert fits(page)
    say(page, TWO)
    picture(page, f"{name}-2-answer")
    say(page, COACH)
    picture(page, f"{name}-3-card")
    assert fits(page)
    page.locator(".card").scroll_into_view_if_needed()
    page.get_by_role("button", name="Submit").last.click()
    expect(page.locator(".receipt__code")).to_be_visible()
    picture(page, f"{name}-4-receipt")
    assert fits(page)


def test_large_text_still_fits(browse: Callable, picture: Callable):
    page = browse(viewport={"width": 1280, "height": 900})
    page.goto("/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    say(page, COACH)
    assert fits(page)
    picture(page, "large-text")


def test_two_browsers_do_not_see_each_other(browse: Callable):
    mine, theirs = browse(), browse()
    for page in (mine, theirs):
        page.goto("/")
    say(mine, COACH)
    theirs.reload()
    expect(theirs.locator(".turn")).to_have_count(0)


def test_what_people_type_is_shown_and_not_obeyed(browse: Callable):
    page = browse()
    page.goto("/")
    say(page, '<img src=x onerror="document.title=1"> **bold** [x](javascript:alert(1)) who leads the review?')
    expect(page.locator(".said__words").last).to_contain_text("<img src=x")
    page.reload()
    assert page.locator(".turn img").count() == 0
    assert page.locator(".turn a[href^=javascript]").count() == 0
    assert "Ask about" in page.title()


def test_the_pages_are_accessible(browse: Callable, accessible: Callable):
    for kind in (DESKTOP, PHONE):
        page = browse(**kind, bypass_csp=True)
        page.goto("/")
        accessible(page)
        say(page, TWO)
        say(page, COACH)
        accessible(page)
        page.get_by_role("button", name="Submit").last.click()
        expect(page.locator(".receipt__code")).to_be_visible()
        accessible(page)
        for address in ("/documents", "/documents/who-leads-the-review?start=0&end=40", "/privacy", "/docs", "/desk"):
            page.goto(address)
            accessible(page)
