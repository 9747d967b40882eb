"""What the tests of Slack start from: a local Slack, our app with a scripted core, and people."""

from collections.abc import Callable, Iterator

import pytest
from slack_api.people import HttpDoor, Person
from slack_api.running import Scripted, TestParts, serving, settings_for
from slack_api.server import SlackApi

from bot.channels.slack.manifest import bot_scopes
from knowledge.database import Database
from knowledge.privacy import Keys


@pytest.fixture
def slack() -> Iterator[SlackApi]:
    with SlackApi(frozenset(bot_scopes()), usergroups={"S1": ["UGROUPED"]}).serving() as api:
        yield api
    assert api.faults == [], "Slack saw calls that it would refuse"


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def door(slack: SlackApi, sqlite_database: Database, keys: Keys, scripted: Scripted) -> Iterator[HttpDoor]:
    with serving(TestParts(settings_for(slack), sqlite_database, keys, scripted)) as url:
        found = HttpDoor(url)
        yield found
        found.close()


@pytest.fixture
def people(slack: SlackApi, door: HttpDoor) -> Callable[..., Person]:
    return lambda user="U1", **more: Person(slack, door, user, **more)
