"""The review team's desk in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

WORDS = [
    "Every new care home manager should get a coach for the first year",
    "All newly appointed care home managers should have a coach in their first year",
    "Ward sisters need protected time to lead, away from the numbers",
    "Let ambulance crews choose their own shift leaders",
    "Publish who sits on every trust board, and how they were chosen",
    "Managers who fail in one trust must not be moved quietly to the next",
    "Give social care leaders a seat on the integrated care board",
]


@pytest.fixture(scope="module")
def desk(site: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site with proposals in it; gives an admin's token."""
    file: Path = tmp_path_factory.mktemp("desk") / "proposals.csv"
    file.write_text("words\n" + "\n".join(f'"{words}"' for words in WORDS), encoding="utf-8")
    assert site.run("proposals", "import", str(file), "--column", "proposal=words").returncode == 0
    return site.run("token", "create", "--role", "admin").stdout.strip()


def sign_in(page: Page, token: str) -> None:
    page.goto("/desk")
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Proposals", level=1)).to_be_visible()


def test_a_wrong_token_is_said_where_it_is_typed(browse: Callable, picture: Callable, desk: str):
    page = browse(**DESKTOP)
    page.goto("/desk")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("opens nothing")
    picture(page, "desk-1-wrong-token")


@pytest.mark.parametrize(("name", "kind"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_a_reviewer_finds_and_reads(browse: Callable, picture: Callable, desk: str, name: str, kind: dict):
    page = browse(**kind)
    sign_in(page, desk)
    picture(page, f"desk-{name}-2-newest")
    page.get_by_role("searchbox").fill("support for people new to running a home")
    page.keyboard.press("Enter")
    first = page.locator(".result__title").first
    expect(first).to_contain_text("care home manager")
    picture(page, f"desk-{name}-3-found")
    first.click()
    expect(page.get_by_role("heading", name="More like this")).to_be_visible()
    expect(page.locator("aside .result").first).to_contain_text("care home manager")
    picture(page, f"desk-{name}-4-proposal", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_signing_out_leaves_nothing_behind(browse: Callable, desk: str):
    page = browse(**DESKTOP)
    sign_in(page, desk)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Token")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Token")).to_be_visible()


def test_the_desk_is_accessible(browse: Callable, accessible: Callable, desk: str):
    for kind in (DESKTOP, PHONE):
        page = browse(**kind, bypass_csp=True)
        page.goto("/desk")
        accessible(page)
        sign_in(page, desk)
        accessible(page)
        page.locator(".result__title").first.click()
        accessible(page)
