"""Several processes with the real core, and killed ones: every message one reply, every proposal kept once."""

import contextlib
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from slack_api.people import HttpDoor, Person, event_body
from slack_api.server import SlackApi
from sqlalchemy import create_engine, text

from bot.app import Soundings
from bot.settings import Settings
from knowledge.privacy import RECEIPT_LETTERS

pytest_plugins = ["slack_api.fixtures"]
NURSERY = Path(__file__).parents[1] / "slack_api" / "nursery.py"
RECEIPT = re.compile(rf"Your receipt: ((?:[{RECEIPT_LETTERS}]{{4}}-){{3}}[{RECEIPT_LETTERS}]{{4}})")
KILLS, PEOPLE = 20, 3
WHO = (
    "ward managers", "care home managers", "practice nurses", "paramedic leads", "social workers", "board members",
    "pharmacists", "midwives", "clinic managers", "hospital porters",
)  # fmt: skip
WHAT = ("get a coach", "have protected time to lead", "shadow another trust", "see their budget", "share one rota",
        "be told why a bid was refused")  # fmt: skip
IDEAS = [f"I think all {who} should {what}" for what, who in itertools.product(WHAT, WHO)]


class Server:
    """Our app in a process that can be killed."""

    def __init__(self, process: int, url: str) -> None:
        self._process = process
        self.url = url
        self.door = HttpDoor(url)

    def kill(self) -> None:
        self.door.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)


@pytest.fixture(scope="module")
def nursery() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, str(NURSERY)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd(),
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.communicate()


@pytest.fixture
def start(nursery: "subprocess.Popen[str]", home: Path, slack: SlackApi) -> Iterator[Callable[[], Server]]:
    started: list[Server] = []

    def one() -> Server:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(f"{home} {slack.url} {port}\n")
        nursery.stdin.flush()
        server = Server(int(nursery.stdout.readline()), f"http://127.0.0.1:{port}")
        started.append(server)
        until(lambda: answers(server.url), "the server did not start")
        return server

    yield one
    for server in started:
        server.kill()


def answers(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return bool(httpx.get(url).status_code)
    return False


def until(true: Callable[[], bool], otherwise: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


def replied(slack: SlackApi) -> Counter[str]:
    """How often each reply was sent: its first block is named for its event and its place among the replies to that."""
    names = (message.blocks[0].get("block_id", "") for message in list(slack.messages) if message.blocks)
    return Counter(name for name in names if name.startswith("soundings-"))


def events_replied_to(slack: SlackApi) -> int:
    return len({name.split("-")[1] for name in replied(slack)})


def proposals_kept(home: Path) -> int:
    with create_engine(f"sqlite:///{home / 'soundings.db'}").connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM proposals")) or 0)


def receipts(slack: SlackApi) -> list[str]:
    return [found[1] for message in list(slack.messages) if (found := RECEIPT.search(message.text))]


def test_five_times_in_parallel_to_two_processes_is_one_reply_and_one_proposal(
    start: Callable[[], Server], slack: SlackApi, home: Path
):
    servers = [start(), start()]
    ann = Person(slack, servers[0].door)

    def deliver_to_all(send: Callable[[HttpDoor], httpx.Response]) -> None:
        with ThreadPoolExecutor(10) as pool:
            doors = [server.door for server in servers] * 5
            assert {answer.status_code for answer in pool.map(send, doors)} == {200}

    said = event_body(ann._message(ann.dm, IDEAS[0], None, channel_type="im"))
    deliver_to_all(lambda door: door.event(said))
    card = ann.waits_for_reply()
    assert "Submit" in card.shown
    pressed = ann.press("Submit", card)
    deliver_to_all(lambda door: door.interaction(pressed))
    until(lambda: bool(receipts(slack)), "no receipt was seen")
    assert "[1]" in ann.asks("who is leading the review?").text  # nothing more comes of the presses before it
    assert len(receipts(slack)) == 1
    assert set(replied(slack).values()) == {1}
    assert events_replied_to(slack) == 3
    assert proposals_kept(home) == 1


@pytest.mark.slow
def test_killed_at_twenty_moments_nothing_is_lost_or_doubled(start: Callable[[], Server], slack: SlackApi, home: Path):
    acknowledged, people = 0, []
    for kill in range(KILLS):
        server = start()
        for number in range(PEOPLE):
            person = Person(slack, server.door, f"U{kill}X{number}")
            people.append(person)
            for words in (IDEAS[kill * PEOPLE + number], "submit", "send mine too"):
                person.says(words)
                acknowledged += 1
        time.sleep(kill * 0.04)  # another moment each time: before, while and after deciding, keeping and sending
        server.kill()
    start()
    until(lambda: events_replied_to(slack) == acknowledged, "not every acknowledged message has its reply")
    time.sleep(2.5)  # longer than a lease: nothing comes after
    assert {name: count for name, count in replied(slack).items() if count > 1} == {}
    assert proposals_kept(home) == len(people)
    check_receipts(slack, home, people)


def check_receipts(slack: SlackApi, home: Path, people: list[Person]) -> None:
    """Everybody has one receipt, and it opens their own proposal."""
    parts = Soundings(Settings(home=home))
    for person, idea in zip(people, IDEAS, strict=True):
        (receipt,) = {found[1] for message in person.sees() if (found := RECEIPT.search(message.text))}
        assert parts.proposals.by_receipt(receipt).draft.proposal in (idea, idea.removeprefix("I think ").capitalize())
    parts.database.close()
