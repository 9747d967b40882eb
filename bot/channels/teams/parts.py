"""What the Teams channel needs from the rest, as interfaces. `bot.app` gives the real ones."""

from collections.abc import Sequence
from typing import Any, Protocol

from bot.channels.teams.writing import News
from bot.conversation.messages import Incoming, Reply, Role
from bot.conversation.ports import ProposalBook
from bot.settings import Settings
from knowledge.database import Database
from knowledge.documents.uploads import Uploads
from knowledge.privacy import Keys
from knowledge.proposals.reviewing import Reviews


class Talks(Protocol):
    """The conversation core."""

    def handle(self, incoming: Incoming) -> Sequence[Reply]:
        """What to reply; never raises."""
        ...


class Teams(Protocol):
    """The parts of Soundings that the Teams channel uses."""

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
    def proposals(self) -> ProposalBook:
        """Search of the proposals."""
        ...

    @property
    def reviews(self) -> Reviews:
        """What reviewers do with proposals."""
        ...

    @property
    def library(self) -> Any:
        """The documents."""
        ...

    @property
    def uploads(self) -> Uploads:
        """Documents that wait for an admin's yes."""
        ...

    @property
    def questions(self) -> Any:
        """What was asked and not answered."""
        ...

    @property
    def notices(self) -> News:
        """What contributors are to be told."""
        ...


class Roles(Protocol):
    """Who is a reviewer or an admin."""

    def of(self, person: str) -> frozenset[Role]:
        """The roles of a person; may ask the directory."""
        ...
