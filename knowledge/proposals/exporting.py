"""Proposals as a file for spreadsheets and other programs. A cell that could run as a formula is made plain text."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.proposals.model import Draft, Filters, Proposal
from knowledge.proposals.store import ProposalStore
from retrieval.errors import Refused

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""See OWASP, "CSV Injection". The wide forms are read as formulas by some spreadsheets."""
_CELL_LONGEST = 32_767


def export_proposals(store: ProposalStore, file: Path, filters: Filters) -> int:
    """Write the proposals into a file ending in .csv, .xlsx or .json; gives how many. Raises Refused."""
    write = WRITERS.get(file.suffix.lower())
    if write is None:
        raise Refused(f"{file.name} must end in {', '.join(WRITERS)}, so that we know what to write.")
    proposals = store.list(filters)
    try:
        file.write_bytes(write(proposals))
    except OSError as error:
        raise Refused(f"{file} cannot be written ({error.strerror}).") from error
    return len(proposals)


def as_csv(proposals: Sequence[Proposal]) -> bytes:
    """UTF-8 with the mark Excel wants."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(_columns())
    lines.writerows([_defused(cell) for cell in _cells(proposal)] for proposal in proposals)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(proposals: Sequence[Proposal]) -> bytes:
    """One sheet; every cell is text or a number, never a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Proposals")
    sheet.freeze_panes = "A2"
    sheet.append(_columns())
    for proposal in proposals:
        cells = []
        for value in _cells(proposal):
            cell = WriteOnlyCell(sheet, value=_defused(value))
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def as_json(proposals: Sequence[Proposal]) -> bytes:
    """A list, each proposal with its fields."""
    return json.dumps([proposal.as_json() for proposal in proposals], ensure_ascii=False, indent=2).encode()


WRITERS: Mapping[str, Callable[[Sequence[Proposal]], bytes]] = {".csv": as_csv, ".xlsx": as_xlsx, ".json": as_json}


def _columns() -> list[str]:
    fields = [name for name in Proposal.model_fields if name not in ("draft", "reference")]
    return ["reference", *Draft.model_fields, *fields]


def _cells(proposal: Proposal) -> list[Any]:
    values = proposal.as_json()
    return [_plain(values[name]) for name in _columns()]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _defused(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    value = value[:_CELL_LONGEST]
    return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
