"""What is known about a document: the YAML block at the head of its file, or what an admin says when adding it."""

import re
import unicodedata
from datetime import date
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from retrieval.errors import Refused

LONGEST_MATTER = 64_000
SHORTEST_WORDING, LONGEST_WORDING = 3, 300
UNSTORABLE = frozenset(map(chr, range(32)))
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FENCE = re.compile(r"---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)


class NotRight(Refused):
    """A field that is not right: its name, and what is wrong with it as the rest of a sentence about it."""

    def __init__(self, field: str, wrong: str) -> None:
        super().__init__(f"“{field}” {wrong}.")
        self.field = field
        self.wrong = wrong


class FrontMatter(BaseModel):
    """The keys a document may carry. All are optional."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, str_strip_whitespace=True)

    id: str = Field("", max_length=80)
    title: str = Field("", max_length=200)
    source: str = Field("", max_length=200)
    publisher: str = Field("", max_length=200)
    published: date | None = Field(None, alias="date")
    link: str = Field("", max_length=1_000)
    valid_from: date | None = None
    valid_to: date | None = None
    questions: tuple[str, ...] = Field((), max_length=200)

    @field_validator("id", "title", "source", "publisher", "link", "questions", mode="before")
    @classmethod
    def _nothing_is_empty(cls, value: Any) -> Any:
        return "" if value is None else value

    @field_validator("questions", mode="before")
    @classmethod
    def _no_questions(cls, value: Any) -> Any:
        return value or ()

    @field_validator("published", "valid_from", "valid_to", mode="before")
    @classmethod
    def _is_a_day(cls, value: Any) -> Any:
        # A bare number would otherwise pass as seconds since 1970.
        if value is None or type(value) is date:
            return value
        try:
            return date.fromisoformat(value.strip()) if value.strip() else None
        except (AttributeError, ValueError):
            raise ValueError("must be a date such as 2021-11-23") from None

    @field_validator("valid_to")
    @classmethod
    def _comes_later(cls, value: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("valid_from")
        if value and first and value < first:
            raise ValueError(f"is before the first day, {first:%-d %B %Y}")
        return value

    @field_validator("id")
    @classmethod
    def _is_a_slug(cls, value: str) -> str:
        if value and not SLUG.fullmatch(value):
            raise ValueError("must be lower-case letters, digits and single dashes, such as open-letter")
        return value

    @field_validator("title")
    @classmethod
    def _on_one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("link")
    @classmethod
    def _is_a_web_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s\"'<>]+", value):
            raise ValueError("must be a web address that begins with https://")
        return value

    @field_validator("questions")
    @classmethod
    def _are_questions(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        tidy = tuple(dict.fromkeys(" ".join(value.split()) for value in values))
        if any(not SHORTEST_WORDING <= len(value) <= LONGEST_WORDING for value in tidy):
            raise ValueError(f"must each have {SHORTEST_WORDING} to {LONGEST_WORDING} characters")
        return tidy

    @model_validator(mode="after")
    def _has_plain_words(self) -> "FrontMatter":
        if any(character in UNSTORABLE for words in self._words() for character in words):
            raise ValueError("control characters cannot be kept")
        return self

    def _words(self) -> tuple[str, ...]:
        return (self.title, self.source, self.publisher, self.link, *self.questions)


def split(text: str) -> tuple[dict[str, Any] | None, str]:
    """The front matter of a file, unchecked (None when it has none), and the text after it. Raises Refused."""
    fence = _FENCE.match(text)
    if fence is None or not fence[1]:
        return None, text
    if len(fence[1]) > LONGEST_MATTER:
        raise Refused("The block between the --- lines at the top is too long to be about one document. Shorten it.")
    try:
        found = yaml.safe_load(fence[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 2}" if mark else ""
        raise Refused(
            f"The block between the --- lines at the top cannot be read{where}. "
            "Write one `name: value` a line, with quotes around a value that holds a colon."
        ) from error
    if not isinstance(found, dict):
        return None, text  # a ruled line above ordinary words
    return found, text[fence.end() :]


def check(given: dict[str, Any]) -> FrontMatter:
    """What is said about a document, checked. Raises Refused, naming the first thing that is wrong."""
    try:
        return FrontMatter.model_validate(given)
    except ValidationError as error:
        raise _explain(error) from error


def wording(words: str) -> str:
    """A question in people's words, on one line. Raises Refused."""
    tidy = " ".join(words.split())
    if not SHORTEST_WORDING <= len(tidy) <= LONGEST_WORDING:
        raise Refused(f"Write the question in {SHORTEST_WORDING} to {LONGEST_WORDING} characters.")
    return check({"questions": [tidy]}).questions[0]


def slug(words: str) -> str:
    """A document id from a name or a title: `Open Letter (final).txt` without its ending gives `open-letter-final`."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def _explain(error: ValidationError) -> Refused:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    said = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        keys = ", ".join(field.alias or key for key, field in FrontMatter.model_fields.items())
        return Refused(f"A document cannot carry “{name[:60]}”. What it can carry: {keys}.")
    if not name:
        return Refused(f"What is said about the document cannot be right: {said}.")
    if first["type"] == "string_too_long":
        said = f"must have at most {first['ctx']['max_length']} characters"
    if first["type"] not in ("value_error", "string_too_long"):
        said = f"is not right: {said[:1].lower()}{said[1:]}"
    return NotRight(name, said)
