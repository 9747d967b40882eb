"""What a reply looks like on a page: pure functions from replies to rows, dates and button values."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from bot.conversation.messages import Action
from knowledge.proposals.model import NOT_SAID

REFERENCE = re.compile(r"\bP-\d+")
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


def unbroken(text: str) -> Markup:
    """Text whose references, such as P-1042, stay on one line."""
    return Markup(REFERENCE.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped first


def pieces(text: str, citations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """An answer's text in order: `{"text"}` pieces, and `{"quote", "citation"}` where it quotes.

    The `>` paragraphs of the text are the citations' words, in their order; a page shows them with a link into the
    document. A citation whose words the text leaves out comes at the end.
    """
    left, made = list(citations), []
    for paragraph in re.split(r"\n{2,}", text.strip()):
        if paragraph.startswith(">") and left:
            words = "\n".join(line.removeprefix(">").strip() for line in paragraph.splitlines())
            made.append({"quote": words, "citation": left.pop(0)})
        else:
            made.append({"text": paragraph})
    return [*made, *({"quote": citation["quote"], "citation": citation} for citation in left)]


def live_turns(turns: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> set[int]:
    """Which turns' buttons can still be pressed: the last one's, and those of the draft that waits."""
    last_draft = None
    for place, (_, replies) in enumerate(turns):
        if any(sends(reply) for reply in replies):
            last_draft = place
        elif any(reply["kind"] == "receipt" for reply in replies):
            last_draft = None
    return {place for place in (len(turns) - 1, last_draft) if place is not None and place >= 0}


def sends(reply: Mapping[str, Any]) -> bool:
    """Whether a reply has the button that sends the draft."""
    return any(choice["id"] == "submit" for choice in reply["choices"])


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
