"""What the Slack channel needs from the rest, as interfaces. `bot.app` gives the real ones."""

from collections.abc import Sequence
from typing import Any, Protocol

from bot.conversation.messages import Incoming, Reply
from bot.settings import Settings
from knowledge.database import Database
from knowledge.privacy import Keys


class Talks(Protocol):
    """The conversation core."""

    def handle(self, incoming: Incoming) -> Sequence[Reply]:
        """What to reply; never raises."""
        ...


class Parts(Protocol):
    """The parts of Soundings that the Slack channel uses."""

    @property
    def settings(self) -> Settings:
        """Credentials, roles, addresses."""
        ...

    @property
    def database(self) -> Database:
        """The system of record."""
        ...

    @property
    def keys(self) -> Keys:
        """Keys for pseudonyms and sealing."""
        ...

    @property
    def assistant(self) -> Talks:
        """The conversation."""
        ...

    @property
    def proposals(self) -> Any:
        """The proposals, for reviewers."""
        ...

    @property
    def reviews(self) -> Any:
        """What reviewers do with proposals."""
        ...

    @property
    def notices(self) -> Any:
        """What contributors who wished to hear are to be told; None where nobody is told anything."""
        ...

    @property
    def library(self) -> Any:
        """The documents, for admins and for showing a passage."""
        ...

    @property
    def questions(self) -> Any:
        """The questions without answers, for admins."""
        ...
