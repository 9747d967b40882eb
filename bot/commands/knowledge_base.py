"""`soundings knowledge …`: what admins do with the knowledge base."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.terminal_output import output, say, show_json, show_table
from bot.commands.wiring import soundings_with_knowledge
from retrieval.errors import Refused

if TYPE_CHECKING:
    from bot.app import Soundings
    from knowledge.documents.incoming import Given
    from knowledge.documents.records import Shown
    from knowledge.documents.suggestions import Suggestion

app = typer.Typer(help="Add, replace, remove documents; see what was not answered.", no_args_is_help=True)
BY = "terminal"

Document = Annotated[str, typer.Argument(help="The document's id, from `soundings knowledge list`.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Markdown, text, HTML, PDF or Word files.")],
    title: Annotated[str | None, typer.Option(help="Its title; otherwise taken from the document.")] = None,
    valid_from: Annotated[str | None, typer.Option(help="First day it is answered from, as 2021-11-23.")] = None,
    valid_to: Annotated[str | None, typer.Option(help="Last day it is answered from.")] = None,
    document: Annotated[str | None, typer.Option("--as", help="Id of the document this is a new version of.")] = None,
) -> None:
    """Add documents, or new versions of documents that are there already."""
    if len(files) > 1 and (document or title):
        raise Refused(f"{'--as' if document else '--title'} is for one document. Add these files one by one.")
    parts = soundings_with_knowledge()
    given: Given = {"document": document, "title": title, "valid_from": valid_from, "valid_to": valid_to}
    for file in files:
        added = parts.library.add_file(file, by=BY, **given)
        say(added.sentence())
        if parts.settings.llm and added.outcome in ("added", "changed"):
            say(f"`soundings knowledge wordings {added.document}` shows what a language model suggests, once asked.")


@app.command("list")
def list_documents(as_json: AsJson = False) -> None:
    """Show all documents."""
    rows = soundings_with_knowledge().library.list()
    if as_json:
        show_json([row.as_json() for row in rows])
        return
    cells = [(row.document, row.title, row.version, row.valid_from, row.valid_to) for row in rows]
    show_table(("document", "title", "version", "valid from", "valid to"), cells, empty="There are no documents.")


@app.command()
def show(
    document: Document,
    version: Annotated[int | None, typer.Option(help="A version; the one in force unless told.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show one document's text."""
    shown = soundings_with_knowledge().library.show(document, version)
    if as_json:
        show_json(shown.as_json())
    else:
        output.print(shown.text, markup=False)


@app.command()
def history(document: Document, as_json: AsJson = False) -> None:
    """Show all versions of a document."""
    versions = soundings_with_knowledge().library.history(document)
    if as_json:
        show_json([version.as_json() for version in versions])
        return
    cells = [(item.version, item.title, item.added.date(), item.by, item.days()) for item in versions]
    show_table(("version", "title", "added", "by", ""), cells, empty="It has no versions.")


@app.command()
def rollback(document: Document, version: Annotated[int, typer.Option(help="The version to bring back.")]) -> None:
    """Bring an earlier version of a document back into force."""
    say(soundings_with_knowledge().library.rollback(document, version, by=BY).sentence())


@app.command()
def remove(document: Document, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove a document: nothing is answered from it any more. Its history stays."""
    library = soundings_with_knowledge().library
    shown = library.show(document)
    if not yes and not typer.confirm(f"Remove “{shown.title}”? Nothing will be answered from it any more.", err=True):
        say("Nothing was removed.")
        return
    library.remove(document, by=BY)
    back = f"soundings knowledge rollback {document} --version {shown.version}"
    say(f"“{shown.title}” is removed. `{back}` brings it back.")


@app.command()
def gaps(as_json: AsJson = False, limit: Annotated[int, typer.Option(help="How many to show.", min=1)] = 20) -> None:
    """Show what people asked that nothing answered, alike questions together."""
    found = soundings_with_knowledge().questions.gaps(limit)
    if as_json:
        show_json([gap.as_json() for gap in found])
        return
    cells = [(gap.count, gap.question, "; ".join(gap.others[:2])) for gap in found]
    show_table(("asked", "question", "also as"), cells, empty="Every question so far was answered.")


@app.command()
def wording(
    document: Document, question: Annotated[str, typer.Argument(help="The question, in the words people use.")]
) -> None:
    """Teach a document one more wording of a question it answers."""
    say(soundings_with_knowledge().library.add_wording(document, question, by=BY).sentence())


@app.command()
def wordings(
    document: Annotated[str | None, typer.Argument(help="A document's id; all that wait when left out.")] = None,
    approve: Annotated[list[int] | None, typer.Option(help="A suggestion to answer to, by its number.")] = None,
    reject: Annotated[list[int] | None, typer.Option(help="A suggestion to set aside for good.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Have the language model asked now, and wait.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the wordings a document answers to, and those a language model suggests; say yes or no to these."""
    parts = soundings_with_knowledge()
    for number in approve or ():
        say(parts.suggestions.approve(number, by=BY).sentence())
    for number in reject or ():
        say(f"“{parts.suggestions.reject(number, by=BY).wording}” is set aside.")
    if ask:
        _ask_now(parts, document)
    if document is None:
        _show_waiting(parts.suggestions.waiting(), as_json, "No suggested wording waits.")
        return
    shown, waiting = parts.library.show(document), parts.suggestions.waiting(document)
    if as_json:
        _show_waiting(waiting, as_json, "")
        return
    show_table(("wording", "from"), _in_use(shown), empty=f"“{shown.title}” has no wordings yet.")
    if waiting:
        output.print("\nSuggested by a language model, not used until you approve them:")
        _show_waiting(waiting, as_json, "")


def _ask_now(parts: "Soundings", document: str | None) -> None:
    if document is None:
        raise Refused("Name the document to ask about: `soundings knowledge wordings DOCUMENT --ask`.")
    parts.library.show(document)
    if parts.suggester is None:
        raise Refused("No language model is set. Set SOUNDINGS_LLM first: see docs/operators.md.")
    if not parts.suggester.ask_about(document):
        say("The language model gave nothing usable now. `soundings doctor` says how it is set up and what it used.")


def _in_use(shown: "Shown") -> list[tuple[str, str]]:
    own = [(wording, "came with it") for wording in shown.own_questions]
    taught = [
        (wording, "a language model, approved" if wording in shown.written else "taught") for wording in shown.taught
    ]
    return own + taught


def _show_waiting(waiting: "Sequence[Suggestion]", as_json: bool, empty: str) -> None:
    if as_json:
        show_json([one.as_json() for one in waiting])
        return
    cells = [(one.id, one.document, one.wording, "yes" if one.sure else "perhaps", one.quote) for one in waiting]
    show_table(("number", "document", "suggested wording", "answered", "by"), cells, empty=empty)
