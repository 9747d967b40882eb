"""Pictures for docs/slack.md of what our app really posts, drawn by `rendering`:

PYTHONPATH=tests python -m slack_api.pictures docs/pictures
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from slack_api import rendering
from slack_api.people import HttpDoor, Person
from slack_api.running import serving, settings_for
from slack_api.server import SlackApi

from bot.app import Soundings
from bot.channels.slack.manifest import bot_scopes

IDEA = "I think every new care home manager should get a coach for the first year"


class Scene:
    """A conversation as it is drawn: what people say, and what then appears."""

    def __init__(self, person: Person, name: str, channel: str = "") -> None:
        self._person, self._name, self._channel = person, name, channel
        self.drawn: list[str] = []

    def does(self, doing: Callable[[], object], said: str = "", replies: int = 1) -> None:
        """Somebody does something; draws it and the replies."""
        before = len(self._person.sees(self._channel))
        if said:
            words = [{"type": "section", "text": {"type": "plain_text", "text": said}}]
            self.drawn.append(rendering.message(self._name, words))
        doing()
        seen = self._person.waits_for(
            lambda now: len(now) >= before + replies and not now[-1].streaming, self._channel
        )[before:]
        self.drawn += [
            rendering.message("Soundings", one.blocks, ours=True, only_you=one.to is not None) for one in seen
        ]

    def says(self, words: str, replies: int = 1) -> None:
        """Somebody writes directly."""
        self.does(lambda: self._person.says(words), words, replies)


def conversation(ann: Person) -> str:
    """A question, a proposal, a receipt."""
    scene = Scene(ann, "Ann")
    scene.says("who is leading the review?")
    scene.says(IDEA)
    scene.says("submit")
    return "".join(scene.drawn)


def channel(ann: Person) -> str:
    """A mention, answered for all; and what is private moves away."""
    scene = Scene(ann, "Ann", "C1")
    scene.does(lambda: ann.mentions("is social care part of it?"), "@Soundings is social care part of it?")
    scene.does(lambda: ann.mentions("who can see what I write?"), "@Soundings who can see what I write?")
    return "".join(scene.drawn)


def reviewer(rita: Person) -> str:
    """A search, and one proposal opened."""
    scene = Scene(rita, "Rita")
    search = "search help for people new to running a home"
    scene.does(lambda: rita.commands(search), f"/soundings {search}")
    scene.does(lambda: rita.presses("Open"))
    return "".join(scene.drawn)


def home(person: Person, slack: SlackApi) -> str:
    """The home tab."""
    person.opens_home()
    person.waits_for(lambda _: person.user in slack.homes)
    return rendering.view(slack.homes[person.user])


def form(ann: Person, slack: SlackApi) -> str:
    """The form, from somebody's own message."""
    ann.uses_message_shortcut("turn_into_proposal", IDEA, author=ann.user)
    ann.waits_for(lambda _: bool(slack.views))
    return rendering.view(slack.views[-1])


def draw(folder: Path, drawn: dict[str, str]) -> None:
    """Screenshots of each, as small PNGs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, body in drawn.items():
            page = browser.new_page(viewport={"width": 680, "height": 100})
            page.set_content(rendering.page(body))
            picture = folder / f"slack-{name}.png"
            page.locator("main").screenshot(path=picture)
            Image.open(picture).convert("RGB").quantize(32).save(picture, optimize=True)
        browser.close()


def main() -> None:
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as state, SlackApi(frozenset(bot_scopes())).serving() as slack:
        slack.streaming = False
        settings = settings_for(
            slack, home=Path(state), reviewers=frozenset({"slack:T1/URITA"}), admins=frozenset({"slack:T1/URITA"}),
            public_url="https://soundings.example.org",
        )  # fmt: skip
        parts = Soundings(settings)
        parts.prepare()
        parts.library.index_builtin()
        with serving(parts) as url:
            door = HttpDoor(url)
            ann, rita = Person(slack, door, "UANN"), Person(slack, door, "URITA")
            drawn = {
                "conversation": conversation(ann),
                "channel": channel(ann),
                "form": form(ann, slack),
                "reviewer": reviewer(rita),
                "home": home(rita, slack),
            }
        parts.database.close()
    draw(folder, drawn)


if __name__ == "__main__":
    main()
