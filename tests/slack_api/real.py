"""The real thing on the local Slack: real core, real documents, real model; each test has its own copy of the state."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from slack_api.people import HttpDoor, Person
from slack_api.running import serving, settings_for
from slack_api.server import SlackApi

from bot.app import Soundings
from retrieval.embedding import Embedder

REVIEWERS, ADMINS = frozenset({"slack:T1/UREVIEWER", "slack:T1/S1"}), frozenset({"slack:T1/UADMIN"})


@pytest.fixture
def soundings(home: Path, embedder: Embedder, slack: SlackApi) -> Iterator[Soundings]:
    settings = settings_for(
        slack, home=home, reviewers=REVIEWERS, admins=ADMINS, public_url="https://soundings.example"
    )
    parts = Soundings(settings)
    parts.__dict__["embedder"] = embedder
    yield parts
    parts.database.close()


@pytest.fixture
def staff(slack: SlackApi, soundings: Soundings) -> Iterator[Callable[..., Person]]:
    with serving(soundings) as url:
        door = HttpDoor(url)
        yield lambda user="U1", **more: Person(slack, door, user, **more)
        door.close()
