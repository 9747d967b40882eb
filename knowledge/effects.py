"""What a turn of a conversation changes, as plain data. All of a turn's effects are committed together, or none."""

from pydantic import BaseModel, ConfigDict

from knowledge.findings import Status
from knowledge.proposals.model import Draft


class _Effect(BaseModel):
    model_config = ConfigDict(frozen=True)


class SubmitProposal(_Effect):
    """Keep a new proposal. `receipt` is the secret code: only its keyed hash is kept."""

    reference: str
    receipt: str
    person: str
    draft: Draft
    source: str
    reply_to: str = ""
    """Where to write to the person later (kept encrypted), if they wish to hear."""
    linked_to: str = ""
    """Reference of the earlier proposal this one belongs to, if the person said so."""


class ReviseProposal(_Effect):
    """Keep a new version of a proposal."""

    reference: str
    draft: Draft
    reply_to: str = ""
    """As in `SubmitProposal`; empty leaves the address, while `draft.contact` says whether to keep one."""


class WithdrawProposal(_Effect):
    """Take a proposal back: it is found by no search from the commit on."""

    reference: str


class SupportProposal(_Effect):
    """Say "I propose this too". Twice by the same person counts once."""

    reference: str
    person: str
    setting: str
    level: str


class TellContributor(_Effect):
    """A notice was told in the conversation, so that nobody tells it again."""

    notice: int


class RecordQuestion(_Effect):
    """Remember that a question was asked and how well it was covered; never who asked."""

    question: str
    status: Status
    channel: str


class ForgetQuestion(_Effect):
    """Forget the newest question of these words: it was no question."""

    question: str


class RecordFeedback(_Effect):
    """Remember whether an answer helped, and why not; never who said it."""

    question: str
    helpful: bool
    reason: str = ""
    channel: str = ""
    follows: bool = False
    """It only gives the reason for a feedback that was recorded a moment ago."""


Effect = (
    SubmitProposal | ReviseProposal | WithdrawProposal | SupportProposal | TellContributor | RecordQuestion
    | ForgetQuestion | RecordFeedback
)  # fmt: skip
