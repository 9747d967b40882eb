"""Killed in the middle of the real work: after the restart each message has its reply, each press its proposal."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from teams_platform.connector import Microsoft, Sent
from teams_platform.people import Person

from bot.app import Soundings
from bot.settings import Settings

pytest_plugins = ["teams_platform.fixtures"]
TESTS = Path(__file__).parents[1]
LEASE = 31
WISHES = (
    "I think every new care home manager should get a coach for the first year",
    "Every ward manager should have protected time to lead",
    "Give every ambulance crew a quiet hour with their manager each month",
    "Pay hospital porters to train as supervisors",
    "Boards should publish how diverse their senior leaders are",
    "Let GP practices and councils share one leadership course",
    "Stop moving chief executives every two years",
    "Night staff should be able to join leadership training online",
    "Hospices need a say when local plans are made",
)
"""All different, so that nobody is asked whether somebody else's is theirs."""
RECEIPT = re.compile(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b")
KILLS = (0.0, 0.25, 0.8)
"""Seconds after which the server is killed: before, while and after it decides and sends."""


class Server:
    """The app in a process that can be killed."""

    def __init__(self, microsoft: Microsoft, home: Path, restart: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "teams_platform.process", str(home), microsoft.metadata_url]
        command += [str(port), str(restart * LEASE)]
        environment = os.environ | {"PYTHONPATH": str(TESTS)}
        self._process = subprocess.Popen(command, cwd=TESTS.parent, env=environment, stderr=subprocess.PIPE)
        self.url = f"http://127.0.0.1:{port}"
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
def test_killed_while_working_nothing_is_lost_or_doubled(microsoft: Microsoft, home: Path):
    acknowledged: list[str] = []
    cards: dict[str, dict] = {}
    pressed: dict[str, dict] = {}
    for kill, after in enumerate(KILLS):
        server = Server(microsoft, home, kill)
        with httpx.Client(base_url=server.url, timeout=30) as client, ThreadPoolExecutor(8) as pool:
            waiting = [pool.submit(press, microsoft, client, name, cards.pop(name)) for name in list(cards)]
            for number in range(kill, len(WISHES), len(KILLS)):
                name, wish = f"person{number}", WISHES[number]
                with contextlib.suppress(httpx.HTTPError):
                    assert Person(microsoft, client, name).says(wish).status_code == 200
                    acknowledged.append(name)
            time.sleep(after)
            server.kill()
            pressed |= dict(one.result() for one in waiting)
        cards = {name: card for name in acknowledged if name not in pressed and (card := card_of(microsoft, name))}
    server = Server(microsoft, home, len(KILLS))
    with httpx.Client(base_url=server.url, timeout=60) as client:
        try:
            wait_until(lambda: [name for name in acknowledged if not card_of(microsoft, name)])
            for name in [name for name in acknowledged if name not in pressed]:
                pressed |= dict([press(microsoft, client, name, card_of(microsoft, name))])
            wait_until(lambda: [name for name in acknowledged if not receipts(microsoft, name, pressed[name])])
        finally:
            server.kill()
    assert len(acknowledged) == len(WISHES)
    shown = {name: [one for one in microsoft.messages(chat(name)) if "Your proposal" in one.words] for name in pressed}
    assert {name: len(cards) for name, cards in shown.items() if len(cards) != 1} == {}
    assert {name for name in pressed if len(set(receipts(microsoft, name, pressed[name]))) != 1} == set()
    parts = Soundings(Settings(home=home, secret_text="a secret for tests only"))
    people = [f"teams:{Person(microsoft, None, name).tenant}/object-{name}" for name in pressed]
    assert Counter(len(parts.proposals.by_person(person)) for person in people) == {1: len(pressed)}
    parts.database.close()


def press(microsoft: Microsoft, client: httpx.Client, name: str, card: dict) -> tuple[str, dict]:
    """Press Submit; gives what the card became, or nothing when the server died meanwhile."""
    with contextlib.suppress(httpx.HTTPError, ValueError):
        return name, Person(microsoft, client, name).presses(card, "Submit").json()
    return name, {}


def chat(name: str) -> str:
    return f"a:chat-of-{name}"


def card_of(microsoft: Microsoft, name: str) -> dict | None:
    sent: list[Sent] = [one for one in microsoft.messages(chat(name)) if one.card and "Your proposal" in one.words]
    return sent[-1].card if sent else None


def receipts(microsoft: Microsoft, name: str, answer: dict) -> list[str]:
    """The receipts a person saw: on the card that was pressed, or in a message that came later."""
    written = [str(one.card) for one in microsoft.messages(chat(name)) if one.card and "Received" in str(one.card)]
    return [found for text in [str(answer.get("value")), *written] for found in RECEIPT.findall(text)]


def wait_until(lost: Callable[[], list[str]], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while left := lost():
        assert time.monotonic() < end, f"what {left} were told is lost"
        time.sleep(0.1)
