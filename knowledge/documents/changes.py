"""What a new version would change, shown to an admin before it does. Pure."""

from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from knowledge.documents.front_matter import FrontMatter
from knowledge.documents.incoming import NewDocument
from knowledge.documents.records import Shown
from retrieval.chunking import split

LABELS = {
    "title": "Title",
    "source": "Source",
    "publisher": "Publisher",
    "published": "Date of the document",
    "link": "Where it was published",
    "valid_from": "First day it is answered from",
    "valid_to": "Last day it is answered from",
}
"""The fields that are shown when they change, as people call them."""


class FieldChange(BaseModel):
    """A field of a document before and after."""

    model_config = ConfigDict(frozen=True)

    field: str
    before: date | str
    after: date | str

    def sentence(self) -> str:
        """What would change, for a person."""
        return f"{LABELS[self.field]}: {_worded(self.before)} becomes {_worded(self.after)}"


class Change(BaseModel):
    """What adding a file comes to: a new document, a new version, or nothing."""

    model_config = ConfigDict(frozen=True)

    document: str
    title: str
    outcome: Literal["added", "changed", "unchanged", "brought back"]
    coming_from: date | None = None
    """The first day it would be answered from, when that is still to come."""
    added: tuple[str, ...] = ()
    """Passages that are not in the current version, in the order of the new text."""
    removed: tuple[str, ...] = ()
    """Passages of the current version that the new one no longer has."""
    kept: int = 0
    """How many passages stay word for word."""
    fields: tuple[FieldChange, ...] = ()
    new_questions: tuple[str, ...] = ()
    dropped_questions: tuple[str, ...] = ()

    def sentence(self) -> str:
        """What would happen, for a person."""
        if self.outcome == "unchanged":
            return f"“{self.title}” is in the knowledge base already, word for word. Nothing would change."
        later = f" from {_worded(self.coming_from)}" if self.coming_from else ""
        if self.outcome == "added":
            passages = _counted(len(self.added))
            answered = f", answered from {_worded(self.coming_from)} on" if self.coming_from else ""
            return f"“{self.title}” would be a new document, {self.document}, with {passages}{answered}."
        if self.outcome == "brought back":
            return f"“{self.title}” would be answered from again{later}, word for word as before it was removed."
        return (
            f"“{self.title}” would replace the current version of {self.document}{later}: "
            f"{_counted(len(self.added))} new, {len(self.removed)} gone, {self.kept} as before."
        )

    def as_json(self) -> dict[str, Any]:
        """Its fields, as the command line and the API show them."""
        return self.model_dump(mode="json")


def compare(old: Shown | None, new: NewDocument, today: date, *, repeats: bool) -> Change:
    """What `new` would change, beside the current version `old`."""
    first = new.matter.valid_from
    about = {"document": new.id, "title": new.matter.title, "coming_from": first if first and first > today else None}
    if old is None:
        return Change(**about, outcome="added", added=tuple(_passages(new.text, new.media)))
    if repeats:
        return Change(**about, outcome="brought back" if old.removed else "unchanged")
    added, removed, kept = _differences(_passages(old.text, old.media), _passages(new.text, new.media))
    return Change(
        **about,
        outcome="changed",
        added=added,
        removed=removed,
        kept=kept,
        fields=_fields(old, new.matter),
        new_questions=tuple(one for one in new.matter.questions if one not in old.questions),
        dropped_questions=tuple(one for one in old.own_questions if one not in new.matter.questions),
    )


def _passages(text: str, media: Literal["markdown", "text"]) -> list[str]:
    return [text[chunk.start : chunk.end] for chunk in split(text, media)]


def _differences(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    matcher = SequenceMatcher(None, [_plain(one) for one in before], [_plain(one) for one in after], autojunk=False)
    added: list[str] = []
    removed: list[str] = []
    kept = 0
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            kept += end - start
        else:
            removed += before[start:end]
            added += after[new_start:new_end]
    return tuple(added), tuple(removed), kept


def _plain(passage: str) -> str:
    return " ".join(passage.split())


def _fields(old: Shown, new: FrontMatter) -> tuple[FieldChange, ...]:
    pairs = ((field, getattr(old, field), getattr(new, field)) for field in LABELS)
    return tuple(
        FieldChange(field=field, before=before or "", after=after or "")
        for field, before, after in pairs
        if before != after
    )


def _worded(value: date | str) -> str:
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return f"“{value}”" if value else "nothing"


def _counted(passages: int) -> str:
    return "1 passage" if passages == 1 else f"{passages} passages"
