"""How soon Slack's events are acknowledged: so many messages a second from 500 people, each answered in the end.

    PYTHONPATH=tests python -m benchmarks.slack_acknowledgements [--seconds 60] [--rate 50]

A real `soundings serve` runs as a process of its own with a state folder made for it: the real core, documents, model
and database. Slack and the people are another process beside it, so both share the machine's cores. Each person asks,
proposes, submits, and asks on. It prints the acknowledgements' percentiles in milliseconds, how many messages were
answered, how many proposals were kept, and how long the answers took to catch up after the last message.
"""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
from slack_api.people import SIGNING_SECRET, event_body, signed
from slack_api.server import BOT_TOKEN, SlackApi
from sqlalchemy import create_engine, text

from bot.channels.slack.manifest import bot_scopes

PEOPLE = 500
WHO = ("ward managers", "care home managers", "practice nurses", "paramedic leads", "social workers", "board members")
WHAT = ("a coach", "protected time", "a mentor from another trust", "training in budgets", "a say in rotas")
SAID = (
    "who is leading the review?",
    "I think {who} in place {number} should get {what} for their first year",
    "submit",
    "is social care really part of it?",
    "will my manager see what I write?",
    "my proposals",
)
"""What one person says, one after another."""


def words(number: int) -> str:
    """What is said in the message of this number."""
    person, turn = number % PEOPLE, number // PEOPLE
    who, what = WHO[person % len(WHO)], WHAT[person % len(WHAT)]
    return SAID[turn % len(SAID)].format(who=who, what=what, number=person)


async def acknowledge(client: httpx.AsyncClient, slack: SlackApi, number: int) -> float:
    """Delivers one message; gives the seconds until it was acknowledged."""
    person = number % PEOPLE
    event = {"type": "message", "channel_type": "im", "user": f"U{person}", "text": words(number),
             "ts": slack.new_ts(), "channel": f"D{person}", "team": "T1"}  # fmt: skip
    body = json.dumps(event_body(event)).encode()
    started = time.perf_counter()
    headers = {"content-type": "application/json", **signed(body)}
    answer = await client.post("/slack/events", content=body, headers=headers)
    answer.raise_for_status()
    return time.perf_counter() - started


async def deliver(slack: SlackApi, url: str, rate: int, seconds: float) -> list[float]:
    """Delivers at an even rate, whether or not the earlier ones are acknowledged."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        started, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0, started + number / rate - time.perf_counter()))
            tasks.append(asyncio.create_task(acknowledge(client, slack, number)))
        return list(await asyncio.gather(*tasks))


def answered(slack: SlackApi) -> int:
    """How many of the messages have been replied to: each reply names its message in its first block."""
    firsts = (message.blocks[0].get("block_id", "") for message in list(slack.messages) if message.blocks)
    return len({name.split("-")[1] for name in firsts if name.startswith("soundings-")})


def measure(rate: int, seconds: float, home: Path) -> dict[str, float]:
    """One run; gives the acknowledgements' percentiles in milliseconds, and what became of the messages."""
    with SlackApi(frozenset(bot_scopes())).serving() as slack, serving(slack, home) as url:
        taken = sorted(asyncio.run(deliver(slack, url, rate, seconds)))
        last = time.perf_counter()
        while answered(slack) < len(taken) and time.perf_counter() - last < 20 * seconds:
            time.sleep(0.5)
        caught_up, replied = time.perf_counter() - last, answered(slack)
        assert slack.faults == []
    with create_engine(f"sqlite:///{home / 'soundings.db'}").connect() as connection:
        proposals = connection.scalar(text("SELECT count(*) FROM proposals"))
    at = {name: taken[int(len(taken) * share)] * 1000 for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    mean, worst = statistics.mean(taken) * 1000, taken[-1] * 1000
    return {"messages": len(taken), **at, "mean": mean, "worst": worst, "answered": replied,
            "proposals": int(proposals or 0), "seconds to catch up": caught_up}  # fmt: skip


@contextlib.contextmanager
def serving(slack: SlackApi, home: Path) -> Iterator[str]:
    """A real server on a free port, ready; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ, "SOUNDINGS_HOME": str(home), "PORT": str(port), "SLACK_API_URL": slack.url,
        "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-c", "from bot.cli import main; main()", "serve"], env=environment, stdout=sys.stderr
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Until it says it is ready."""
    while True:
        assert server.poll() is None, f"the server stopped ({server.returncode})"
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url).status_code == 200:
                return
        time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        found = measure(given.rate, given.seconds, Path(home))
        print(json.dumps({name: round(value, 1) for name, value in found.items()}))


if __name__ == "__main__":
    main()
