"""What the tests of Teams start from: a local Microsoft, our bot with a scripted core, and people."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from teams_platform.bot import Bot, Scripted, parts_with, teams_settings
from teams_platform.connector import Microsoft
from teams_platform.people import Person

from knowledge.database import Database
from knowledge.privacy import Keys


@pytest.fixture
def microsoft() -> Iterator[Microsoft]:
    platform = Microsoft()
    yield platform
    platform.close()
    assert platform.faults == [], "the connector saw calls that Teams would refuse"


@pytest.fixture
def core() -> Scripted:
    return Scripted()


@pytest.fixture
def bot(microsoft: Microsoft, sqlite_database: Database, keys: Keys, core: Scripted) -> Iterator[Bot]:
    running = Bot(parts_with(sqlite_database, keys, teams_settings(microsoft), core))
    yield running
    running.stop()


@pytest.fixture
def person(microsoft: Microsoft, bot: Bot) -> Iterator[Callable[..., Person]]:
    with httpx.Client(base_url=bot.url, timeout=30) as client:
        yield lambda name="ann", **parts: Person(microsoft, client, name, **parts)
