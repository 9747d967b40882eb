"""What the desk needs from the rooms below, as interfaces. `bot.app` gives the real ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.channels.web.parts import Tokens
from knowledge.documents.library import Library
from knowledge.documents.suggestions import Suggestions
from knowledge.documents.uploads import Uploads
from knowledge.privacy import Keys
from knowledge.proposals.clusters import Clusters
from knowledge.proposals.model import Draft, Filters, Found, Proposal, Similar
from knowledge.proposals.overview import Coverage, Facets
from knowledge.proposals.reviewing import Reviews
from knowledge.questions import QuestionLog


class Book(Protocol):
    """The proposals, for those who read and answer them."""

    def search(self, query: str, filters: Filters, limit: int) -> Sequence[Found]:
        """By meaning and words, best first; the newest when the query is empty."""
        ...

    def get(self, reference: str) -> Proposal | None:
        """One proposal; None when there is none, or it was withdrawn."""
        ...

    def similar(self, draft: Draft, limit: int = 3) -> Sequence[Similar]:
        """Those close to a draft, nearest first."""
        ...

    def more_like(self, reference: str, limit: int = 10) -> Sequence[Found]:
        """Other proposals like one, best first. Raises NotFound."""
        ...

    def history(self, reference: str) -> Sequence[tuple[int, datetime, Draft]]:
        """All versions, oldest first."""
        ...

    def list(self, filters: Filters, limit: int | None = None, offset: int = 0) -> Sequence[Proposal]:
        """All that match, newest first."""
        ...

    def count(self, filters: Filters) -> int:
        """How many match."""
        ...

    def facets(self, filters: Filters) -> Facets:
        """How many proposals each value of each field would give."""
        ...

    def coverage(self) -> Coverage:
        """Who has been heard, and which groups have not."""
        ...

    def themes(self, filters: Filters = ...) -> Clusters:
        """What is alike in what came in, and what is opposed."""
        ...

    def withdraw(self, reference: str, *, by: str) -> None:
        """Withdraw and erase. Raises NotFound."""
        ...


class Desk(Protocol):
    """The parts of Soundings that the desk uses."""

    @property
    def keys(self) -> Keys:
        """Keys for the desk's cookie."""
        ...

    @property
    def tokens(self) -> Tokens:
        """Who may come in."""
        ...

    @property
    def proposals(self) -> Book:
        """The proposals."""
        ...

    @property
    def reviews(self) -> Reviews:
        """What reviewers do with proposals."""
        ...

    @property
    def library(self) -> Library:
        """The documents."""
        ...

    @property
    def suggestions(self) -> Suggestions:
        """Wordings that a language model suggests."""
        ...

    @property
    def uploads(self) -> Uploads:
        """Files that wait for an admin's yes."""
        ...

    @property
    def questions(self) -> QuestionLog:
        """What was asked and not answered."""
        ...
