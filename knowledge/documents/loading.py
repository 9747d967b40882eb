"""Files as texts. What a file is is told by its content; a name that says otherwise is refused, not guessed at.

The text of a document is exactly the text of its file: only the line ends become `\\n`, and a byte order mark and the
front matter are left out. PDF, Word and HTML files are converted, and then the converted text is what is cited.
"""

import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Literal

from knowledge.documents import conversion, front_matter
from retrieval.errors import Refused

Media = Literal["markdown", "text"]
Form = Literal["markdown", "text", "html", "pdf", "docx"]
LARGEST_FILE = 20_000_000
LONGEST_TEXT = 2_000_000
FORMS: dict[str, Form] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
CALLED: dict[Form, str] = {
    "markdown": "Markdown",
    "text": "plain text",
    "html": "HTML",
    "pdf": "PDF",
    "docx": "Word (.docx)",
}
TAKEN = "Markdown, text, HTML, PDF and Word (.docx) files can be added"
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(r"</(?:p|div|h[1-6]|ul|li|table|section|article|main)>", re.IGNORECASE)
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one locked with a password. Save it as .docx without a password"),
    (b"{\\rtf", "rich text (RTF). Save it as .docx"),
    (b"\x89PNG", "a picture. Add the words it shows as text"),
    (b"\xff\xd8\xff", "a picture. Add the words it shows as text"),
    (b"GIF8", "a picture. Add the words it shows as text"),
    (b"\x1f\x8b", "a compressed archive. Unpack it, and add what is in it"),
    (b"7z\xbc\xaf", "a compressed archive. Unpack it, and add what is in it"),
    (b"Rar!", "a compressed archive. Unpack it, and add what is in it"),
)


@dataclass(frozen=True)
class Loaded:
    """A document as read: its text, how to cut it, and what its head said about it."""

    text: str
    media: Media
    matter: dict[str, Any] | None
    """The front matter, unchecked; None when there was none."""
    name: str


def read_file(path: Path) -> bytes:
    """The content of a file. Raises Refused where there is none that could be taken."""
    try:
        if path.is_dir():
            raise Refused(f"{path} is a folder. Name the files in it, for example {path / '*.md'}.")
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(_too_large(path.name))
        if not path.is_file():
            raise Refused(f"{path} is not a file. {TAKEN}.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(f"There is no file {path}. Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "its name is not possible"
        raise Refused(f"{path} cannot be read ({said}).") from error


def load(content: bytes, name: str) -> Loaded:
    """The document in a file's content. `name` tells Markdown from plain text. Raises Refused."""
    name = PurePath(name.replace("\\", "/")).name[-200:]
    if len(content) > LARGEST_FILE:
        raise Refused(_too_large(name))
    if not content.strip():
        raise Refused(f"{_called(name)} is empty. Nothing was added.")
    form = _form(content, name)
    if form in ("pdf", "docx"):
        return _finished(conversion.convert(content, form, _called(name)), "pdf" if form == "pdf" else "docx", name)
    text = decode(content, name)
    form = _text_form(text, name)
    if form == "html":
        text = conversion.convert(text.encode(), "html", _called(name))
    return _finished(text, form, name)


def load_text(text: str, *, media: Media = "markdown", name: str = "") -> Loaded:
    """The document in words that are text already. Raises Refused."""
    return _finished(text, media, name)


def decode(content: bytes, name: str) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, else Windows-1252. Raises Refused."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16", name)
    if b"\x00" in content:
        raise Refused(f"{_called(name)} is not text. {TAKEN}.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252", name)


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            f"{_called(name)} is in an encoding that is not known here. Save it as UTF-8 and add it again."
        ) from error


def _form(content: bytes, name: str) -> Form:
    """PDF, Word, or "text" for all that remains to be decoded. Raises Refused for everything else."""
    for mark, what in _FOREIGN:
        if content.startswith(mark):
            raise Refused(f"{_called(name)} is {what}.")
    found: Form = "text"
    if b"%PDF-" in content[:1024]:
        found = "pdf"
    elif content.startswith(b"PK\x03\x04"):
        found = "docx"
    said = FORMS.get(PurePath(name).suffix.lower())
    binary = ("pdf", "docx")
    if said and said != found and (said in binary or found in binary):
        raise Refused(
            f"{_called(name)} is not what its name says: it holds {CALLED[found]}. "
            f"If that is right, give it the ending {_ending(found)} and add it again."
        )
    return found


def _text_form(text: str, name: str) -> Form:
    said = FORMS.get(PurePath(name).suffix.lower())
    looks = _begins_as_html(text)
    if looks and said in ("markdown", "text"):
        raise Refused(
            f"{_called(name)} is not what its name says: it holds HTML. "
            "If that is right, give it the ending .html and add it again."
        )
    if said == "html" and not looks and not _TAG.search(text):
        raise Refused(
            f"{_called(name)} is not what its name says: it holds plain text. "
            "If that is right, give it the ending .txt and add it again."
        )
    return said or ("html" if looks else "text")


def _begins_as_html(text: str) -> bool:
    text = text.lstrip()
    while text.startswith(("<?xml", "<!--")):
        closing = "-->" if text.startswith("<!--") else ">"
        text = text.partition(closing)[2].lstrip()
    return _HTML.match(text) is not None


def _finished(text: str, form: Form, name: str) -> Loaded:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    matter, body = front_matter.split(text) if form in ("markdown", "text") else (None, text)
    _check_words(body, name)
    return Loaded(body, _media(form, name, headed=matter is not None), matter, name)


def _media(form: Form, name: str, *, headed: bool) -> Media:
    """Plain text is never read as Markdown, unless it has front matter and no name to say that it is plain."""
    if form == "text":
        return "markdown" if headed and PurePath(name).suffix.lower() not in FORMS else "text"
    return "text" if form == "pdf" else "markdown"


def _check_words(text: str, name: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Refused(
            f"{_called(name)} holds more than {LONGEST_TEXT:,} characters. Split it into parts and add those."
        )
    odd = sum(character < " " and character not in "\t\n\f\v" for character in text)
    if "\x00" in text or odd > len(text) // 100:
        raise Refused(f"{_called(name)} is not text: it is full of control characters. {TAKEN}.")
    if not any(character.isalnum() for character in text):
        raise Refused(f"{_called(name)} holds no text that could be read. If it is a scan, add the words as text.")


def _ending(form: Form) -> str:
    return next(ending for ending, known in FORMS.items() if known == form) if form != "text" else ".txt"


def _called(name: str) -> str:
    return name or "The text"


def _too_large(name: str) -> str:
    return f"{_called(name)} is larger than {LARGEST_FILE // 1_000_000} MB. Split it into parts and add those."
