"""Who is a reviewer or an admin: named in the settings by Entra object id, or by a group of the directory."""

from anyio import from_thread

from bot.channels.teams.directory import Directory
from bot.conversation.messages import Role
from bot.settings import Settings

GROUP = "group:"


class SettingsRoles:
    """Roles in `SOUNDINGS_REVIEWERS` and `SOUNDINGS_ADMINS`: `teams:tenant/object`, or `teams:tenant/group:object`."""

    def __init__(self, settings: Settings, directory: Directory) -> None:
        self._settings = settings
        self._directory = directory

    def of(self, person: str) -> frozenset[Role]:
        """The roles of a person. An admin is not a reviewer unless named as one too. May ask: call it in a thread."""
        named: list[tuple[Role, frozenset[str]]] = [
            ("reviewer", self._settings.reviewers),
            ("admin", self._settings.admins),
        ]
        return frozenset(role for role, ids in named if self._is_among(person, ids))

    def _is_among(self, person: str, ids: frozenset[str]) -> bool:
        if person in ids:
            return True
        place, _, object_id = person.rpartition("/")
        groups = sorted(one.removeprefix(f"{place}/{GROUP}") for one in ids if one.startswith(f"{place}/{GROUP}"))
        tenant = place.removeprefix("teams:")
        return any(object_id.lower() in from_thread.run(self._directory.members, tenant, group) for group in groups)
