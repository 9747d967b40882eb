"""Filters as conditions on rows; the same for search, lists, facets and exports."""

from sqlalchemy import ColumnElement, select

from knowledge.proposals.model import Filters
from knowledge.proposals.records import WITHDRAWN
from knowledge.proposals.tables import ProposalRow, ThemeRow
from knowledge.proposals.validation import check_value

_COLUMNS = ("setting", "level", "aim", "acts", "region", "source")


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What a row must meet. Withdrawn proposals never do, whatever was asked for. Raises Refused for unknown values."""
    for field in ("setting", "level", "theme", "aim", "acts", "region", "status"):
        if value := getattr(filters, field):
            check_value(field, value)
    wanted = [ProposalRow.status != WITHDRAWN]
    given = {name: getattr(filters, name) for name in _COLUMNS}
    wanted.extend(getattr(ProposalRow, name) == value for name, value in given.items() if value)
    if filters.theme:
        wanted.append(ProposalRow.id.in_(select(ThemeRow.proposal).where(ThemeRow.theme == filters.theme)))
    if filters.status:
        wanted.append(ProposalRow.status == filters.status)
    return wanted
