"""The proposals as a whole: how many of each kind there are, and which groups have not been heard."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.proposals.conditions import conditions
from knowledge.proposals.model import NOT_SAID, Filters, names
from knowledge.proposals.tables import ProposalRow, SupportRow, ThemeRow

COUNTED = ("setting", "level", "theme", "region", "status", "aim", "acts", "source")
Facets = Mapping[str, Mapping[str, int]]


class Heard(BaseModel):
    """How often one group was heard: by proposals, and by support for those of others."""

    model_config = ConfigDict(frozen=True)

    setting: str
    level: str
    proposals: int
    supports: int


class Coverage(BaseModel):
    """Who has been heard. "Not said" is counted and never called missing."""

    model_config = ConfigDict(frozen=True)

    total: int
    heard: tuple[Heard, ...]
    """Every pair of setting and level that was heard, most first."""
    silent_settings: tuple[str, ...]
    silent_levels: tuple[str, ...]
    silent: tuple[tuple[str, str], ...]
    """Pairs of setting and level nobody spoke for, where both were heard otherwise."""
    silent_regions: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        return self.model_dump(mode="json")

    def lines(self) -> list[str]:
        """As shown to a person."""
        shown = [f"{self.total} proposals."]
        shown += [
            f"{heard.proposals:5} proposals, {heard.supports} in support: {heard.setting}, {heard.level}"
            for heard in self.heard
        ]
        for what, missing in (
            ("settings", self.silent_settings),
            ("levels", self.silent_levels),
            ("regions", self.silent_regions),
        ):
            if missing:
                shown.append(f"Not heard yet, of {what}: {', '.join(missing)}.")
        if self.silent:
            shown.append(
                "Not heard yet, of groups: " + "; ".join(f"{one}, {other}" for one, other in self.silent) + "."
            )
        return shown


def facets(session: Session, filters: Filters) -> Facets:
    """How many proposals each value of each field would give, with the filters on the other fields in force."""
    return {field: _counts(session, field, filters) for field in COUNTED}


def coverage(session: Session) -> Coverage:
    """Who has been heard, and who has not."""
    said = Counter(_pairs(session, ProposalRow, conditions(Filters())))
    supported = Counter(_pairs(session, SupportRow, []))
    pairs = sorted(said | supported, key=lambda pair: (-said[pair] - supported[pair], pair))
    heard = tuple(
        Heard(setting=pair[0], level=pair[1], proposals=said[pair], supports=supported[pair]) for pair in pairs
    )
    settings, levels = ({pair[place] for pair in pairs} for place in (0, 1))
    regions = _counts(session, "region", Filters())
    return Coverage(
        total=said.total(),
        heard=heard,
        silent_settings=_silent("setting", settings),
        silent_levels=_silent("level", levels),
        silent=tuple(
            (setting, level)
            for setting in names("setting")
            for level in names("level")
            if NOT_SAID not in (setting, level)
            and setting in settings
            and level in levels
            and (setting, level) not in pairs
        ),
        silent_regions=_silent("region", set(regions)),
    )


def _silent(field: str, heard: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names(field) if name not in heard and name != NOT_SAID)


def _pairs(
    session: Session, table: type[ProposalRow] | type[SupportRow], wanted: list[Any]
) -> dict[tuple[str, str], int]:
    counted = select(table.setting, table.level, func.count()).where(*wanted).group_by(table.setting, table.level)
    return {(setting, level): count for setting, level, count in session.execute(counted)}


def _counts(session: Session, field: str, filters: Filters) -> dict[str, int]:
    wanted = conditions(filters.model_copy(update={field: None}))
    if field == "theme":
        column: Any = ThemeRow.theme
        rows = select(column, func.count()).join(ProposalRow, ProposalRow.id == ThemeRow.proposal)
    else:
        column = getattr(ProposalRow, field)
        rows = select(column, func.count())
    return {row[0]: row[1] for row in session.execute(rows.where(*wanted).group_by(column))}
