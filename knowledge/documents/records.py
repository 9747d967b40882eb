"""What the library says about documents: plain data for the command line, the desk and the web pages."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Outcome = Literal["added", "changed", "unchanged", "brought back", "removed", "taught", "untaught"]
State = Literal["in force", "coming", "ended", ""]
_SENTENCES: dict[Outcome, str] = {
    "added": "“{title}” is added as {document}. It is answered from {when}.",
    "changed": "“{title}” is now version {version} of {document}. It is answered from {when}.",
    "unchanged": "“{title}” is there already, word for word ({document}, version {version}). Nothing changed.",
    "brought back": "Version {version} of “{title}” ({document}) is back. It is answered from {when}.",
    "removed": "“{title}” ({document}) is removed. Nothing is answered from it any more; its history stays.",
    "taught": "“{title}” ({document}) now answers to that wording too.",
    "untaught": "“{title}” ({document}) does not answer to that wording any more.",
}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)

    def as_json(self) -> dict[str, Any]:
        """Its fields, as the command line and the API show them."""
        return self.model_dump(mode="json")


class Listed(_Frozen):
    """A document in a list: the version that an admin sees as current."""

    document: str
    title: str
    version: int
    source: str = ""
    publisher: str = ""
    published: date | None = None
    link: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    answered_from: bool = True
    """Whether anything is answered from it today."""
    removed: datetime | None = None
    passages: int = 0
    wordings: int = 0
    coming: int | None = None
    """The version that takes over on `coming_from`, when one does."""
    coming_from: date | None = None
    waiting: int | None = None
    """The number of a newer built-in text that waits because an admin chose otherwise."""


class Version(_Frozen):
    """One version in a document's history."""

    version: int
    title: str
    added: datetime
    by: str
    current: bool
    """True for the one in force; no version is while the document is removed."""
    valid_from: date | None = None
    valid_to: date | None = None
    starts: date | None = None
    ends: date | None = None
    live: bool = False
    """Whether there is a day on which it is answered from."""
    state: State = ""
    """What it is today; empty when no day is its own."""
    state_alone: State = ""
    """What it would be today by its own dates, if it were put in force."""
    chosen: bool = False
    """True for the one put in force last; its first day may be still to come."""
    file: str = ""
    characters: int = 0

    def days(self) -> str:
        """When it is answered from, in a few words; empty when it is not."""
        until = f" until {self.ends:%-d %B %Y}" if self.ends else ""
        if self.state == "in force":
            return f"in force{until}"
        if self.state == "coming" and until:
            return f"from {self.starts:%-d %B %Y}{until}"
        if self.state == "coming":
            return f"{'starts' if self.version == 1 else 'takes over'} on {self.starts:%-d %B %Y}"
        return f"ended on {self.ends:%-d %B %Y}" if self.state == "ended" else ""


class Shown(Listed):
    """A document with its text; citations point into `text`."""

    text: str
    media: Literal["markdown", "text"]
    current: bool
    """False for an earlier version, or of a removed document."""
    own_questions: tuple[str, ...] = ()
    """The wordings it came with."""
    taught: tuple[str, ...] = ()
    """The wordings that admins added."""
    written: tuple[str, ...] = ()
    """Those of them that a language model wrote and an admin approved."""

    @property
    def questions(self) -> tuple[str, ...]:
        """All wordings it answers to."""
        return (*self.own_questions, *self.taught)


class Opened(_Frozen):
    """A version of a document that people may read."""

    shown: Shown
    notice: str = ""
    """What a reader must know of it; empty when it is in force."""


class Added(_Frozen):
    """What adding, removing or rolling back came to."""

    document: str
    title: str
    version: int
    changed: bool
    outcome: Outcome
    starts: date | None = None
    ends: date | None = None
    valid_today: bool = True

    def sentence(self) -> str:
        """What happened, for a person."""
        return _SENTENCES[self.outcome].format(**self.model_dump(), when=self._when())

    def _when(self) -> str:
        if self.valid_today:
            return f"until {self.ends:%-d %B %Y}" if self.ends else "now on"
        if self.starts is None:
            return "no day any more: its last day has passed"
        until = f" to {self.ends:%-d %B %Y}" if self.ends else " on"
        return f"{self.starts:%-d %B %Y}{until}, which is not today"
