"""Killed at twenty moments of answering: after the restart every acknowledged message has one reply, none two."""

import contextlib
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest
from slack_api.people import HttpDoor, Person
from slack_api.server import SlackApi
from sqlalchemy import text

from knowledge.database import Database

pytest_plugins = ["slack_api.fixtures"]
PROCESS = Path(__file__).parents[1] / "slack_api" / "process.py"
MESSAGES, KILLS = 6, 20


class Server:
    """The app in a process that can be killed."""

    def __init__(self, slack: SlackApi, database: Database) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, str(PROCESS), slack.url, database.url, str(self.port)]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE)
        self.url = f"http://127.0.0.1:{self.port}"
        end = time.monotonic() + 120
        while not self._answers():
            assert self._process.poll() is None, self._process.stderr.read().decode()
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return bool(httpx.get(self.url).status_code)
        return False

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.mark.slow
def test_killed_at_twenty_moments_nothing_is_lost_or_doubled(slack: SlackApi, sqlite_database: Database):
    with sqlite_database.write() as session:
        session.execute(text("CREATE TABLE heard (event VARCHAR(200) PRIMARY KEY, text TEXT)"))
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        server = Server(slack, sqlite_database)
        with contextlib.closing(HttpDoor(server.url)) as door:
            for number in range(MESSAGES):
                words = f"{kill}-{number}"
                with contextlib.suppress(httpx.HTTPError):
                    Person(slack, door, f"U{number}").says(words)
                    acknowledged.add(words)
            time.sleep(kill * 0.012)  # another moment each time: before, while and after deciding and sending
            server.kill()
    server = Server(slack, sqlite_database)
    try:
        end = time.monotonic() + 60
        while replies(slack).keys() < acknowledged:
            assert time.monotonic() < end, f"no reply to {sorted(acknowledged - replies(slack).keys())}"
            time.sleep(0.1)
        time.sleep(2.5)  # longer than a lease: nothing comes after
    finally:
        server.kill()
    assert len(acknowledged) == KILLS * MESSAGES
    doubled = {words: count for words, count in replies(slack).items() if count > 1}
    assert doubled == {}
    with sqlite_database.read() as session:
        assert Counter(session.scalars(text("SELECT text FROM heard"))) == Counter(acknowledged)


def replies(slack: SlackApi) -> Counter[str]:
    """How often each message was replied to."""
    return Counter(message.text.removeprefix("You said: ") for message in list(slack.messages))
