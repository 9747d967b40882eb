"""`soundings chat` and `soundings ask`."""

import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer

from bot.commands.terminal_output import errors, output, show_json
from bot.commands.wiring import soundings_with_knowledge
from knowledge.proposals.foreign_files import decoded


def chat() -> None:
    """Talk to it in this terminal, or through a pipe. There, one line in is one reply out."""
    from bot.channels.terminal import WELCOME, converse
    from bot.serving import erase_after_command

    parts = soundings_with_knowledge()
    at_terminal = sys.stdin.isatty()
    if at_terminal:
        output.print(WELCOME + "\n", markup=False)
    width = min(errors.width, 88) if at_terminal else 1000
    converse(parts.assistant, _lines(at_terminal), lambda text: print(text, flush=True), width=width)
    erase_after_command(parts)


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know about the review.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Answer with what was valid on this day.")
    ] = None,
) -> None:
    """Ask one question and get its answer, with the passage."""
    from bot.channels.terminal import build_text
    from bot.conversation.answering import answer

    parts = soundings_with_knowledge()
    found = answer(parts.knowledge, question, as_of=as_of.date() if as_of else None)
    if as_json:
        show_json(found.as_json())
        return
    output.print(build_text(found.reply, min(output.width, 88)), markup=False)


def _lines(at_terminal: bool) -> Iterator[str]:
    while True:
        try:
            line = input("You: ") if at_terminal else decoded(sys.stdin.buffer.readline())
        except (EOFError, KeyboardInterrupt):
            return
        if not at_terminal and not line:
            return
        yield line
