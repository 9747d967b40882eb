"""What a reviewer asked the list for: read from the address, and written back into links. Pure functions."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, field_validator

from knowledge.proposals.model import STATUSES, Filters, names

FILTERED = ("setting", "level", "theme", "region", "status")
PAGE = 20
FOUND_AT_MOST = 10_000
"""What a search by words is ranked for; without words, the list goes to its end."""


class Asked(BaseModel):
    """A search with its filters and the page wanted. A filter of no known value counts as none."""

    model_config = ConfigDict(frozen=True)

    q: str = ""
    setting: str = ""
    level: str = ""
    theme: str = ""
    region: str = ""
    status: str = ""
    page: int = Field(1, ge=1, le=1_000_000)
    done: str = Field("", max_length=20)
    """What was just done, to be said once."""

    @field_validator("q")
    @classmethod
    def _shortened(cls, value: str) -> str:
        return " ".join(value.replace("\0", "").split())[:500]

    @field_validator(*FILTERED)
    @classmethod
    def _known(cls, value: str, info: Any) -> str:
        return value if value in values(info.field_name) else ""

    def filters(self) -> Filters:
        """The filters, in the store's words."""
        return Filters(**{name: getattr(self, name) or None for name in FILTERED})

    def address(self, **changed: Any) -> str:
        """The list's address with something changed; a change of the search goes back to its first page."""
        return f"/desk?{self.query(**changed)}"

    def query(self, **changed: Any) -> str:
        """The part after the question mark."""
        asked = {**self.model_dump(exclude={"done"}), "page": 1, **changed}
        return urlencode({name: value for name, value in asked.items() if value not in ("", 1)})

    def chosen(self) -> list[tuple[str, str, str]]:
        """The filters in force, each with the address of the list without it."""
        return [(name, getattr(self, name), self.address(**{name: ""})) for name in FILTERED if getattr(self, name)]


def values(field: str) -> tuple[str, ...]:
    """What a filter can be. What is withdrawn is never listed."""
    return tuple(status for status in STATUSES if status != "withdrawn") if field == "status" else names(field)


def options(asked: Asked, facets: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """The filters as drop-down lists; each value says how many proposals it would give, where that is known."""
    return [
        {
            "name": field,
            "label": field.capitalize(),
            "items": [
                {"value": "", "text": f"Any {field}", "selected": not getattr(asked, field)},
                *(_option(asked, field, value, facets.get(field, {})) for value in values(field)),
            ],
        }
        for field in FILTERED
    ]


def _option(asked: Asked, field: str, value: str, counts: Mapping[str, int]) -> dict[str, Any]:
    count = f" ({counts.get(value, 0):,})" if counts else ""
    return {"value": value, "text": f"{value}{count}", "selected": getattr(asked, field) == value}


def paging(asked: Asked, total: int | None, found: int) -> dict[str, Any]:
    """Links to the pages before and after, for the design system's pagination; empty when one page holds all.

    `found` counts what the page holds, with the first of the next one. Where it holds nothing, the page before is the
    last that does, or the first where nobody has counted.
    """
    links: dict[str, Any] = {}
    if asked.page > 1:
        before = asked.page - 1 if found else max(1, -(-(total or 0) // PAGE))
        links["previous"] = {"href": asked.address(page=before), "labelText": f"Page {before}"}
    if found > PAGE:
        pages = f" of {-(-total // PAGE)}" if total else ""
        links["next"] = {"href": asked.address(page=asked.page + 1), "labelText": f"Page {asked.page + 1}{pages}"}
    return links
