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


def decide(question: str, shelf: Snapshot, candidates: Sequence[Candidate], judge: Judge) -> Decision:
    """What the candidates, judged all together and without the document that answers best, come to."""
    first = _decision(judge(candidates), shelf)
    if first.status != "answered":
        return first
    other = _decision(judge(_among(candidates, shelf, lambda about: about.document != _about(first).document)), shelf)
    if other.status == "answered" and _contradict(question, first, other):
        return _newer(first, other)
    if not _about(first).built_in:
        return first
    added = _decision(judge(_among(candidates, shelf, lambda about: not about.built_in)), shelf)
    return _together(first, added) if added.status == "answered" else first


def _among(candidates: Sequence[Candidate], shelf: Snapshot, wanted: Callable[[About], bool]) -> list[Candidate]:
    return [one for one in candidates if wanted(shelf.passages[one.id].about)]


def _decision(verdict: Verdict, shelf: Snapshot) -> Decision:
    spans, further = (
        tuple((shelf.passages[one.candidate], one.start, one.end) for one in each)
        for each in (verdict.spans, verdict.further)
    )
    return Decision(verdict.status, spans, verdict.confidence, further=further)


def _contradict(question: str, one: Decision, other: Decision) -> bool:
    """Whether two answers cannot both be right. Two of our own articles always can: they are kept in step."""
    if _about(one).built_in and _about(other).built_in:
        return False
    return contradict(question, _words(one.spans[0]), _words(other.spans[0]))


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
