"""Our app on a port of its own, talking to the local Slack; and a core with a script, for tests of delivery."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI
from slack_api.people import SIGNING_SECRET
from slack_api.server import APP_TOKEN, BOT_TOKEN, SlackApi

from bot.channels.slack import app as slack_app
from bot.channels.slack.working import Pace
from bot.conversation.messages import Incoming, Reply
from bot.settings import Settings
from knowledge.database import Database
from knowledge.privacy import Keys

QUICK = Pace(lease=timedelta(seconds=3), poll=0.1, timeout=1, patience=timedelta(0))


@dataclass
class Scripted:
    """A core that repeats what it hears, once an event."""

    reply: Callable[[Incoming], Sequence[Reply]] = lambda incoming: [
        Reply(kind="message", text=f"You said: {incoming.text}")
    ]
    heard: list[Incoming] = field(default_factory=list)

    def handle(self, incoming: Incoming) -> Sequence[Reply]:
        self.heard.append(incoming)
        return self.reply(incoming)


@dataclass
class TestParts:
    """The parts the channel needs, with only what a test gives."""

    __test__ = False
    settings: Settings
    database: Database
    keys: Keys
    assistant: Any = field(default_factory=Scripted)
    proposals: Any = None
    reviews: Any = None
    notices: Any = None
    library: Any = None
    questions: Any = None


def settings_for(slack: SlackApi, **more: Any) -> Settings:
    """Settings that point at the local Slack."""
    given = {"slack_bot_token": BOT_TOKEN, "slack_signing_secret": SIGNING_SECRET, "slack_app_token": APP_TOKEN}
    return Settings(**{**given, "slack_api_url": slack.url, "secret_text": "tests only", **more})


@contextlib.contextmanager
def serving(parts: Any, pace: Pace = QUICK) -> Iterator[str]:
    """Our app over HTTP; gives its URL."""
    app = FastAPI()
    running = slack_app.mount(app, parts, pace)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI):
        async with running:
            yield

    app.router.lifespan_context = lifespan
    with _uvicorn(app) as url:
        yield url


@contextlib.contextmanager
def connected(parts: Any) -> Iterator[None]:
    """Our app over Socket Mode."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    running = asyncio.run_coroutine_threadsafe(slack_app.run_socket_mode(parts, QUICK), loop)
    try:
        yield
        assert not running.done(), running.exception()
    finally:
        running.cancel()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.5), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


@contextlib.contextmanager
def _uvicorn(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the app did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(15)
