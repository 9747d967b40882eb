"""The terminal channel: a person at this machine, or a pipe (one line in, one reply out)."""

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from bot.conversation.messages import Choice, Incoming, Reply, Role
from bot.conversation.text import numbered
from knowledge.findings import Citation

WELCOME = (
    "Hello. Ask me anything about the review of health and social care leadership, or tell me what should change.\n"
    "Type `help` to see what I can do, `quit` to leave."
)
LEAVE = frozenset({"quit", "exit", ":q"})
PERSON = "terminal:local"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
ROLES: frozenset[Role] = frozenset({"reviewer", "admin"})
"""A person at the terminal of the machine is its admin."""


class Handles(Protocol):
    """The conversation core, as a channel sees it."""

    def handle(self, incoming: Incoming) -> list[Reply]:
        """The replies to one message."""
        ...


def converse(
    assistant: Handles,
    lines: Iterable[str],
    write: Callable[[str], None],
    *,
    conversation: str = "terminal",
    width: int = 88,
) -> None:
    """Answer line after line until the lines end or the person leaves."""
    for line in lines:
        text = line.strip()
        if text.lower() in LEAVE:
            return
        if not text:
            continue
        incoming = Incoming(person=PERSON, conversation=conversation, text=text, channel="terminal", roles=ROLES)
        for reply in assistant.handle(incoming):
            write(build_text(reply, width) + "\n")


def build_text(reply: Reply, width: int = 88) -> str:
    """A reply as plain text: the words, the sources, the receipt, and what can be typed next."""
    parts = [_wrap(plain(numbered(reply.text, len(reply.citations))), width), *_sources(reply.citations, width)]
    if reply.receipt:
        parts.append(f"    Your receipt:  {reply.receipt}")
    if reply.choices:
        parts.append(_wrap("You can type: " + " · ".join(map(_typed, reply.choices)), width))
    return "\n\n".join(part for part in parts if part)


def plain(text: str) -> str:
    """Light Markdown as plain text: no stars, no backticks, links as their words and address; nothing that steers."""
    text = CONTROL.sub("", text)
    text = re.sub(r"\[([^\]]+)\]\(mailto:[^)]+\)", r"\1", text)
    text = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r"\1 (\2)", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    return re.sub(r"`([^`]+)`", r"\1", text)


def _typed(choice: Choice) -> str:
    is_reference = any(letter.isdigit() for letter in choice.label)
    return choice.label if is_reference else choice.label[:1].lower() + choice.label[1:]


def _sources(citations: Sequence[Citation], width: int) -> list[str]:
    """A line for each place something is quoted from, after the numbers of its quotes."""
    numbers: dict[str, str] = {}
    for number, citation in enumerate(citations, 1):
        date = citation.published.strftime("%-d %B %Y") if citation.published else ""
        where = " · ".join(part for part in (citation.title, citation.section, date) if part)
        numbers[where] = f"{numbers.get(where, '')}[{number}] "
    return [
        textwrap.fill(found + where, width, initial_indent="    ", subsequent_indent="        ", break_long_words=False)
        for where, found in numbers.items()
    ]


def _wrap(text: str, width: int) -> str:
    return "\n".join(_wrap_line(line, width) for line in text.splitlines())


def _wrap_line(line: str, width: int) -> str:
    lead = re.match(r"\s*(?:>|[-*•]|\d+\.)?\s*", line)
    indent = " " * len(lead[0]) if lead else ""
    if lead and ">" in lead[0]:
        indent = lead[0]
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
