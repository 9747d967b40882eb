"""How often what a message does is heard rightly, on messages that nothing was learnt from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.conversation import intents
from bot.conversation.intents import Intent
from bot.conversation.ports import ReadAct
from bot.conversation.routing import Context, route
from knowledge.evaluation import figures
from knowledge.evaluation.figures import Figure, Report

LABELLED = Path(figures.__file__).parent / "messages.yaml"
Row = Mapping[str, Any]
HEARD, MISTAKEN = 0.90, 0.10


def measure_messages(read_act: ReadAct | None) -> Report:
    """Shares of proposals, questions and other messages that are heard as what they are.

    Without `read_act`, as with a model it was not learnt with, by their cues alone: then nothing is asked of them.
    """
    least, most = (HEARD, MISTAKEN) if read_act else (None, None)
    rows: Sequence[Row] = yaml.safe_load(LABELLED.read_text(encoding="utf-8"))
    heard, by_cues = _all_heard(rows, read_act), _all_heard(rows, None)
    return Report(
        subject="what messages do",
        figures=(
            _share("proposals heard as proposals", heard["propose"], "propose", least),
            _share("proposals taken for questions", heard["propose"], "ask", most, at_most=True),
            _share("questions heard as questions", heard["ask"], "ask", least),
            _share("questions taken for proposals", heard["ask"], "propose", most, at_most=True),
            _share("proposals heard as neither", heard["propose"], "other"),
            _share("both heard as both", heard["both"], "both"),
            _share("other things taken for proposals", heard["other"], "propose"),
            _share("by cues alone: proposals heard as proposals", by_cues["propose"], "propose"),
            _share("by cues alone: questions heard as questions", by_cues["ask"], "ask"),
            _share("by cues alone: questions taken for proposals", by_cues["ask"], "propose"),
            _share("by cues alone: other things taken for proposals", by_cues["other"], "propose"),
        ),
    )


def _all_heard(rows: Sequence[Row], read_act: ReadAct | None) -> dict[str, list[str]]:
    heard: dict[str, list[str]] = {}
    for row in rows:
        heard.setdefault(row["act"], []).append(_heard(route(row["text"], Context(), read_act)))
    return heard


def _heard(intent: Intent) -> str:
    match intent:
        case intents.Ask():
            return "ask"
        case intents.Propose():
            return "propose"
        case intents.AskAndPropose():
            return "both"
        case _:
            return "other"


def _share(name: str, heard: Sequence[str], act: str, bar: float | None = None, *, at_most: bool = False) -> Figure:
    value = heard.count(act) / len(heard)
    return Figure(name=name, value=value, bar=bar, at_most=at_most, of=len(heard), on="held out")
