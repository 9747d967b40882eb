"""A real server and a real Chromium for the tests of the web pages."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.channels.web.rendering import ASSETS, STYLES

ARTEFACTS = Path(__file__).parents[1] / "artefacts"
expect.set_options(timeout=30_000)  # the first question loads the model
AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium is not installed (`apt-get install chromium`)")
    if not (ASSETS / STYLES).is_file():
        pytest.skip("the page assets are not here (`make assets` fetches them; it needs Node)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One real server, for all tests here; each test is a browser of its own, so they do not meet."""
    home = Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("site") / "home"))
    server = sys.modules["tests.conftest"].RunningServer(home).start()
    yield server
    server.stop()


@pytest.fixture
def browse(chromium: Browser, site: Any) -> Iterator[Callable[..., Page]]:
    """Opens a browser with nothing in it; the test fails if a page's script or policy complains."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_browser(**kind: Any) -> Page:
        context = chromium.new_context(base_url=site.url, **(kind or DESKTOP))
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(site.url) else None)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    unexpected = [said for said in complaints if "the server responded with a status of" not in said]
    assert not unexpected


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keeps a picture of a page as an artefact of the test run."""

    def keep(page: Page, name: str, *, whole: bool = False) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=whole)

    return keep


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Checks a page with axe-core against WCAG 2.2 AA; skips where axe-core is not installed."""
    if not AXE.is_file():
        pytest.skip("axe-core is not here (`make browser-tools` fetches it)")
    engine = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(engine)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]

    return check
