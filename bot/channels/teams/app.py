"""Soundings in Microsoft Teams: put together here, mounted in our own web app."""

import asyncio
import logging
import secrets
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from microsoft_teams.api.auth import TokenProtocol
from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment, with_overrides
from microsoft_teams.common import ClientOptions

from bot.channels.teams.adapter import DoorAdapter
from bot.channels.teams.addresses import AddressBook, Answers
from bot.channels.teams.conversing import Conversing
from bot.channels.teams.dialogs import Dialogs
from bot.channels.teams.directory import Directory
from bot.channels.teams.guard import open_guard, refuse_open_door, signed_guard
from bot.channels.teams.invokes import Invokes
from bot.channels.teams.keeping import Keeping
from bot.channels.teams.orders import ReviewOrders
from bot.channels.teams.parts import Teams
from bot.channels.teams.receiver import Receiver
from bot.channels.teams.reviewing import Reviewing
from bot.channels.teams.roles import SettingsRoles
from bot.channels.teams.sender import Sender
from bot.channels.teams.worker import Worker
from bot.channels.teams.writing import Telling
from bot.settings import Settings
from knowledge.deliveries import Deliveries

with warnings.catch_warnings():
    # The package warns, at import, about parts of its own that are in preview and that we do not use.
    warnings.simplefilter("ignore")
    from microsoft_teams.apps import App

log = logging.getLogger(__name__)
ENDPOINT = "/api/messages"
TIMEOUT = 20.0
"""Seconds one call to Teams may take."""

TokenSource = Callable[[Any, str | None], Any]


def _now() -> datetime:
    return datetime.now(UTC)


def mount(
    app: FastAPI,
    parts: Teams,
    *,
    token: TokenSource | None = None,
    now: Callable[[], datetime] = _now,
    every: float = 2.0,
    directory: str = "",
) -> AbstractAsyncContextManager[None]:
    """Add the endpoint of Teams to the web app; the context given back runs the channel's work.

    `token` replaces the credentials for what we send, `directory` the address of Microsoft Graph (both for tests);
    `every` is how often, in seconds, put-off work is looked for. Raises Refused when the token check is off and the
    server is open to other machines.
    """
    settings = parts.settings
    cloud = build_cloud(settings)
    if settings.teams_unauthenticated:
        refuse_open_door(settings.host)
        log.warning("Teams requests are not authenticated: anybody on this machine can speak as anybody")
    adapter = DoorAdapter(app, open_guard() if settings.teams_unauthenticated else signed_guard(cloud.token_issuer))
    adapter.open(ENDPOINT)
    package = build_package_app(settings, adapter, cloud, token)
    addresses = AddressBook(parts.database, parts.keys, now)
    answers = Answers(parts.database, parts.keys, now)
    deliveries = Deliveries(parts.database, parts.keys, "teams", secrets.token_hex(8), now)
    roles = SettingsRoles(settings, build_directory(package, directory))

    def name(person: str) -> str:
        return f"teams {parts.keys.pseudonym(person)[:12]}"

    keeping = Keeping(lambda: parts.library, lambda: parts.questions, lambda: parts.uploads, name)
    orders = ReviewOrders(parts.proposals, lambda: parts.reviews)
    reviewing = Reviewing(parts.proposals, orders, roles, name, settings.public_url)
    conversing = Conversing(parts.assistant, roles, addresses, answers, keeping, reviewing)
    telling = Telling(lambda: parts.notices, deliveries, addresses, settings.teams_tenant_id)
    worker = Worker(deliveries, addresses, answers, Sender(package.api), conversing.decide, now, telling)
    rooms = (Invokes(conversing, reviewing, worker), Dialogs(conversing, worker), reviewing)
    invokes = {name: handler for room in rooms for name, handler in room.handlers().items()}
    receiver = Receiver(settings.teams_tenant_id, worker, addresses, invokes)
    return _running(package, receiver, worker, every)


def build_cloud(settings: Settings) -> CloudEnvironment:
    """Where tokens come from; other clouds by `TEAMS_OPENID_METADATA_URL`."""
    return with_overrides(PUBLIC, openid_metadata_url=settings.teams_openid_metadata_url or None)


def build_package_app(
    settings: Settings, adapter: DoorAdapter, cloud: CloudEnvironment, token: TokenSource | None
) -> App:
    """The package's App: token check and API client. Its routing is not used: it answers 500 to what it does not know.

    With the token check off it gets no credentials, so that nothing local can make it send a token anywhere.
    """
    credentials: dict[str, Any] = {}
    if not settings.teams_unauthenticated:
        credentials = {
            "client_id": settings.teams_client_id,
            "client_secret": None if token else settings.teams_client_secret or None,
            "tenant_id": settings.teams_tenant_id or None,
            "token": token,
        }
    return App(
        **credentials,
        http_server_adapter=adapter,
        messaging_endpoint=ENDPOINT,
        cloud=cloud,
        client=ClientOptions(timeout=TIMEOUT),
        dangerously_allow_unauthenticated_requests=settings.teams_unauthenticated,
        fetch_user_token=False,
        telemetry={"agent365": False},
    )


def build_directory(package: App, url: str = "") -> Directory:
    """The directory groups are looked up in, asked as the app itself."""
    scope = package.cloud.graph_scope

    async def token(tenant: str) -> TokenProtocol | None:
        return await package.token_provider.get_app_token(scope, tenant)

    return Directory(url or scope.removesuffix("/.default"), token)


@asynccontextmanager
async def _running(package: App, receiver: Receiver, worker: Worker, every: float) -> AsyncIterator[None]:
    await package.initialize()
    server: Any = package.server
    server.on_request = receiver.receive
    looking = asyncio.create_task(worker.run(every), name="Teams deliveries")
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await worker.settle()
        await package.http_client.http.aclose()
