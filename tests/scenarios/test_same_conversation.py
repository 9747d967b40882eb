"""The one script through the core, the terminal and the HTTP API, over everything real."""

import itertools
import json
from collections.abc import Iterator

import httpx
import pytest
from scenarios.conversation_script import hold

from bot.app import Soundings, create_app
from bot.channels.terminal import build_text
from bot.conversation.messages import Incoming

_numbers = itertools.count(1)


def test_the_core_holds_it(parts: Soundings):
    def say(text: str) -> str:
        incoming = Incoming(person="web:somebody", conversation="script", text=text, channel="web")
        return "\n".join(build_text(reply, 1_000) for reply in parts.assistant.handle(incoming))

    hold(say)


def test_the_terminal_holds_it_through_a_pipe(parts: Soundings, monkeypatch: pytest.MonkeyPatch):
    from bot.channels import terminal

    monkeypatch.setattr(terminal, "ROLES", frozenset())  # at the terminal one is a reviewer; the script's person is not

    def say(text: str) -> str:
        shown: list[str] = []
        terminal.converse(parts.assistant, [text], shown.append, conversation="script", width=1_000)
        return "\n".join(shown)

    hold(say)


@pytest.fixture
async def client(parts: Soundings) -> Iterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=create_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as made:
        yield made


async def test_the_api_holds_it(client: httpx.AsyncClient):
    import anyio

    async def send(text: str) -> str:
        response = await client.post("/api/v1/chat", json={"conversation": "script", "text": text}, timeout=120)
        assert response.status_code == 200, response.text
        return "\n".join(_visible(reply) for reply in response.json()["replies"])

    await anyio.to_thread.run_sync(lambda: hold(lambda text: anyio.from_thread.run(send, text)))


def _visible(reply: dict) -> str:
    labels = " ".join(choice["label"] for choice in reply["choices"])
    fields = json.dumps(reply["fields"] or {})
    return f"{reply['text']}\n{fields}\n{reply['receipt'] or ''}\n{labels}"


def test_two_people_hold_it_at_once(parts: Soundings):
    from concurrent.futures import ThreadPoolExecutor

    def person(name: str) -> None:
        def say(text: str) -> str:
            incoming = Incoming(person=f"web:{name}", conversation="script", text=text, channel="web")
            return "\n".join(build_text(reply, 1_000) for reply in parts.assistant.handle(incoming))

        hold(say)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(person, ["ann", "ben"]))
