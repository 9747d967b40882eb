"""Who is a reviewer or an admin: named in the settings as `slack:T1/U2`, or as a Slack user group `slack:T1/S3`."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.arrivals import Arrival
from bot.conversation.messages import Role
from bot.settings import Settings

log = logging.getLogger(__name__)
FRESH = 300
"""Seconds for which the members of a user group are believed."""


@dataclass
class Roles:
    """Answers who may do what. When Slack cannot be asked, nobody has a role by group."""

    settings: Settings
    client_of: Callable[[str], Awaitable[AsyncWebClient | None]]
    _members: dict[tuple[str, str], tuple[float, frozenset[str]]] = field(default_factory=dict)

    async def of(self, arrival: Arrival) -> frozenset[Role]:
        """The roles of whoever did this. An admin is not a reviewer unless named as one too."""
        named: list[tuple[Role, frozenset[str]]] = [
            ("reviewer", self.settings.reviewers),
            ("admin", self.settings.admins),
        ]
        return frozenset([role for role, ids in named if await self._is_among(arrival, ids)])

    async def _is_among(self, arrival: Arrival, ids: frozenset[str]) -> bool:
        if arrival.person in ids:
            return True
        prefix = f"slack:{arrival.team}/S"
        groups = [name.rpartition("/")[2] for name in ids if name.startswith(prefix)]
        for group in groups if not arrival.guest else ():
            if arrival.user in await self._group(arrival.team, group):
                return True
        return False

    async def _group(self, team: str, group: str) -> frozenset[str]:
        until, members = self._members.get((team, group), (0, frozenset[str]()))
        if until > time.monotonic():
            return members
        client = await self.client_of(team)
        try:
            found = (await client.usergroups_users_list(usergroup=group))["users"] if client else []
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("The members of a Slack user group cannot be read (%s): nobody has its role", error)
            self._members[team, group] = (time.monotonic() + FRESH / 10, frozenset())
            return frozenset()
        members = frozenset(found)
        self._members[team, group] = (time.monotonic() + FRESH, members)
        return members
