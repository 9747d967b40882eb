"""From what the evidence says of passages to what is said to a person: which document speaks, and with what note.

Where two documents answer differently, the newer one is quoted and the answer says so. Where a built-in article answers
and a document that an admin added does too, both are quoted: our articles only retell what such documents say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.contradictions import contradict
from knowledge.documents.snapshot import About, Passage, Snapshot
from knowledge.findings import Status
from retrieval.evidence import Candidate, Verdict

Judge = Callable[[Sequence[Candidate]], Verdict]
Quote = tuple[Passage, int, int]
"""A passage, and where the words to quote start and end in it."""


@dataclass(frozen=True)
class Decision:
    """What to say."""

    status: Status
    spans: tuple[Quote, ...] = ()
    confidence: float = 0.0
    note: str = ""
    further: tuple[Quote, ...] = ()
    """Of the passages that come next, for those whom this did not help."""


def decide(
    question: str, shelf: Snapshot, candidates: Sequence[Candidate], judge: Judge, defined: Decision | None = None
) -> Decision:
    """What the candidates come to: all together, and those that may say otherwise than the document that answers best.

    Two of our own articles never do: they are kept in step. `defined` is what the glossary says, which goes first: what
    a document says of the same word in other words does not contradict it.
    """
    first = defined or _decision(judge(candidates), shelf)
    if first.status != "answered":
        return first
    best = _about(first)
    other = _decision(judge(_among(candidates, shelf, lambda about: _may_differ(about, best))), shelf)
    if other.status != "answered":
        return first
    if defined is None and contradict(question, _words(first.spans[0]), _words(other.spans[0])):
        return _newer(first, other)
    return _together(first, other) if best.built_in else first


def _may_differ(about: About, best: About) -> bool:
    return not about.built_in if best.built_in else about.document != best.document


def _among(candidates: Sequence[Candidate], shelf: Snapshot, wanted: Callable[[About], bool]) -> list[Candidate]:
    return [one for one in candidates if wanted(shelf.passages[one.id].about)]


def _decision(verdict: Verdict, shelf: Snapshot) -> Decision:
    spans, further = (
        tuple((shelf.passages[one.candidate], one.start, one.end) for one in each)
        for each in (verdict.spans, verdict.further)
    )
    return Decision(verdict.status, spans, verdict.confidence, further=further)


def _newer(one: Decision, other: Decision) -> Decision:
    older, newer = sorted((one, other), key=lambda decision: _about(decision).dated)
    of_newer = tuple(span for span in newer.spans if span[0].about == _about(newer))
    further = tuple(span for span in newer.further if span[0].about != _about(older))
    return Decision("answered", of_newer, newer.confidence, _note(_about(older), _about(newer)), further)


def _together(first: Decision, second: Decision) -> Decision:
    ranked = sorted((second, first), key=lambda decision: -decision.confidence)
    spans = tuple(decision.spans[0] for decision in ranked)
    shown = {passage.id for passage, _, _ in spans}
    further = tuple(quote for quote in first.further if quote[0].id not in shown)
    return Decision("answered", spans, ranked[0].confidence, further=further)


def _note(older: About, newer: About) -> str:
    return f"“{older.title}”{_dated(older)} says otherwise. The newer document{_dated(newer)} is quoted here."


def _dated(about: About) -> str:
    day = about.published or about.days.starts
    return f", of {day.day} {day:%B %Y}," if day else ""


def _about(decision: Decision) -> About:
    return decision.spans[0][0].about


def _words(quote: Quote) -> str:
    passage, start, end = quote
    return passage.text[start:end]
