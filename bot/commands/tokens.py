"""`soundings token …`: keys for the HTTP API and the desk."""

from enum import StrEnum
from typing import Annotated

import typer

from bot.commands.terminal_output import output, say, show_json, show_table
from bot.commands.wiring import soundings

app = typer.Typer(help="Make, list and revoke the keys for the API and the desk.", no_args_is_help=True)


class RoleName(StrEnum):
    """The roles a token can have."""

    reviewer = "reviewer"
    admin = "admin"


@app.command()
def create(
    role: Annotated[RoleName, typer.Option(help="What the token opens.")],
    note: Annotated[str, typer.Option(help="What it is for, to tell tokens apart.")] = "",
) -> None:
    """Make a token. It is shown once: keep it safe."""
    token = soundings().tokens.create(role.value, note)
    say("Here is the token. It is shown only this once, so keep it somewhere safe.")
    output.print(token, markup=False)


@app.command("list")
def list_tokens(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show all tokens ever made (never the tokens themselves)."""
    tokens = soundings().tokens.list()
    if as_json:
        show_json([token.model_dump(mode="json") for token in tokens])
        return
    rows = [(token.id, token.role, token.note, token.created.date(), token.revoked and "revoked") for token in tokens]
    show_table(("id", "role", "note", "made", ""), rows, empty="There are no tokens yet.")


@app.command()
def revoke(
    token_id: Annotated[int, typer.Argument(help="The token's id, from `soundings token list`.", max=2**31 - 1)],
) -> None:
    """End a token at once."""
    soundings().tokens.revoke(token_id)
    say(f"Token {token_id} opens nothing any more.")
