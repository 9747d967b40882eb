"""Rows of a CSV or Excel file somebody else made, by the names of its columns."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from retrieval.errors import Refused

LARGEST = 200_000_000
"""Bytes; more is a mistake, or an attack on our memory."""
Row = dict[str, str]


def rows(path: Path) -> list[tuple[int, Row]]:
    """The rows of a file by column name, blank ones left out, each with its number (the header is row 1).

    Raises Refused with what to do.
    """
    content = _content(path)
    if content[:2] == b"PK":
        return _rows_of_excel(path.name, content)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        raise Refused(f"{path.name} is not an Excel workbook we can read. Save it as .xlsx or .csv, then try again.")
    return _rows_of_csv(path.name, content)


def _content(path: Path) -> bytes:
    if not path.exists():
        raise Refused(f"There is no file {path}.")
    if not path.is_file():
        raise Refused(f"{path} is not a file. Name a CSV or Excel file.")
    if path.stat().st_size > LARGEST:
        raise Refused(f"{path.name} is larger than 200 MB. Split it into smaller files; repeating rows does no harm.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}).") from error


def _rows_of_csv(name: str, content: bytes) -> list[tuple[int, Row]]:
    if b"\0" in content[:100_000] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(f"{name} is not a CSV file. Save it as CSV (UTF-8) or .xlsx, then try again.")
    text = decoded(content)
    csv.field_size_limit(10_000_000)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        return _named(name, lines)
    except csv.Error as error:
        raise Refused(f"{name} is not a CSV file we can read ({error}). Save it again as CSV (UTF-8).") from error


def _rows_of_excel(name: str, content: bytes) -> list[tuple[int, Row]]:
    try:
        lines = _sheet(content)
    except Exception as error:  # whatever a damaged workbook sets off, its owner is told the same
        raise Refused(
            f"{name} is not an Excel workbook we can read. Save it as .xlsx or .csv, then try again."
        ) from error
    return _named(name, lines)


def _sheet(content: bytes) -> list[list[str]]:
    """The cells of a workbook's first sheet."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # some programs write a size that is too small
    return [["" if cell is None else str(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]


def _named(name: str, lines: Iterable[list[str]]) -> list[tuple[int, Row]]:
    numbered = enumerate(lines, 1)
    _, header = next(numbered, (1, []))
    columns = [column.strip() for column in header]
    if not any(columns):
        raise Refused(f"{name} has no header row. Its first row must name the columns.")
    filled = ((number, line) for number, line in numbered if any(map(str.strip, line)))
    return [(number, dict(zip(columns, line, strict=False))) for number, line in filled]


def decoded(content: bytes) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, else what Excel writes on Windows."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)
