"""Slack's door: Bolt checks and reads what comes in, over HTTP and Socket Mode alike; our worker does the rest.

Everything is written down before it is acknowledged (`process_before_response`), so Slack delivers again what we could
not write down, and nothing it was told to forget is lost.
"""

import asyncio
import logging
import os
import re
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.arrivals import (
    Arrival,
    read_action,
    read_command,
    read_event,
    read_shortcut,
    read_unopened,
    read_view,
)
from bot.channels.slack.conversing import Conversing
from bot.channels.slack.door import refusal
from bot.channels.slack.following import may_be_for_us
from bot.channels.slack.installations import Installations, States, Workspaces
from bot.channels.slack.manifest import bot_scopes
from bot.channels.slack.opening import Modals
from bot.channels.slack.parts import Parts
from bot.channels.slack.records import Threads, Uploads
from bot.channels.slack.review_views import read_review_form
from bot.channels.slack.roles import Roles
from bot.channels.slack.sending import Sender
from bot.channels.slack.tools import Tools
from bot.channels.slack.views import read_proposal_form
from bot.channels.slack.working import USUAL, Pace, Worker
from knowledge.deliveries import Deliveries
from retrieval.errors import Refused

log = logging.getLogger(__name__)
EVENTS, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
SWITCH = 0.0005
"""Seconds a busy thread keeps the interpreter when another one waits."""
ANYTHING = re.compile(".*", re.DOTALL)


def mount(app: FastAPI, parts: Parts, pace: Pace = USUAL) -> AbstractAsyncContextManager[None]:
    """Serve Slack's requests; gives what must be running meanwhile."""
    slack = Slack(parts, pace)
    handler = AsyncSlackRequestHandler(slack.bolt)

    async def handle(request: Request) -> Response:
        if request.method == "POST":
            status = refusal(request.headers, await request.body(), slack.secret)
            if status is not None:
                return Response("This request is not one of Slack's.", status)
        return await handler.handle(request)

    app.add_api_route(EVENTS, handle, methods=["POST"], include_in_schema=False)
    if parts.settings.slack_client_id:
        for path in (INSTALL, REDIRECT):
            app.add_api_route(path, handle, methods=["GET"], include_in_schema=False)
    return slack.running()


class Slack:
    """One process's share of the Slack channel."""

    def __init__(self, parts: Parts, pace: Pace) -> None:
        settings, now = parts.settings, partial(datetime.now, UTC)
        client_id = settings.slack_client_id
        store = Installations(parts.database, parts.keys, client_id) if client_id else None
        self._workspaces = Workspaces(settings.slack_bot_token, store)
        self._threads = Threads(parts.database, parts.keys, now)
        self._sender = sender = Sender(
            settings.slack_api_url, self._workspaces.token_of, self._workspaces.forget, pace.timeout, 2 * pace.poll
        )
        tools = Tools(parts, Uploads(parts.database, parts.keys, now))
        roles = Roles(settings, sender.client)
        conversing = Conversing(parts, sender, self._threads, tools, roles)
        owner = f"{os.getpid()}-{secrets.token_hex(6)}"
        deliveries = Deliveries(parts.database, parts.keys, "slack", owner, now, pace.lease)
        self.worker = Worker(deliveries, conversing.decide, conversing.apologise, sender, pace, parts.notices)
        self._modals = Modals(parts, sender, tools, roles)
        # Without a secret nothing can be verified, so nothing is: a random one refuses every request.
        self.secret = settings.slack_signing_secret or secrets.token_hex(32)
        self.bolt = self._build_bolt(parts, store)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work what arrives until the end of the block."""
        # Answers are worked in threads beside the event loop, which must get its turn soon to acknowledge what arrives.
        sys.setswitchinterval(min(SWITCH, sys.getswitchinterval()))
        try:
            async with self.worker.running():
                yield
        finally:
            await self._sender.close()

    def _build_bolt(self, parts: Parts, store: Installations | None) -> AsyncApp:
        settings = parts.settings
        client = AsyncWebClient(base_url=settings.slack_api_url, timeout=10)
        flow = None
        if store:
            flow = AsyncOAuthFlow(
                client=client,
                settings=AsyncOAuthSettings(
                    client_id=settings.slack_client_id,
                    client_secret=settings.slack_client_secret,
                    scopes=bot_scopes(),
                    installation_store=store,
                    state_store=States(parts.database),
                    install_path=INSTALL,
                    redirect_uri_path=REDIRECT,
                    redirect_uri=f"{settings.public_url.rstrip('/')}{REDIRECT}" if settings.public_url else None,
                ),
            )
        bolt = AsyncApp(
            name="soundings",
            client=client,
            signing_secret=self.secret,
            authorize=self._workspaces,  # type: ignore[arg-type]  # an AsyncAuthorize is taken too
            oauth_flow=flow,
            process_before_response=True,
            attaching_conversation_kwargs_enabled=False,
        )
        bolt.event("app_uninstalled")(self._on_gone)
        bolt.event("tokens_revoked")(self._on_revoked)
        bolt.event(ANYTHING)(self._on_event)
        bolt.action(ANYTHING)(self._on_action)
        bolt.command(ANYTHING)(self._on_command)
        bolt.shortcut(ANYTHING)(self._on_shortcut)
        bolt.view(ANYTHING)(self._on_view)
        bolt.view_closed(ANYTHING)(self._on_closed)
        return bolt

    async def _on_event(self, body: dict[str, Any], ack: AsyncAck, context: dict[str, Any]) -> None:
        arrival = read_event(body, context.get("bot_user_id") or "")
        if arrival and arrival.kind == "stopped":
            self.worker.stop(arrival)
        if arrival and await self._is_for_us(arrival):
            await self.worker.accept(arrival)
        await ack()

    async def _is_for_us(self, arrival: Arrival) -> bool:
        if arrival.kind != "message" or arrival.direct or arrival.name == "mention":
            return True
        return may_be_for_us(arrival.text) and await self.worker.look_up(self._threads.joined, arrival)

    async def _on_action(self, body: dict[str, Any], ack: AsyncAck) -> None:
        arrival = read_action(body)
        await self.worker.accept(arrival)
        await ack()
        self.worker.start(self._open(arrival))

    async def _open(self, arrival: Arrival) -> None:
        """Open the form somebody asked for; where Slack does not, they are told."""
        if not await self._modals.open(arrival):
            await self.worker.accept(read_unopened(arrival))

    async def _on_command(self, body: dict[str, Any], ack: AsyncAck) -> None:
        arrival = read_command(body)
        await self.worker.accept(arrival)
        await ack("I'll answer in our direct messages, or with a form.")
        self.worker.start(self._open(arrival))

    async def _on_shortcut(self, body: dict[str, Any], ack: AsyncAck) -> None:
        arrival = read_shortcut(body)
        if not self._modals.opens(arrival):
            await self.worker.accept(arrival)
        await ack()
        self.worker.start(self._open(arrival))

    async def _on_view(self, body: dict[str, Any], ack: AsyncAck) -> None:
        arrival = read_view(body)
        if arrival.name == "proposal":
            fields, faults = read_proposal_form(arrival.value)
            if faults:
                await ack(response_action="errors", errors=faults)
                return
            arrival = arrival.model_copy(update={"value": fields})
        if arrival.name == "review" and (faults := read_review_form(arrival.text, arrival.value)):
            await ack(response_action="errors", errors=faults)
            return
        if arrival.name in {"proposal", "reason", "review"}:
            await self.worker.accept(arrival)
        await ack()

    async def _on_closed(self, body: dict[str, Any], ack: AsyncAck) -> None:
        if body["view"]["callback_id"] == "reason":
            await self.worker.accept(read_view(body))
        await ack()

    async def _on_gone(self, body: dict[str, Any], ack: AsyncAck) -> None:
        await self._workspaces.forget(body["team_id"])
        await ack()

    async def _on_revoked(self, body: dict[str, Any], ack: AsyncAck) -> None:
        if body["event"].get("tokens", {}).get("bot"):
            await self._workspaces.forget(body["team_id"])
        await ack()


async def run_socket_mode(parts: Parts, pace: Pace = USUAL) -> None:
    """Work over Socket Mode until cancelled: the same app, without a public address. Raises Refused without a token."""
    if not parts.settings.slack_app_token:
        raise Refused("Set SLACK_APP_TOKEN first: docs/slack.md shows where to get it.")
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

    slack = Slack(parts, pace)
    web = AsyncWebClient(token=parts.settings.slack_app_token, base_url=parts.settings.slack_api_url)
    async with slack.running():
        handler = AsyncSocketModeHandler(slack.bolt, parts.settings.slack_app_token, web_client=web)
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
            await asyncio.Event().wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]
