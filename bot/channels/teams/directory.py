"""The directory (Entra ID, by Microsoft Graph): who is in a group. Needs the permission GroupMember.Read.All."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx
from microsoft_teams.api.auth import TokenProtocol

log = logging.getLogger(__name__)
FRESH = 300.0
"""Seconds for which the members of a group are believed; a tenth of it after a failure."""
MOST_PAGES = 20
TIMEOUT = 10.0


@dataclass
class Directory:
    """Members of groups, by object id. When the directory cannot be asked, a group has none: it fails closed."""

    url: str
    """Of Microsoft Graph, such as `https://graph.microsoft.com`."""
    token: Callable[[str], Awaitable[TokenProtocol | None]]
    """Gives the app's own token for a tenant's directory."""
    clock: Callable[[], float] = time.monotonic
    _known: dict[tuple[str, str], tuple[float, frozenset[str]]] = field(default_factory=dict)

    async def members(self, tenant: str, group: str) -> frozenset[str]:
        """Object ids of the people in a group, those in groups within it included."""
        until, members = self._known.get((tenant, group), (0.0, frozenset[str]()))
        if until > self.clock():
            return members
        fresh = FRESH
        try:
            members = await self._ask(tenant, group)
        except Exception as error:  # whatever the package's token source raises, nobody gets a role by it
            log.warning("The members of an Entra group cannot be read (%s): nobody has its role", error)
            members, fresh = frozenset(), FRESH / 10
        self._known[tenant, group] = (self.clock() + fresh, members)
        return members

    async def _ask(self, tenant: str, group: str) -> frozenset[str]:
        headers = {"Authorization": f"Bearer {await self.token(tenant)}"}
        members: set[str] = set()
        people = "transitiveMembers/microsoft.graph.user?$select=id&$top=999"
        page = f"{self.url}/v1.0/groups/{quote(group, safe='')}/{people}"
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            for _ in range(MOST_PAGES):
                answer = await client.get(page, headers=headers)
                said = answer.raise_for_status().json()
                members |= {str(one["id"]).lower() for one in said["value"]}
                page = said.get("@odata.nextLink") or ""
                if not page.startswith(f"{self.url}/"):
                    break
        return frozenset(members)
