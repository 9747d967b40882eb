"""What a person means by a message or a press: one small type for each meaning. `routing` gives them, `turns` acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Remark = Literal[
    "help", "greeting", "thanks", "goodbye", "praise", "complaint", "abuse", "nonsense", "foreign", "non_answer",
    "concern", "distress", "unclear", "yes", "no",
]  # fmt: skip
"""Things said that are neither a question nor a proposal."""


@dataclass(frozen=True)
class Ask:
    """One or more questions, in the person's words. `unsure` when it might have been a proposal."""

    text: str
    unsure: bool = False


@dataclass(frozen=True)
class Propose:
    """Something that should change. `unsure` when it might have been a question or just talk."""

    words: str
    unsure: bool = False


@dataclass(frozen=True)
class AskAndPropose:
    """A question and a proposal in one message, and the whole of it, for a question that only leads up to the "
    "proposal."""

    text: str
    words: str
    whole: str


@dataclass(frozen=True)
class Said:
    """A remark. `words` is the whole message, kept where it may become a proposal."""

    remark: Remark
    words: str = ""


@dataclass(frozen=True)
class Empty:
    """Nothing to read."""


@dataclass(frozen=True)
class TooLong:
    """More than can be read."""

    length: int


@dataclass(frozen=True)
class Begin:
    """Wants to make a proposal and has not said which. `fields` come from a form."""

    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Submit:
    """Send the draft. `draft` names the card it was pressed on; `anyway` past what others said before."""

    draft: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cancel:
    """Drop the draft. `sure` is False for words that may mean something else, such as "never mind"."""

    sure: bool = True
    draft: str = ""


@dataclass(frozen=True)
class StartAgain:
    """Drop the draft and begin anew."""


@dataclass(frozen=True)
class Skip:
    """Leave what is asked unanswered."""


@dataclass(frozen=True)
class Change:
    """Change something, and perhaps said what: whole new fields, or a receipt or reference of what was sent.

    `words` are new words for what was sent.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    which: str = ""
    words: str = ""


@dataclass(frozen=True)
class ChangeTo:
    """ "Change X to Y": X is a field, or words of the proposal."""

    what: str
    to: str


@dataclass(frozen=True)
class SetValues:
    """Fields given a value we know, such as setting and level."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Add:
    """More words for the proposal."""

    words: str


@dataclass(frozen=True)
class Undo:
    """Take the last change of the draft back."""


@dataclass(frozen=True)
class Consent:
    """May be quoted, may be contacted; None leaves it as it is."""

    quote: bool | None = None
    contact: bool | None = None


@dataclass(frozen=True)
class Split:
    """The draft holds two proposals (True), or is one after all (False)."""

    two: bool


@dataclass(frozen=True)
class Place:
    """Where words that were set aside belong: added to the draft, a second proposal, or instead of it."""

    how: Literal["add", "second", "replace"]


@dataclass(frozen=True)
class Resolve:
    """What words that were set aside are: a proposal or a question."""

    how: Literal["proposal", "question"]
    text: str = ""


@dataclass(frozen=True)
class Shorten:
    """Keep the first part of a proposal that is too long."""


@dataclass(frozen=True)
class Withdraw:
    """Take back what was sent: `which` is a receipt, a reference, or empty. `sure` when it was confirmed."""

    which: str = ""
    sure: bool = False


@dataclass(frozen=True)
class Keep:
    """Do not withdraw, do not cancel after all."""


@dataclass(frozen=True)
class Track:
    """What happened to what was sent: `which` is a receipt, a reference, or empty."""

    which: str = ""


@dataclass(frozen=True)
class Mine:
    """What this person sent."""


@dataclass(frozen=True)
class Support:
    """I propose that too."""

    reference: str


@dataclass(frozen=True)
class Link:
    """Send mine, and say it belongs to that one."""

    reference: str


@dataclass(frozen=True)
class Search:
    """Look through the proposals (reviewers only)."""

    query: str


@dataclass(frozen=True)
class Feedback:
    """Whether an answer helped. `question` is empty for the last one; `reason` where it was asked for and not given."""

    helpful: bool
    question: str = ""
    reason: str | None = None


@dataclass(frozen=True)
class Reason:
    """Why an answer did not help."""

    words: str


@dataclass(frozen=True)
class Tell:
    """Said where they work or at which level, to be remembered."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Forget:
    """Forget the setting and level that were remembered."""


@dataclass(frozen=True)
class Unknown:
    """A button nobody knows."""

    id: str


Intent = (
    Ask | Propose | AskAndPropose | Said | Empty | TooLong | Begin | Submit | Cancel | StartAgain | Skip | Change
    | ChangeTo | SetValues | Add | Undo | Consent | Split | Place | Resolve | Shorten | Withdraw | Keep | Track | Mine
    | Support | Link | Search | Feedback | Reason | Tell | Forget | Unknown
)  # fmt: skip
