"""What `soundings evaluate` runs: each part measured by the room it belongs to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from retrieval.embedding import Embedder, load_embedder
from retrieval.errors import Refused


class Report(Protocol):
    """What was measured, for a person and for a program."""

    def text(self) -> str:
        """As shown to a person."""
        ...

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        ...


def measure(what: str, model: str, data: Path, plot: Path | None = None) -> list[Report]:
    """Measure one part, or everything. Writes the plot of precision against coverage where `plot` says.

    Raises Refused before anything is measured when that cannot be drawn.
    """
    if plot is not None:
        _check_plot(plot, what)
    embedder = load_embedder(model)
    parts: dict[str, Callable[[], Report]] = {
        "answers": lambda: _answers(embedder, data, plot),
        "proposals": lambda: _proposals(embedder),
        "messages": lambda: _messages(embedder),
        "privacy": _privacy,
        "search": lambda: _search(embedder, data),
    }
    return [run() for name, run in parts.items() if what in (name, "everything")]


def _check_plot(plot: Path, what: str) -> None:
    if what not in ("answers", "everything"):
        raise Refused("--plot draws how answers do, and nothing else: `soundings evaluate answers --plot FILE.svg`.")
    try:
        plot.open("a").close()
    except OSError as error:
        raise Refused(f"{plot} cannot be written ({error.strerror}). Name another place with --plot.") from error


def _answers(embedder: Embedder, data: Path, plot: Path | None) -> Report:
    from knowledge.evaluation.answers import measure_answers

    report = measure_answers(embedder, data)
    if plot is not None:
        plot.write_text(report.plot(), encoding="utf-8")
    return report


def _proposals(embedder: Embedder) -> Report:
    from knowledge.evaluation.proposals import measure_proposals

    return measure_proposals(embedder)


def _messages(embedder: Embedder) -> Report:
    from bot.conversation.measuring import measure_messages
    from knowledge.acts import act_reader

    return measure_messages(act_reader(embedder))


def _privacy() -> Report:
    from knowledge.evaluation.privacy import measure_privacy

    return measure_privacy()


def _search(embedder: Embedder, data: Path) -> Report:
    from knowledge.evaluation.search import measure_search

    return measure_search(embedder, data)
