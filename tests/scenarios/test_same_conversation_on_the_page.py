"""The one script on the chat page, typed into its form as a browser without scripts would, or with them."""

import re
import secrets
from html import unescape

from scenarios.conversation_script import hold
from starlette.testclient import TestClient

from bot.app import Soundings, create_app


def test_the_page_holds_it(parts: Soundings):
    with TestClient(create_app(parts)) as browser:

        def say(text: str) -> str:
            form = {"text": text, "event": secrets.token_hex(8)}
            answer = browser.post("/chat", data=form, headers={"soundings-part": "1"})
            assert answer.status_code == 200, answer.text
            return read(answer.text)

        hold(say)


def read(page: str) -> str:
    """The words of a piece of a page: tags go, but not what is chosen or typed in its fields."""
    held = " ".join(re.findall(r'value="([^"]*)"', page))
    return unescape(re.sub(r"<[^>]+>", " ", page) + " " + held)
