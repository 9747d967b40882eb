"""A document on its way in: what its file and its sender say about it, put together and checked. Pure."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Any, TypedDict

from knowledge.documents import front_matter
from knowledge.documents.front_matter import FrontMatter
from knowledge.documents.loading import Loaded, Media
from retrieval.errors import Refused

LONGEST_TITLE = 200
CARRIED = frozenset({"title", "source", "publisher", "published", "link", "questions"})
"""What a new version keeps of the one before it, but for the date when its words are others. The days it is answered
from are said anew each time."""
_MARKS = re.compile(r"^(?:[#>*+\-=_|~`\s]|\d+[.)]\s)+|[#*_`|\s]+$")


class Given(TypedDict, total=False):
    """What an admin says when adding a document; each goes before what its file says.

    None is the same as not said; an empty string says that there is none.
    """

    document: str | None
    """The id of the document that this is a new version of (or the id a new one is to have)."""
    title: str | None
    source: str | None
    publisher: str | None
    published: str | date | None
    link: str | None
    valid_from: str | date | None
    valid_to: str | date | None
    questions: list[str] | None


@dataclass(frozen=True)
class NewDocument:
    """A checked document that may be stored as it is."""

    id: str
    matter: FrontMatter
    text: str
    media: Media
    file: str
    said: frozenset[str]
    """The fields that its file or its sender spoke of."""

    @property
    def hash(self) -> str:
        """Fingerprint of the text and all that is known about it."""
        known = self.matter.model_dump(mode="json", exclude={"id"})
        return fingerprint(json.dumps([self.text, self.media, known], sort_keys=True))

    def following(self, text: str, known: FrontMatter) -> "NewDocument":
        """The same as the version after the one with this text and matter: what nobody spoke of stays as it was."""
        found_anew = {"title"} if known.title == first_line(text) else set()
        found_anew |= {"published"} if self.text != text else set()
        kept = {field: getattr(known, field) for field in CARRIED - self.said - found_anew}
        return replace(self, matter=self.matter.model_copy(update=kept))

    def repeats(self, text: str, media: str, known: FrontMatter) -> bool:
        """Whether it is the same as the version with this text and matter."""
        return (self.text, self.media, self.matter) == (text, media, known)


def arrange(loaded: Loaded, given: Given) -> NewDocument:
    """The document that a file and its sender describe. Raises Refused."""
    keys = {"document": "id", "published": "date"}
    wanted: dict[str, Any] = {keys.get(name, name): value for name, value in given.items() if value is not None}
    told = {**(loaded.matter or {}), **wanted}
    matter = front_matter.check(told)
    title = matter.title or first_line(loaded.text)
    if not title:
        raise Refused("A title could not be found in the text. Give it one.")
    document = matter.id or front_matter.slug(PurePath(loaded.name).stem) or _made_up(title, loaded.text)
    return NewDocument(
        document,
        matter.model_copy(update={"id": document, "title": title}),
        loaded.text,
        loaded.media,
        loaded.name,
        frozenset("published" if name == "date" else name for name in told),
    )


def first_line(text: str) -> str:
    """The first line that says something, without the marks of a heading, cut at a word when long."""
    for line in text.splitlines():
        words = " ".join(_MARKS.sub("", line).split())
        if any(character.isalnum() for character in words):
            return _cut(words)
    return ""


def fingerprint(words: str) -> str:
    """SHA-256 of words, in hex."""
    return hashlib.sha256(words.encode()).hexdigest()


def _cut(words: str) -> str:
    clean = "".join(character for character in words if character >= " ")
    if len(clean) <= LONGEST_TITLE:
        return clean
    return clean[: LONGEST_TITLE - 2].rsplit(" ", 1)[0] + " …"


def _made_up(title: str, text: str) -> str:
    return front_matter.slug(title) or f"document-{fingerprint(text)[:8]}"
