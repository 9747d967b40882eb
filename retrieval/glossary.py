"""Other ways of writing the same thing: ICS and integrated care system, GP and general practitioner.

Read both ways: a question with the short form finds text with the long form, and the other way round.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from retrieval.errors import Unavailable


@dataclass(frozen=True)
class Entry:
    """A term, other ways of writing it, and what it means in plain English."""

    term: str
    also: tuple[str, ...] = ()
    meaning: str = ""
    see: str = ""
    """The document that says more of it than a line can; empty when the line is all there is."""

    @property
    def forms(self) -> tuple[str, ...]:
        """All ways of writing it."""
        return (self.term, *self.also)


@dataclass(frozen=True)
class Glossary:
    """All entries, with a quick way to find those a text mentions."""

    entries: tuple[Entry, ...] = ()
    _places: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)
    _pattern: re.Pattern[str] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Glossary":
        """A glossary of these entries."""
        kept = tuple(entries)
        places: dict[str, tuple[int, ...]] = {}
        for place, entry in enumerate(kept):
            for form in entry.forms:
                key = _key(form)
                places[key] = (*places.get(key, ()), place)
        forms = sorted((form for form in places if form), key=len, reverse=True)
        pattern = "|".join(re.escape(form).replace(r"\ ", r"[\s-]+") for form in forms)
        return cls(kept, places, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if forms else None)

    @classmethod
    def load(cls, path: Path) -> "Glossary":
        """A glossary from a YAML list of `{term, also, meaning, see}`. Raises Unavailable when it cannot be read."""
        try:
            rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
            return cls.of(
                Entry(
                    str(row["term"]),
                    tuple(str(form) for form in row.get("also") or ()),
                    str(row.get("meaning", "")),
                    str(row.get("see", "")),
                )
                for row in rows
            )
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise Unavailable(
                f"The glossary {path} cannot be read ({type(error).__name__}). It must be a YAML list of entries with "
                "`term`, `also` and `meaning`."
            ) from error

    def mentioned(self, text: str) -> list[Entry]:
        """The entries a text mentions in any form, in the order of the text."""
        return [entry for _, entry in self._found(text)]

    def named(self, form: str) -> list[Entry]:
        """The entries of which this is a form, and nothing but that; a plural will do."""
        key = _key(form)
        places = self._places.get(key) or self._places.get(key.removesuffix("s")) or ()
        return [self.entries[place] for place in places]

    def other_forms(self, text: str) -> list[str]:
        """Every other way of writing what a text mentions, each once."""
        found = [form for said, entry in self._found(text) for form in entry.forms if _key(form) != said]
        return list(dict.fromkeys(found))

    def _found(self, text: str) -> list[tuple[str, Entry]]:
        if self._pattern is None:
            return []
        said = dict.fromkeys(_key(match.group()) for match in self._pattern.finditer(text[:20_000]))
        return [(key, self.entries[place]) for key in said for place in self._places.get(key, ())]


def _key(form: str) -> str:
    return re.sub(r"[\s-]+", " ", form.strip().lower())
