"""`soundings doctor` and `soundings evaluate`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.terminal_output import output, say, show_json
from bot.commands.wiring import settings

MARKS = {"works": "[ok]  ", "off": "[--]  ", "broken": "[FIX] "}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say what is set up, what works, what not, and the fix."""
    from bot.doctor import examine

    checks = examine(settings())
    if as_json:
        show_json([check.model_dump() for check in checks])
    else:
        for check in checks:
            output.print(f"{MARKS[check.state]}{check.part}: {check.says}", markup=False)
            if check.fix:
                output.print(f"      {check.fix}", markup=False)
    if any(check.state == "broken" for check in checks):
        raise typer.Exit(1)


class Measured(StrEnum):
    """What can be measured."""

    everything = "everything"
    answers = "answers"
    proposals = "proposals"
    messages = "messages"
    privacy = "privacy"
    search = "search"


def evaluate(
    what: Annotated[Measured, typer.Argument(help="What to measure.")] = Measured.everything,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    plot: Annotated[
        Path | None, typer.Option(help="Where to draw precision against coverage of answers (SVG).")
    ] = None,
    data: Annotated[
        Path, typer.Option(help="Folder of public texts to measure on too: docs/admins.md says which. None is needed.")
    ] = Path("../shared/data"),
) -> None:
    """Measure the quality of answers, capture and search."""
    from bot.evaluation import measure

    if what in (Measured.everything, Measured.answers, Measured.search) and not data.is_dir():
        say(f"There is no folder {data}, so what is measured on public texts is left out.")
    reports = measure(what.value, settings().model, data, plot)
    if as_json:
        show_json([report.as_json() for report in reports])
        return
    for report in reports:
        output.print(report.text(), markup=False)
