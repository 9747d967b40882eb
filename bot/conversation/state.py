"""What a conversation has come to. Kept as JSON; reads whatever older versions of us wrote."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.conversation.messages import Choice
from knowledge.proposals.model import Draft, Profile

Asking = Literal[
    "",  # nothing
    "confirm",  # the card was just shown: is it right?
    "change",  # what should change on the card?
    "field",  # what should a field be? (`field` says which)
    "words",  # what should change in health and care?
    "more",  # the words were too few
    "shorten",  # the words were too many
    "which",  # are these new words an addition, a second proposal, or instead?
    "cancel",  # drop the draft, really?
    "withdraw",  # take it back, really?
    "receipt",  # which receipt?
    "reason",  # why did the answer not help?
    "concern",  # should a concern be filed after all?
    "meaning",  # a question or a proposal?
]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Waiting(_Kept):
    """A draft that waits to be sent."""

    id: str
    """Names this draft on its buttons, so that a button of an earlier one does not send this one."""
    draft: Draft
    sure: dict[str, float] = Field(default_factory=dict)
    told: tuple[str, ...] = ()
    """Fields the person set; no understanding overrides them."""
    revising: str = ""
    """Reference of the sent proposal this changes; empty for a new one."""
    linked_to: str = ""
    skipped: bool = False
    """The questions on the card were skipped."""
    similar: tuple[str, ...] = ()
    """References shown beside it already."""
    whole: bool = False
    """Kept as one although it might be two."""
    warned: bool = False
    """Said to be outside the review's scope already."""
    remembered: tuple[str, ...] = ()
    """Fields filled from what the person told another time."""
    unsure: bool = False
    """It may have been a question, or just talk."""


class State(_Kept):
    """All that is remembered of one conversation. No receipt is ever in it."""

    waiting: Waiting | None = None
    before: Waiting | None = None
    """The draft as it was before its last change, for "undo"."""
    queue: tuple[Waiting, ...] = ()
    """Drafts that come after this one."""
    asking: Asking = ""
    kept: str = ""
    """A remark set aside until we know whether it is a proposal."""
    beside: str = ""
    """Words written beside the draft, until the person says where they belong."""
    field: str = ""
    """The field whose value was asked for."""
    question: str = ""
    """The last question, for follow-ups and feedback."""
    asked: str = ""
    """The whole message just answered as a question: it may turn out to be a proposal."""
    offered: tuple[Choice, ...] = ()
    """The choices last shown: their labels can be typed."""
    opened: tuple[str, ...] = ()
    """References sent from here, or whose receipt was given here."""
    last: str = ""
    """The reference last spoken of."""
    shown: tuple[str, ...] = ()
    """Other people's proposals shown beside a draft."""
    profile: Profile = Profile()

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        """The state as kept. A part that cannot be read any more is dropped, not the rest."""
        try:
            return cls.model_validate(kept)
        except ValidationError as error:
            bad = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}
            return cls.model_validate({name: value for name, value in kept.items() if name not in bad})

    def but(self, **changes: Any) -> Self:
        """The same state with some parts changed."""
        return self.model_copy(update=changes)
