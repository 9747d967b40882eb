"""How commands speak: results on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from knowledge.progress import Report

errors = Console(stderr=True, highlight=False)
output = Console(highlight=False, soft_wrap=True)


def say(words: str) -> None:
    """Tell the person something that is not the result."""
    errors.print(words, markup=False)


def show_json(value: Any) -> None:
    """Print one JSON value, for other programs."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, empty: str) -> None:
    """Print a table for people, or one sentence when there is nothing to show."""
    if not rows:
        output.print(empty, markup=False)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else _plain(cell) for cell in row))
    output.print(table)


@contextmanager
def progress_bar(what: str) -> Iterator[Report]:
    """A progress bar on standard error; gives the function to report with: done, of how many."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=not errors.is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield report


def _plain(cell: Any) -> Any:
    from rich.text import Text

    return Text(str(cell))
