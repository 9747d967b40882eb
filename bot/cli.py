"""The `soundings` command."""

import os
import sys
from typing import Annotated

import typer

from bot.commands import checks, knowledge_base, proposals, running, talking, teams, tokens
from retrieval.errors import Refused, SoundingsError

app = typer.Typer(
    name="soundings",
    help="Ask about the review of health and social care leadership, and leave a proposal, in one conversation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(running.serve)
app.command()(talking.chat)
app.command()(talking.ask)
app.add_typer(knowledge_base.app, name="knowledge")
app.add_typer(proposals.app, name="proposals")
app.command()(checks.doctor)
app.command()(checks.evaluate)
app.command()(running.worker)
app.command()(running.slack)
app.command()(running.migrate)
app.command("rebuild-index")(running.rebuild_index)
app.add_typer(tokens.app, name="token")
app.add_typer(teams.app, name="teams")


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)] = False,
) -> None:
    """Ask about the review of health and social care leadership, and leave a proposal, in one conversation."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"soundings {installed('soundings')}")
        raise typer.Exit


def main() -> None:
    """Run the command; every error a person can cause is one clear sentence on standard error.

    Exit status: 0 done, 1 a part is not available, 2 misuse, 130 stopped by the person.
    """
    try:
        app()
    except SoundingsError as error:
        typer.echo(str(error), err=True)
        sys.exit(2 if isinstance(error, Refused) else 1)
    except UnicodeEncodeError:
        typer.echo("Some characters cannot be read or shown here. Set the terminal to UTF-8, then try again.", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
