"""The form by which an admin adds a document: a file, or words pasted. Pure."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from knowledge.documents.incoming import Given
from knowledge.documents.uploads import Upload
from retrieval.errors import Refused


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
class Field:
    """A line of the form."""

    name: str
    label: str
    value: str
    hint: str = ""
    kind: str = "text"
    classes: str = "govuk-!-width-two-thirds"


_DATE = "govuk-input--width-10"


def fields(sent: Sent) -> list[Field]:
    """The lines of the form, as they were filled in."""
    return [
        Field("title", "Title", sent.title, "Otherwise it is taken from the document."),
        Field("source", "Source", sent.source, "For example, open letter."),
        Field("publisher", "Publisher", sent.publisher),
        Field("published", "Date of the document", sent.published, kind="date", classes=_DATE),
        Field("link", "Where it was published", sent.link, "A web address.", kind="url"),
        Field("valid_from", "First day it is answered from", sent.valid_from, kind="date", classes=_DATE),
        Field("valid_to", "Last day it is answered from", sent.valid_to, kind="date", classes=_DATE),
    ]


def read(sent: Sent, name: str | None, content: bytes) -> Upload:
    """The file or the words of a form. Raises Refused when there are none, or both."""
    if name and sent.words:
        raise Refused("Send a file or paste the words, not both.")
    if not name and not sent.words:
        raise Refused("Choose a file, or paste the words of the document.")
    if not name and not (sent.title or sent.document):
        raise Refused("Give the words you pasted a title.")
    given = Given(**{field: value for field, value in sent if field != "words" and value})  # type: ignore[typeddict-item]
    return Upload(name or "", content if name else sent.words.encode(), given)
