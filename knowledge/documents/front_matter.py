"""What is known about a document: the YAML block at the head of its file, or what an admin says when adding it."""

import re
import unicodedata
from datetime import date
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from retrieval.errors import Refused

LONGEST_MATTER = 64_000
DAYS = ("date", "published", "valid_from", "valid_to")
UNSTORABLE = frozenset(map(chr, range(32)))
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FENCE = re.compile(r"---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)


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
        if isinstance(value, str):
            return date.fromisoformat(value.strip()) if value.strip() else None
        if value is None or type(value) is date:
            return value
        raise ValueError("must be a day")

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
        if any(not 3 <= len(value) <= 300 for value in tidy):
            raise ValueError("must each have 3 to 300 characters")
        return tidy

    @model_validator(mode="after")
    def _has_plain_words(self) -> "FrontMatter":
        if any(character in UNSTORABLE for words in self._words() for character in words):
            raise ValueError("control characters cannot be kept")
        return self

    @model_validator(mode="after")
    def _in_order(self) -> "FrontMatter":
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to ({self.valid_to}) is before valid_from ({self.valid_from})")
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
        raise Refused(_explain(error)) from error


def slug(words: str) -> str:
    """A document id from a name or a title: `Open Letter (final).txt` without its ending gives `open-letter-final`."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def _explain(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    said = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        keys = ", ".join(field.alias or key for key, field in FrontMatter.model_fields.items())
        return f"A document cannot carry “{name[:60]}”. What it can carry: {keys}."
    if not name:
        return f"What is said about the document cannot be right: {said}."
    if name in DAYS:
        return f"“{name}” must be a date such as 2021-11-23."
    return f"“{name}” is not right: {said[:1].lower()}{said[1:]}."
