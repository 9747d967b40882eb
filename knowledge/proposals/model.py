"""A proposal and what is understood of it: plain data, no database.

The allowed values are in `values.yaml` beside this file, which an admin can change.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

NOT_SAID = "not said"
SHORTEST, LONGEST = 15, 2_000
STATUSES = ("received", "grouped", "under consideration", "answered", "withdrawn", "declined")
IMPORTED = "import"
"""The source of what came in a file: nobody has a receipt for it."""
Alikeness = Literal["the same", "similar", "the opposite"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Value(_Frozen):
    """One allowed value of a field, with the words people use for it."""

    name: str
    description: str = ""
    words: tuple[str, ...] = ()
    """Each names the value outright."""
    hints: tuple[str, ...] = ()
    """Each only makes the value likelier."""
    examples: tuple[str, ...] = ()
    """What people with this value in mind write; compared by meaning."""


@cache
def allowed(field: str) -> tuple[Value, ...]:
    """The allowed values of `setting`, `level`, `theme`, `aim`, `acts` or `region`, in order; "not said" comes last."""
    values = yaml.safe_load((Path(__file__).parent / "values.yaml").read_text(encoding="utf-8"))
    return tuple(Value.model_validate(value) for value in values[field])


def names(field: str) -> tuple[str, ...]:
    """The names of the allowed values of a field, in order."""
    return tuple(value.name for value in allowed(field))


class Draft(BaseModel):
    """A proposal before and after it is sent: the words, and the fields understood from them."""

    model_config = ConfigDict(frozen=True)

    proposal: str
    title: str = ""
    setting: str = NOT_SAID
    level: str = NOT_SAID
    themes: tuple[str, ...] = ()
    aim: str = NOT_SAID
    implementation: str = ""
    acts: str = NOT_SAID
    """Who would have to act: team, organisation, local system, national, not said."""
    outcome: str = ""
    region: str = NOT_SAID
    quote: bool = False
    """May be quoted."""
    contact: bool = False
    """May be contacted. Anonymous by default."""


class Understanding(_Frozen):
    """A draft read from free text, and how sure each understood field is (0 to 1; absent means not said)."""

    draft: Draft
    sure: dict[str, float] = Field(default_factory=dict)


class Profile(_Frozen):
    """What a person told once and may want remembered."""

    setting: str = NOT_SAID
    level: str = NOT_SAID


class Proposal(_Frozen):
    """A proposal as kept. Never says who sent it."""

    reference: str
    draft: Draft
    status: str = "received"
    reason: str = ""
    """Why it was declined, if it was."""
    answer: str = ""
    """What the review team answered, if it did."""
    supports: int = 0
    group: int | None = None
    """The group a reviewer put it in."""
    created: datetime
    changed: datetime
    version: int = 1
    source: str = ""
    """The channel it came by, or `import`."""

    def as_json(self) -> dict[str, Any]:
        """Its fields, flat, as the command line and the API show them. Days only: a time could tell who it was."""
        return {
            "reference": self.reference,
            **self.draft.model_dump(mode="json"),
            **self.model_dump(mode="json", exclude={"draft", "reference"}),
            "created": self.created.date().isoformat(),
            "changed": self.changed.date().isoformat(),
        }


class Found(_Frozen):
    """A proposal found by a search, with its score (higher is better; 0 to 1)."""

    proposal: Proposal
    score: float


class Similar(_Frozen):
    """Somebody's earlier proposal beside a draft."""

    proposal: Proposal
    score: float
    alike: Alikeness


class Filters(_Frozen):
    """What a search is narrowed to. Empty means any."""

    setting: str | None = None
    level: str | None = None
    theme: str | None = None
    region: str | None = None
    status: str | None = None
    """None means every status but withdrawn."""
    aim: str | None = None
    acts: str | None = None
    source: str | None = None
