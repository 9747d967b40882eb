"""Reading `/soundings` commands. Pure: words in, what is wanted out."""

import re
from dataclasses import dataclass, field

from knowledge.proposals.model import STATUSES, Filters, names

PAGE = 5
FIELDS = {"setting": "setting", "level": "level", "theme": "theme", "region": "region"}
_FILTER = re.compile(r"\b(setting|level|theme|region|status):\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Command:
    """The word after `/soundings`, and the rest."""

    verb: str
    rest: str = ""

    @classmethod
    def read(cls, text: str) -> "Command":
        """A command as typed."""
        verb, _, rest = text.strip().partition(" ")
        return cls(verb.lower() or "help", rest.strip())


@dataclass(frozen=True)
class Query:
    """A search with filters, and the page wanted."""

    words: str
    filters: Filters = field(default_factory=Filters)
    page: int = 0
    unknown: tuple[str, ...] = ()
    """What was asked for and is no value of its field."""

    @classmethod
    def read(cls, text: str, page: int = 0) -> "Query":
        """`coaching setting:adult social care level:"front line"`: words first, then filters."""
        parts = _FILTER.split(text)
        chosen: dict[str, str] = {}
        unknown: list[str] = []
        for name, typed in zip(parts[1::2], parts[2::2], strict=True):
            value = _value(name.lower(), typed.strip().strip("\"'“”,"))
            if value:
                chosen[name.lower()] = value
            else:
                unknown.append(f"{name.lower()}:{typed.strip()}")
        return cls(parts[0].strip(), Filters(**chosen), page, tuple(unknown))


def _value(name: str, typed: str) -> str:
    if name == "status":
        allowed: tuple[str, ...] = STATUSES
    else:
        allowed = names(FIELDS[name])
    exact = [value for value in allowed if value.lower() == typed.lower()]
    close = [value for value in allowed if typed and value.lower().startswith(typed.lower())]
    return (exact or close or [""])[0]
