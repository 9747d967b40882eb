"""What comes in and what goes out, as plain data. Every channel translates to and from these."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.findings import Citation, Status

Role = Literal["reviewer", "admin"]
Kind = Literal["message", "answer", "confirm", "ask", "similar", "receipt", "error"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Action(_Frozen):
    """A button pressed or a field chosen. `id` is a choice's id; `value` what it carried.

    Forms send all they hold at once: with `propose` (a new draft), `change` (the draft's fields) and `submit` (fields,
    then send) `value` may be an object of `Draft`'s fields; `draft` in it may name the card, as its buttons' value is.
    """

    id: str = Field(max_length=100)
    value: Any = None


class Incoming(_Frozen):
    """One message or one press of a button, from one person, in one conversation."""

    person: str
    """Who, in the channel's words: `slack:T1/U2`, `teams:tenant/object`, `web:<caller>`, `terminal:local`.
    Never stored: only its keyed pseudonym is."""
    conversation: str
    """Which conversation of that person; names are private to the person."""
    text: str = ""
    action: Action | None = None
    event: str | None = None
    """The channel's id of this event; the same id is worked once, and gets the same replies again."""
    channel: str = "terminal"
    roles: frozenset[Role] = frozenset()
    private: bool = True
    """False where others can read the reply (a Slack channel, a Teams group)."""
    overheard: bool = False
    """True for words said where we are, but not to us: nothing comes of them, and nothing is kept, unless they are a
    question that we can answer."""
    reply_to: str = ""
    """Where the channel could write to this person later, in its own words. Kept (sealed) only if they wish to hear."""


class Choice(_Frozen):
    """Something the person can press, or type: `label` typed as a message does the same."""

    id: str
    label: str
    value: Any = None


class Reply(_Frozen):
    """One thing to show. `text` alone must be enough to understand it: plain English, light Markdown at most."""

    kind: Kind
    text: str
    lead: str = ""
    """`text` without the quotes in `citations` or the proposal in `fields`, for a channel that shows those in its own
    way; equal to `text` where there is nothing to leave out."""
    citations: tuple[Citation, ...] = ()
    fields: dict[str, Any] | None = None
    """On `confirm` (and `similar`): the proposal as understood; see `knowledge.proposals.model.Draft`."""
    choices: tuple[Choice, ...] = ()
    receipt: str | None = None
    """On `receipt`: the secret code. Shown once; never stored in clear, never in `text`."""
    status: Status | None = None
    """On `answer`: how well the knowledge base covers the question."""
    confidence: float | None = None
    generated: bool = False
    """True when a language model put it into words; a channel with a label for that shows it then, and only then."""
    private: bool = False
    """True when only this person may see it: a draft, a receipt, their own proposals."""

    @property
    def answers(self) -> bool:
        """Whether it answers a question, or gives the nearest there is."""
        return self.kind == "answer" and self.status in {"answered", "related"}
