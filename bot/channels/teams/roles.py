"""Who is a reviewer or an admin: named in the settings by Entra object id, or by a group of the directory."""

from bot.conversation.messages import Role
from bot.settings import Settings


class SettingsRoles:
    """Roles named in `SOUNDINGS_REVIEWERS` and `SOUNDINGS_ADMINS` as `teams:tenant/object`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def of(self, person: str) -> frozenset[Role]:
        """The roles of a person. An admin is not a reviewer unless named as one too."""
        roles: set[Role] = set()
        if person in self._settings.reviewers:
            roles.add("reviewer")
        if person in self._settings.admins:
            roles.add("admin")
        return frozenset(roles)
