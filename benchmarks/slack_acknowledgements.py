"""How soon Slack's events are acknowledged: so many messages a second from 500 people, each answered in the end.

    PYTHONPATH=tests python benchmarks/slack_acknowledgements.py [--seconds 60] [--rate 50]

Our app runs as a process of its own, Slack and the people in another: both share the machine's cores with what they
measure. The conversation core is a scripted one that keeps each event, as the real one does.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from slack_api.people import event_body, signed
from slack_api.server import SlackApi
from sqlalchemy import text

from bot.channels.slack.manifest import bot_scopes
from knowledge.database import Database

PROCESS = Path(__file__).parents[1] / "tests" / "slack_api" / "process.py"
PEOPLE, PORT = 500, 8765


async def acknowledge(client: httpx.AsyncClient, slack: SlackApi, number: int) -> float:
    """Delivers one message; gives the seconds until it was acknowledged."""
    user = f"U{number % PEOPLE}"
    event = {"type": "message", "channel_type": "im", "user": user, "text": f"who leads the review? {number}",
             "ts": slack.new_ts(), "channel": f"D{number % PEOPLE}", "team": "T1"}  # fmt: skip
    body = json.dumps(event_body(event)).encode()
    started = time.perf_counter()
    headers = {"content-type": "application/json", **signed(body)}
    answer = await client.post("/slack/events", content=body, headers=headers)
    answer.raise_for_status()
    return time.perf_counter() - started


async def deliver(slack: SlackApi, rate: int, seconds: float) -> list[float]:
    """Delivers at an even rate, whether or not the earlier ones are acknowledged."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=30) as client:
        started, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0, started + number / rate - time.perf_counter()))
            tasks.append(asyncio.create_task(acknowledge(client, slack, number)))
        return list(await asyncio.gather(*tasks))


def measure(rate: int, seconds: float, home: Path) -> dict[str, float]:
    """One run; gives the acknowledgements' percentiles in milliseconds and how long all replies took."""
    database = Database(f"sqlite:///{home / 'soundings.db'}")
    database.migrate()
    with database.write() as session:
        session.execute(text("CREATE TABLE heard (event VARCHAR(200) PRIMARY KEY, text TEXT)"))
    with SlackApi(frozenset(bot_scopes())).serving() as slack:
        command = [sys.executable, str(PROCESS), slack.url, database.url, str(PORT)]
        server = subprocess.Popen(command, env=dict(os.environ))
        try:
            wait_for_server()
            started = time.perf_counter()
            taken = sorted(asyncio.run(deliver(slack, rate, seconds)))
            while len(slack.messages) < len(taken) and time.perf_counter() - started < 20 * seconds:
                time.sleep(0.1)
            answered, whole = len(slack.messages), time.perf_counter() - started
        finally:
            server.kill()
            server.wait()
        assert slack.faults == []
    at = {name: taken[int(len(taken) * share)] * 1000 for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    mean = statistics.mean(taken) * 1000
    return {"messages": len(taken), "answered": answered, **at, "mean": mean, "seconds": whole}


def wait_for_server() -> None:
    """Until the port answers."""
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{PORT}/")
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        print(
            json.dumps(
                {name: round(value, 1) for name, value in measure(given.rate, given.seconds, Path(home)).items()}
            )
        )


if __name__ == "__main__":
    main()
