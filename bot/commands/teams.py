"""`soundings teams …`: what is needed to install Soundings in Microsoft Teams."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.terminal_output import say
from bot.commands.wiring import settings
from retrieval.errors import Unavailable

app = typer.Typer(help="Install Soundings in Microsoft Teams.", no_args_is_help=True)


@app.command()
def package(
    to: Annotated[Path, typer.Option(help="Where to write it.")] = Path("teams/soundings.zip"),
) -> None:
    """Build the app package to upload to Teams."""
    from bot.channels.teams.package import build_package

    content = build_package(settings())
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(content)
    except OSError as error:
        raise Unavailable(f"{to} cannot be written ({error.strerror}). Choose another place with --to.") from error
    say(f"Wrote {to}. Upload it in Teams: Apps, Manage your apps, Upload an app. docs/teams.md has the rest.")
