"""The form by which an admin adds a document, or the next version of one: a file, or words pasted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from pydantic import BaseModel, ConfigDict

from knowledge.documents.changes import LABELS
from knowledge.documents.front_matter import NotRight
from knowledge.documents.incoming import Given, first_line
from knowledge.documents.loading import load
from knowledge.documents.records import Shown
from retrieval.errors import Refused

SHOWN = {"title": "title", "published": "date", "valid_from": "valid_from", "valid_to": "valid_to"}
"""Lines that a version may not take from the one before it, by what a file calls them."""
ENDINGS = {"markdown": ".md", "text": ".txt"}


class Sent(BaseModel):
    """What the form sends beside the file; everything may be empty."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    document: str = ""
    words: str = ""
    title: str = ""
    source: str = ""
    publisher: str = ""
    published: str = ""
    link: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the form."""

    name: str
    value: str
    hint: str = ""
    kind: str = "text"
    classes: str = "govuk-!-width-two-thirds"
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What it is called on the page."""
        return LABELS[self.name]


_SHORT = {"maxlength": "200"}


def lines(sent: Sent) -> list[Line]:
    """The lines of the form, as they were filled in."""
    return [
        Line("title", sent.title, "Otherwise it is taken from the document.", attributes=_SHORT),
        Line("source", sent.source, "For example, open letter.", attributes=_SHORT),
        Line("publisher", sent.publisher, attributes=_SHORT),
        _day("published", sent.published),
        Line("link", sent.link, "A web address.", kind="url", attributes={"maxlength": "1000"}),
        _day("valid_from", sent.valid_from),
        _day("valid_to", sent.valid_to),
    ]


def known(document: Shown) -> Sent:
    """The form for the next version of a document, filled in with what is known, but for a title found in its text."""
    said = {name: str(getattr(document, name) or "") for name in LABELS}
    if document.title == first_line(document.text):
        said["title"] = ""
    return Sent(document=document.document, **said)


def told(sent: Sent, document: Shown | None, content: bytes, name: str) -> Given:
    """What was changed on the form, beside a file's content. Raises Refused.

    What the form shows holds even when nobody changed it, unless the file says its own.
    """
    if document is None:
        return cast("Given", _changed(sent, Sent()))
    head = load(content, name).matter or {}
    shown = {name: value for name, key in SHOWN.items() if (value := getattr(sent, name)) and not head.get(key)}
    return cast("Given", {**shown, **_changed(sent, known(document)), "document": document.document})


def read(sent: Sent, name: str, content: bytes, document: Shown | None) -> tuple[bytes, str]:
    """The content and name of the file or the words of a form. Raises Refused.

    Neither, for a known document, is its text again.
    """
    if name and sent.words:
        raise Refused("Send a file or paste the words, not both.")
    if name:
        return content, name
    if document:
        return (sent.words or document.text).encode(), document.document + ENDINGS[document.media]
    if not sent.words:
        raise Refused("Choose a file, or paste the words of the document.")
    if not sent.title:
        raise NotRight("title", "is needed for words you paste")
    return sent.words.encode(), ""


def problems(error: Refused, given: Given, name: str) -> dict[str, str]:
    """What is wrong with which line of the form, in its words; what is wrong in the file itself is said as it is."""
    field = error.field if isinstance(error, NotRight) else ""
    line = "published" if field == "date" else field
    if not isinstance(error, NotRight) or line not in LABELS or (name and line not in given):
        return {"file": str(error)}
    again = {"file": f"Choose “{name}” again."} if name else {}
    return {line: f"“{LABELS[line]}” {error.wrong}.", **again}


def _changed(sent: Sent, before: Sent) -> dict[str, str]:
    return {name: value for name, value in sent if name in LABELS and value != getattr(before, name)}


def _day(name: str, value: str) -> Line:
    return Line(name, value, kind="date", classes="govuk-input--width-10")
