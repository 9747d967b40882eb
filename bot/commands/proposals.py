"""`soundings proposals …`: what the review team does with what came in."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.terminal_output import output, progress_bar, say, show_json, show_table
from bot.commands.wiring import soundings
from knowledge.proposals.model import Filters, Found, Proposal
from retrieval.errors import NotFound, Refused

app = typer.Typer(help="Search, read, compare, import and export proposals.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Setting = Annotated[str | None, typer.Option(help="Only this setting.")]
Level = Annotated[str | None, typer.Option(help="Only this level.")]
Theme = Annotated[str | None, typer.Option(help="Only this theme.")]
Region = Annotated[str | None, typer.Option(help="Only this region.")]
Status = Annotated[str | None, typer.Option(help="Only this status.")]
Limit = Annotated[int, typer.Option(help="How many at most.", min=1, max=1000)]


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What the proposals should be about, in any words.")],
    setting: Setting = None,
    level: Level = None,
    theme: Theme = None,
    region: Region = None,
    status: Status = None,
    limit: Limit = 10,
    as_json: AsJson = False,
) -> None:
    """Find proposals by meaning and by field, best first."""
    filters = Filters(setting=setting, level=level, theme=theme, region=region, status=status)
    _show_found(soundings().proposals.search(query, filters, limit), as_json=as_json)


@app.command("list")
def list_proposals(
    setting: Setting = None,
    level: Level = None,
    theme: Theme = None,
    region: Region = None,
    status: Status = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Show proposals, newest first."""
    filters = Filters(setting=setting, level=level, theme=theme, region=region, status=status)
    store = soundings().proposals
    found, total = store.list(filters, limit), store.count(filters)
    if as_json:
        show_json([proposal.as_json() for proposal in found])
        return
    show_table(("reference", "title", "setting", "status"), [_cells(proposal) for proposal in found], empty="None yet.")
    if total > len(found):
        say(f"The newest {len(found):,} of {total:,}. --limit shows more, `soundings proposals export` writes all.")


@app.command()
def show(reference: Annotated[str, typer.Argument(help="Such as P-1042.")], as_json: AsJson = False) -> None:
    """Show one proposal."""
    proposal = _get(reference)
    if as_json:
        show_json(proposal.as_json())
        return
    for name, value in proposal.as_json().items():
        shown = ", ".join(value) if isinstance(value, list) else value
        output.print(f"{name}: {shown}", markup=False)


@app.command()
def similar(reference: Annotated[str, typer.Argument()], limit: Limit = 10, as_json: AsJson = False) -> None:
    """Show the proposals most like one, and which of them say the same or the opposite."""
    store, proposal = soundings().proposals, _get(reference)
    alike = {near.proposal.reference: near.alike for near in store.similar(proposal.draft, limit + 1)}
    found = [(item, alike.get(item.proposal.reference, "")) for item in store.more_like(proposal.reference, limit)]
    if as_json:
        show_json([{**item.proposal.as_json(), "score": item.score, "alike": how} for item, how in found])
        return
    rows = [(how, f"{item.score:.2f}", *_cells(item.proposal)) for item, how in found]
    show_table(("", "score", "reference", "title", "setting", "status"), rows, empty="Nothing is like it.")


@app.command()
def erase(
    reference: Annotated[str, typer.Argument(help="Such as P-1042.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Withdraw a proposal and erase its words, versions, support and reply address; this cannot be undone."""
    from bot.serving import erase_after_command

    parts, proposal = soundings(), _get(reference)
    question = f"Erase {proposal.reference}, “{proposal.draft.title}”, for good?"
    if not yes and not typer.confirm(question, err=True):
        say("Nothing was erased.")
        return
    parts.proposals.withdraw(proposal.reference, by="terminal")
    if erase_after_command(parts):
        say(f"{proposal.reference} is erased.")
    else:
        say(f"{proposal.reference} is erased. The server that is running wipes the last traces from the files.")


@app.command()
def facets(
    setting: Setting = None,
    level: Level = None,
    theme: Theme = None,
    region: Region = None,
    status: Status = None,
    as_json: AsJson = False,
) -> None:
    """Count the proposals of each setting, level, theme and so on, within the filters given."""
    filters = Filters(setting=setting, level=level, theme=theme, region=region, status=status)
    counted = soundings().proposals.facets(filters)
    if as_json:
        show_json(counted)
        return
    rows = [
        (field, value, count)
        for field, values in counted.items()
        for value, count in sorted(values.items(), key=lambda pair: -pair[1])
    ]
    show_table(("field", "value", "proposals"), rows, empty="There are no proposals.")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV or Excel file.")],
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="field=column, such as proposal=comment-body; may be repeated. Columns with our names are taken "
            "unasked; level= with nothing behind it leaves that one out."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import proposals from a file; repeating it imports nothing twice."""
    from knowledge.proposals.importing import import_proposals

    columns = dict(_column(pair) for pair in column or [])
    with progress_bar("Importing proposals") as report:
        done = import_proposals(soundings().proposals, file, columns, report)
    if as_json:
        show_json(done.as_json())
        return
    for refusal in done.refused:
        say(f"Row {refusal.row} was not taken: {refusal.why}")
    if done.masked:
        say(f"Rows in which personal details were hidden: {done.masked}.")
    if done.unused:
        say(f"Columns that were not used: {', '.join(done.unused)}.")
    say(f"{done.imported} imported, {done.already} were there already, {len(done.refused)} not taken.")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to: a name ending in .csv, .xlsx or .json.")],
    setting: Setting = None,
    level: Level = None,
    theme: Theme = None,
    region: Region = None,
    status: Status = None,
) -> None:
    """Export proposals for a spreadsheet or another program."""
    from knowledge.proposals.exporting import export_proposals

    filters = Filters(setting=setting, level=level, theme=theme, region=region, status=status)
    count = export_proposals(soundings().proposals, file, filters)
    say(f"{count} proposals are in {file}.")


@app.command()
def coverage(as_json: AsJson = False) -> None:
    """Show who has been heard, and which groups have not."""
    report = soundings().proposals.coverage()
    if as_json:
        show_json(report.as_json())
        return
    for line in report.lines():
        output.print(line, markup=False)


@app.command()
def themes(as_json: AsJson = False) -> None:
    """Show what is alike in what came in."""
    report = soundings().proposals.themes()
    if as_json:
        show_json(report.as_json())
        return
    for line in report.lines():
        output.print(line, markup=False)


def _get(reference: str) -> Proposal:
    proposal = soundings().proposals.get(reference.strip().upper())
    if proposal is None:
        raise NotFound(f"There is no proposal {reference}. `soundings proposals list` shows them.")
    return proposal


def _show_found(found: list[Found], *, as_json: bool) -> None:
    if as_json:
        show_json([{**item.proposal.as_json(), "score": item.score} for item in found])
        return
    rows = [(f"{item.score:.2f}", *_cells(item.proposal)) for item in found]
    show_table(("score", "reference", "title", "setting", "status"), rows, empty="Nothing was found.")


def _cells(proposal: Proposal) -> tuple[Any, ...]:
    return (proposal.reference, proposal.draft.title, proposal.draft.setting, proposal.status)


def _column(pair: str) -> tuple[str, str]:
    field, sign, column = pair.partition("=")
    if not sign or not field.strip():
        raise Refused(f"--column {pair} is not understood. Write field=column, such as proposal=comment-body.")
    return field.strip(), column.strip()
