"""What a reply looks like on a page: pure functions from replies to rows, dates and button values."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.conversation.messages import Action
from knowledge.proposals.model import NOT_SAID

SOURCE_LINE = re.compile(r"\[(\d+)\] ")

ROW = re.compile(r"- \*\*(.+?):\*\* (.*)")


def card(text: str, lead: str, fields: Mapping[str, Any] | None) -> dict[str, Any]:
    """A confirm card's heading, rows and closing words, from the text that says the same everywhere."""
    heading = text.split("\n", 1)[0].strip(" *:")
    words = str((fields or {}).get("proposal", ""))
    rows = [_row(found[1], found[2]) for found in map(ROW.fullmatch, text.splitlines()) if found]
    return {"heading": heading, "rows": [_row("Your words", words), *rows], "lead": lead}


def _row(label: str, words: str) -> dict[str, Any]:
    unsaid = {"classes": "card__unsaid"} if words == NOT_SAID else {}
    return {"key": {"text": label}, "value": {"html": _broken(words), **unsaid}}


def _broken(words: str) -> Markup:
    """Words with their line breaks kept."""
    return Markup("<br>").join(words.splitlines())


def first_paragraph(text: str) -> tuple[str, str]:
    """A text's first paragraph without its bold marks, for a heading; and the rest."""
    first, _, rest = text.strip().partition("\n\n")
    return first.strip("*"), rest


def pieces(text: str, citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """An answer's text in order: `{"text"}` pieces, and `{"quote", "citation"}` where it quotes.

    In the text a quote is a `>` paragraph with a `[1] source` paragraph after it, which is how a terminal shows it; a
    page shows the same words with a link into the document instead.
    """
    paragraphs, made, quoted = re.split(r"\n{2,}", text.strip()), [], ""
    for paragraph in paragraphs:
        numbered = SOURCE_LINE.match(paragraph)
        if paragraph.startswith(">"):
            quoted = "\n".join(line.removeprefix(">").strip() for line in paragraph.splitlines())
        elif quoted and numbered and 0 < int(numbered[1]) <= len(citations):
            made.append({"quote": quoted, "citation": citations[int(numbered[1]) - 1]})
            quoted = ""
        else:
            made.extend([{"text": f"> {quoted}"}] if quoted else [])
            made.append({"text": paragraph})
            quoted = ""
    return [*made, {"text": f"> {quoted}"}] if quoted else made


def live_turns(turns: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> set[int]:
    """Which turns' buttons can still be pressed: the last one's, and those of the card that waits."""
    if not turns:
        return set()
    kinds = [{reply["kind"] for reply in replies} for _, replies in turns]
    last_card = max((place for place, found in enumerate(kinds) if found & {"confirm", "receipt"}), default=None)
    waiting = {last_card} if last_card is not None and "confirm" in kinds[last_card] else set()
    return {len(turns) - 1, *waiting}


def date_words(value: date | str | None) -> str:
    """A date as people write it: 23 November 2021."""
    day = date.fromisoformat(value[:10]) if isinstance(value, str) and value else value
    return f"{day.day} {day:%B %Y}" if isinstance(day, date) else ""


def pressed(choice: Mapping[str, Any]) -> str:
    """What a button carries back: its id, value and label."""
    return json.dumps({name: choice.get(name) for name in ("id", "value", "label")}, ensure_ascii=False)


def read_pressed(carried: str) -> tuple[Action, str] | None:
    """The action and the label that a button carried; None when it is none of ours."""
    try:
        read = json.loads(carried)
        return Action(id=read["id"], value=read.get("value")), str(read.get("label") or read["id"])[:200]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
