"""Our web app with Teams mounted, on a real port, in a thread of the test."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any, Self

import uvicorn
from fastapi import FastAPI
from teams_platform.connector import OUTBOUND, Microsoft
from teams_platform.tokens import BOT_ID, TENANT

from bot.app import Soundings
from bot.channels.teams.app import mount
from bot.conversation.messages import Incoming, Reply
from bot.settings import Settings


def teams_settings(microsoft: Microsoft, **changes: Any) -> Settings:
    return Settings(
        teams_client_id=BOT_ID,
        teams_tenant_id=TENANT,
        teams_openid_metadata_url=microsoft.metadata_url,
        **({"secret_text": "a secret for tests only"} | changes),
    )


class Scripted:
    """A conversation core that says what the test tells it to, and remembers what it was asked."""

    def __init__(self, reply: Callable[[Incoming], list[Reply]] | None = None):
        self.asked: list[Incoming] = []
        self.reply = reply or (lambda incoming: [Reply(kind="message", text=f"You said: {incoming.text}")])

    def handle(self, incoming: Incoming) -> list[Reply]:
        self.asked.append(incoming)
        return self.reply(incoming)


class Bot:
    """One process of ours, as far as Teams can tell."""

    def __init__(self, parts: Soundings, every: float = 0.1, token: Any = None, directory: str = ""):
        extra = {"directory": directory}
        app = FastAPI(lifespan=self._lifespan)
        self._channel = mount(app, parts, token=token or (lambda _scope, _tenant: OUTBOUND), every=every, **extra)
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none", lifespan="on")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
            self._thread.join(0.02)
        self.url = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    @asynccontextmanager
    async def _lifespan(self, _app: FastAPI):
        async with self._channel:
            yield

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(15)


def parts_with(database: Any, keys: Any, settings: Settings, assistant: Any = None) -> Soundings:
    parts = Soundings(settings)
    parts.__dict__ |= {"database": database, "keys": keys}
    if assistant:
        parts.__dict__["assistant"] = assistant
    return parts
