"""The one script in a personal chat of Teams, with signed activities and everything real but Microsoft."""

import json
import time
from collections.abc import Iterator

import httpx
import pytest
from scenarios.conversation_script import hold
from teams_platform.bot import Bot, teams_settings
from teams_platform.connector import Microsoft, Sent
from teams_platform.people import Person

from bot.app import Soundings

pytest_plugins = ["teams_platform.fixtures"]


@pytest.fixture
def ann(microsoft: Microsoft, parts: Soundings) -> Iterator[Person]:
    parts.settings = teams_settings(microsoft, home=parts.settings.home)
    with Bot(parts) as bot, httpx.Client(base_url=bot.url, timeout=60) as client:
        yield Person(microsoft, client, "ann")


def test_teams_holds_it(ann: Person):
    def say(text: str) -> str:
        before = len(ann.microsoft.messages(ann.chat))
        assert ann.says(text).status_code == 200
        ann.microsoft.wait_for(before + 1, ann.chat)
        return "\n".join(visible(one) for one in settled(ann)[before:])

    hold(say)


def settled(person: Person) -> list[Sent]:
    """All messages, once no more come."""
    count = -1
    while count != len(person.microsoft.messages(person.chat)):
        count = len(person.microsoft.messages(person.chat))
        time.sleep(1)
    return person.microsoft.messages(person.chat)


def visible(sent: Sent) -> str:
    """All the words of a message and its card: texts, values of inputs, names of what is chosen, titles of buttons."""
    return f"{sent.text}\n{json.dumps(sent.card, ensure_ascii=False)}"
