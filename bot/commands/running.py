"""`soundings serve`, `worker`, `slack`, `migrate`, `rebuild-index`."""

import asyncio
from typing import Annotated

import typer

from bot.commands.terminal_output import progress_bar, say
from bot.commands.wiring import settings, soundings, soundings_with_knowledge


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (HOST; 127.0.0.1 unless told otherwise).")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (PORT; 8000).", min=0, max=65535)] = None,
) -> None:
    """Start everything on one port: pages, API, Slack, Teams."""
    import uvicorn

    from bot.app import create_app
    from bot.serving import listen

    where = settings()
    host, port = host or where.host, where.port if port is None else port
    if where.teams_unauthenticated:
        from bot.channels.teams.guard import refuse_open_door

        refuse_open_door(host)
    socket = listen(host, port)
    parts = soundings()
    with parts.owning_index():
        soundings_with_knowledge()
        say("Loading the language model ...")
        parts.embedder.embed(["warm up"])
        shown = "localhost" if host in ("127.0.0.1", "::1") else host
        say(f"Soundings is ready: http://{shown}:{socket.getsockname()[1]}/   (stop it with Ctrl+C)")
        config = uvicorn.Config(create_app(parts), log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[socket])


def worker() -> None:
    """Carry changes into the index, beside `serve`. Tidies up too; needs CHROMA_URL."""
    from bot.serving import work_forever

    parts = soundings()
    with parts.owning_index():
        say("The worker is at work (stop it with Ctrl+C).")
        work_forever(parts)


def slack() -> None:
    """Talk to Slack over Socket Mode. Needs SLACK_APP_TOKEN and SLACK_BOT_TOKEN."""
    from bot.channels.slack.app import run_socket_mode
    from bot.serving import working_unless_another_does

    with working_unless_another_does(soundings()):
        asyncio.run(run_socket_mode(soundings_with_knowledge()))


def migrate() -> None:
    """Bring the database and the built-in knowledge up to date."""
    soundings_with_knowledge()
    say("The database and the built-in knowledge are up to date.")


def rebuild_index() -> None:
    """Make the vector index anew from the database. Needs no model; stop the server first."""
    parts = soundings()
    with parts.owning_index(), progress_bar("Rebuilding the index") as report:
        carried = parts.projection.rebuild(report)
    say(f"The index is made anew: {carried} entries.")
