"""What the web pages and the API need from the rest, as interfaces. `bot.app` gives the real ones."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from bot.conversation.messages import Incoming, Reply, Role
from bot.conversation.ports import KnowledgeBase, ProposalBook
from knowledge.documents.records import Listed, Opened, Shown
from knowledge.privacy import Keys
from knowledge.proposals.model import Filters, Found


class Talks(Protocol):
    """The conversation core."""

    def handle(self, incoming: Incoming) -> Sequence[Reply]:
        """What to reply; never raises."""
        ...


class Transcripts(Protocol):
    """What was said in a conversation, for a page that shows it again."""

    def replies_to(self, event: str) -> list[dict[str, Any]] | None:
        """What was replied to an event already worked."""
        ...

    def record_turn(self, person: str, conversation: str, text: str, replies: list[dict[str, Any]]) -> None:
        """Keep one turn; receipts are left out."""
        ...

    def transcript(self, person: str, conversation: str) -> list[tuple[str, list[dict[str, Any]]]]:
        """What was said and replied, oldest first."""
        ...

    def forget(self, person: str, conversation: str) -> None:
        """Remove the conversation."""
        ...


class Tokens(Protocol):
    """Keys for the API and the desk."""

    def check(self, token: str) -> tuple[int, Role] | None:
        """The id and role of a token in force."""
        ...


class Shelf(Protocol):
    """The documents, to read."""

    def list(self) -> Sequence[Listed]:
        """Those that are not removed."""
        ...

    def show(self, document: str) -> Shown:
        """One document. Raises NotFound."""
        ...

    def open(self, document: str, version: int | None = None) -> Opened:
        """One version of one document, as anybody may read it. Raises NotFound."""
        ...


class Book(ProposalBook, Protocol):
    """The proposals, as the review team's API reads them."""

    def facets(self, filters: Filters) -> Mapping[str, Mapping[str, int]]:
        """How many proposals each value of each field would give."""
        ...

    def more_like(self, reference: str, limit: int = 10) -> Sequence[Found]:
        """Other proposals like one, best first. Raises NotFound."""
        ...


class Web(Protocol):
    """The parts of Soundings that the web channel uses."""

    @property
    def keys(self) -> Keys:
        """Keys for signing cookies."""
        ...

    @property
    def tokens(self) -> Tokens:
        """Who may call as reviewer or admin."""
        ...

    @property
    def assistant(self) -> Talks:
        """The conversation."""
        ...

    @property
    def conversations(self) -> Transcripts:
        """What was said."""
        ...

    @property
    def knowledge(self) -> KnowledgeBase:
        """Answers from the documents."""
        ...

    @property
    def proposals(self) -> Book:
        """Search of the proposals."""
        ...

    @property
    def library(self) -> Shelf:
        """The documents to read."""
        ...

    def checks(self) -> Mapping[str, Callable[[], object]]:
        """The parts that must be there, by name; each raises Unavailable when it is not."""
        ...
