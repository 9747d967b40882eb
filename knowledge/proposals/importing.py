"""Bringing in proposals from a file by naming its columns. Repeating an import brings nothing twice.

Each portion of rows is kept before the next is read, so an import that was stopped goes on where it was when repeated.
What identifies people is hidden before anything is kept or given to a model.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from knowledge.progress import Report, silent
from knowledge.proposals.foreign_files import Row, rows
from knowledge.proposals.model import NOT_SAID, Draft, names
from knowledge.proposals.store import Entry, ProposalStore
from knowledge.proposals.titles import title
from knowledge.proposals.validation import THEMES_MOST, checked, tidy, why_refused
from knowledge.redaction import redact
from retrieval.errors import Refused

BATCH = 128
CHOSEN = ("setting", "level", "aim", "acts", "region")
FIELDS = ("proposal", "title", *CHOSEN, "themes", "implementation", "outcome", "quote", "created")
WRITTEN = ("proposal", "title", "implementation", "outcome")
_YES = frozenset(["yes", "y", "true", "1"])


class Refusal(BaseModel):
    """A row that was not taken."""

    model_config = ConfigDict(frozen=True)

    row: int
    """As a spreadsheet counts: the header is row 1."""
    why: str
    words: str = ""
    """How the row begins, to know it by."""


class Imported(BaseModel):
    """What came of an import."""

    model_config = ConfigDict(frozen=True)

    rows: int
    imported: int
    already: int
    """Rows that an earlier import brought, or that were withdrawn since."""
    masked: int = 0
    """Rows in which something that identifies people was hidden."""
    refused: tuple[Refusal, ...] = ()
    unused: tuple[str, ...] = ()
    """Columns of the file that nothing was taken from."""

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        return self.model_dump(mode="json")


def import_proposals(store: ProposalStore, file: Path, columns: Mapping[str, str], report: Report = silent) -> Imported:
    """Import the rows of a CSV or Excel file. Raises Refused.

    `columns` maps our fields to its columns, "" to none; other columns named as our fields are taken too. Of those
    beside a named one, what is none of our words counts as not said: the file may mean something else by the name.
    """
    lines = rows(file)
    if not lines:
        raise Refused(f"{file.name} has no rows below its header.")
    present = list(dict.fromkeys(column for _, line in lines for column in line if column))
    ours = _same_named(present, columns)
    guessed = frozenset(ours) - frozenset(columns) if columns else frozenset[str]()
    columns = {**ours, **columns}
    columns = {field: column for field, column in columns.items() if column}
    _check_columns(file.name, columns, present)
    imported = already = masked = 0
    refused: list[Refusal] = []
    seen: dict[str, int] = {}
    for start in range(0, len(lines), BATCH):
        part, touched = _masked(lines[start : start + BATCH], columns)
        masked += touched
        entries = list(_entries(store, part, columns, guessed, seen, refused))
        new = store.keep_imported(entries)
        imported, already = imported + new, already + len(entries) - new
        report(start + len(part), len(lines))
    unused = tuple(column for column in present if column not in columns.values())
    return Imported(
        rows=len(lines), imported=imported, already=already, masked=masked, refused=tuple(refused), unused=unused
    )


def _same_named(present: Sequence[str], taken: Mapping[str, str]) -> dict[str, str]:
    """The columns with a field's name, in capitals or not, but for those that another field is taken from."""
    free = [column for column in present if column not in taken.values()]
    return {column.casefold(): column for column in reversed(free) if column.casefold() in FIELDS}


def _masked(lines: Sequence[tuple[int, Row]], columns: Mapping[str, str]) -> tuple[list[tuple[int, Row]], int]:
    """The rows with identifiers and names hidden in what somebody wrote, and how many rows had some."""
    written = [columns[field] for field in WRITTEN if field in columns]
    kept, touched = [], 0
    for number, line in lines:
        found = {column: redact(line.get(column, "")) for column in written}
        touched += any(one.touched for one in found.values())
        kept.append((number, {**line, **{column: one.text for column, one in found.items()}}))
    return kept, touched


def _entries(
    store: ProposalStore,
    lines: Sequence[tuple[int, Row]],
    columns: Mapping[str, str],
    guessed: Collection[str],
    seen: dict[str, int],
    refused: list[Refusal],
) -> Iterator[Entry]:
    for number, line in lines:
        row = {field: tidy(line.get(column, "")) for field, column in columns.items()}
        row |= {field: "" for field in guessed if not _understood(field, row[field])}
        words = row["proposal"]
        key = store.import_key(words)
        try:
            if reason := why_refused(words):
                raise Refused(reason)
            if key in seen:
                raise Refused(f"It has the same words as row {seen[key]}.")
            entry = Entry(key, _draft(row), _moment(row.get("created", "")))
        except Refused as refusal:
            refused.append(Refusal(row=number, why=str(refusal), words=words[:60]))
            continue
        seen[key] = number
        yield entry


def _draft(row: Row) -> Draft:
    fields: dict[str, Any] = {name: _chosen(name, row[name]) for name in CHOSEN if row.get(name)}
    themes = [_chosen("theme", part) for part in row.get("themes", "").replace("\n", ";").split(";") if part.strip()]
    fields["themes"] = tuple(theme for theme in themes if theme != NOT_SAID)[:THEMES_MOST]
    fields |= {name: row.get(name, "") for name in ("implementation", "outcome")}
    fields["quote"] = row.get("quote", "").lower() in _YES
    return checked(Draft(proposal=row["proposal"], title=row.get("title") or title(row["proposal"]), **fields))


def _understood(field: str, value: str) -> bool:
    """Whether a value of a column that nobody named can be what we mean by the field."""
    if field == "quote":
        return False  # leave to quote somebody is never guessed
    try:
        if field == "created":
            _moment(value)
        elif field not in WRITTEN:
            _draft({"proposal": "A proposal to try it with", field: value})
    except Refused:
        return False
    return True


def _chosen(field: str, value: str) -> str:
    for name in names(field):
        if name.casefold() == value.strip().casefold():
            return name
    raise Refused(f"Its {field} “{value[:40]}” is none of ours: {', '.join(names(field))}.")


def _moment(value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise Refused(f"Its date “{value[:40]}” is not understood. Write it as 2021-11-23.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check_columns(name: str, columns: Mapping[str, str], present: Sequence[str]) -> None:
    if unknown := [field for field in columns if field not in FIELDS]:
        raise Refused(f"“{unknown[0]}” is not a field of a proposal. The fields are: {', '.join(FIELDS)}.")
    its = f"Its columns are: {', '.join(present)[:300]}."
    if "proposal" not in columns:
        raise Refused(f"Say which column holds the proposals, such as --column proposal=comment-body. {its}")
    if missing := [column for column in columns.values() if column not in present]:
        raise Refused(f"{name} has no column “{missing[0]}”. {its}")
