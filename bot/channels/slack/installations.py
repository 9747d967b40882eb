"""Where the app is installed: one workspace by token, or many by OAuth with slack_sdk's stores on our own database."""

import asyncio
from collections.abc import Callable
from copy import copy
from logging import getLogger
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy import Column, DateTime, Integer, String, Table, Text
from sqlalchemy.engine import Engine

from knowledge.database import Base, Database
from knowledge.privacy import Keys

log = getLogger(__name__)
TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token")
STATE_SECONDS = 600

_bots = SQLAlchemyInstallationStore.build_bots_table(Base.metadata, "slack_bots")
_installations = SQLAlchemyInstallationStore.build_installations_table(Base.metadata, "slack_installations")
_states = Table(
    "slack_oauth_states",
    Base.metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String(200), nullable=False),
    Column("expire_at", DateTime, nullable=False),
)
for _table in (_bots, _installations):
    for _name in set(TOKENS) & set(_table.c.keys()):
        _table.c[_name].type = Text()  # sealed tokens are longer


class Installations(AsyncInstallationStore):
    """slack_sdk's SQLAlchemy store, its tokens sealed, called in threads. Several processes may share it."""

    def __init__(self, database: Database, keys: Keys, client_id: str) -> None:
        self._store = SQLAlchemyInstallationStore(client_id, _writing(database))
        self._keys = keys

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, and its bot."""
        await asyncio.to_thread(self._store.save, _each_token(installation, self._keys.seal))

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot's token."""
        await asyncio.to_thread(self._store.save_bot, _each_token(bot, self._keys.seal))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of a workspace; None when the app is not installed there."""
        found = await asyncio.to_thread(
            self._store.find_bot,
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return _each_token(found, self._keys.unseal) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The installation of a workspace."""
        found = await asyncio.to_thread(
            self._store.find_installation,
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )
        return _each_token(found, self._keys.unseal) if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """The bot's token is revoked."""
        await asyncio.to_thread(self._store.delete_bot, enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """One person's or the whole installation is gone."""
        await asyncio.to_thread(
            self._store.delete_installation, enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
        )


class States(AsyncOAuthStateStore):
    """slack_sdk's SQLAlchemy store of OAuth states, on our database."""

    def __init__(self, database: Database) -> None:
        self._store = _StateStore(STATE_SECONDS, _writing(database))

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A fresh state, good for ten minutes."""
        return await asyncio.to_thread(self._store.issue)

    async def async_consume(self, state: str) -> bool:
        """Whether a state was given out by us, is not too old and was not used."""
        return await asyncio.to_thread(self._store.consume, state)


class _StateStore(SQLAlchemyOAuthStateStore):
    @classmethod
    def build_oauth_states_table(cls, metadata: Any, table_name: str) -> Table:  # noqa: ARG003 - its interface
        """Our own table: the library's builder names its metadata twice, which SQLAlchemy does not take any more."""
        return _states


class Workspaces(AsyncAuthorize):
    """Finds the token of a workspace without asking Slack, so that nothing is waited for before the acknowledgement."""

    def __init__(self, token: str, store: Installations | None) -> None:
        self._token = token
        self._store = store
        self._refused: set[str] = set()

    async def __call__(self, *, enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        """Who we are in a workspace; None when the app is not installed there."""
        bot = await self._bot(enterprise_id, team_id)
        token = bot.bot_token if bot else self._token
        if not token:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=token,
            bot_id=bot.bot_id if bot else None,
            bot_user_id=bot.bot_user_id if bot else None,
        )

    async def token_of(self, team: str) -> str | None:
        """The token to write to a workspace with; None when there is none (any more)."""
        bot = await self._bot(None, team)
        return (bot.bot_token if bot else self._token) or None

    async def forget(self, team: str) -> None:
        """The app was removed from a workspace, or its token revoked: its token and installations go."""
        log.warning("Soundings was removed from a Slack workspace, or its token was revoked")
        if self._store:
            await self._store.async_delete_all(enterprise_id=None, team_id=team)

    async def _bot(self, enterprise_id: str | None, team_id: str | None) -> Bot | None:
        if self._store is None:
            return None
        return await self._store.async_find_bot(enterprise_id=enterprise_id, team_id=team_id)


def _each_token(record: Any, change: Callable[[str], str | None]) -> Any:
    changed = copy(record)
    for name in TOKENS:
        if getattr(changed, name, None):
            setattr(changed, name, change(getattr(changed, name)))
    return changed


def _writing(database: Database) -> Engine:
    return database.engine.execution_options(soundings_write=True)
