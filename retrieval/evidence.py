"""Does the knowledge base answer this question? Decided from the passages, sentence by sentence.

Nearness alone cannot tell "answers it" from "is about the same thing". So each sentence is asked four things: does it
mean the same (cosine), does it meet every telling word of the question (late interaction), is the rare part of it
explained anywhere in the passage, and is the kind of answer wanted in it. Wordings that people are known to use for a
document count too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.alignment import Words, align, stem, unexplained
from retrieval.answer_type import AnswerType, holds, wanted
from retrieval.embedding import Embedder
from retrieval.glossary import Glossary
from retrieval.keywords import words
from retrieval.readings import Readings
from retrieval.sentences import sentences

Status = Literal["answered", "related", "not_covered"]
MOST_CANDIDATES = 12
MOST_SPANS = 3


@dataclass(frozen=True)
class Candidate:
    """A passage that may answer."""

    id: int
    text: str
    title: str = ""
    section: str = ""
    cosine: float = 0.0
    wordings: tuple[tuple[str, float], ...] = ()
    """What people are known to ask that its document answers, each with its cosine to the question."""
    keyword: float = 0.0


@dataclass(frozen=True)
class Span:
    """The words to quote: `candidate.text[start:end]`."""

    candidate: int
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Verdict:
    """How well the question is covered, and by which words, best first."""

    status: Status
    spans: tuple[Span, ...] = ()
    confidence: float = 0.0
    """0 to 1: how sure we are that the first span answers the question."""


def judge(
    question: str,
    candidates: Sequence[Candidate],
    embedder: Embedder,
    glossary: Glossary | None = None,
) -> Verdict:
    """Whether the candidates answer the question, and the shortest words that do."""
    asked = Readings.of(embedder).words(question)
    kind = wanted(question)
    known = glossary or Glossary()
    best = sorted(candidates, key=lambda one: -_promise(one))[:MOST_CANDIDATES]
    scored = [span for one in best for span in _spans(asked, kind, one, embedder, known)]
    ranked = sorted(scored, key=lambda span: -span.score)
    if not ranked:
        return Verdict("not_covered")
    confidence = ranked[0].score
    chosen = _one_each(ranked)
    if confidence >= 0.62:
        return Verdict("answered", chosen[:1], confidence)
    if confidence >= 0.45:
        return Verdict("related", chosen, confidence)
    return Verdict("not_covered", (), confidence)


def _promise(candidate: Candidate) -> float:
    return max(candidate.cosine, *(near for _, near in candidate.wordings), 0.0) + 0.1 * min(candidate.keyword, 1.0)


def _spans(asked: Words, kind: AnswerType, one: Candidate, embedder: Embedder, glossary: Glossary) -> list[Span]:
    places = sentences(one.text)
    read = Readings.of(embedder).all([one.text[start:end] for start, end in places])
    wording = max((near for _, near in one.wordings), default=0.0)
    heard = " ".join([one.text, one.title, one.section])
    known = frozenset(stem(word) for word in words(heard + " " + " ".join(glossary.other_forms(heard))))
    missing = unexplained(asked, known)
    whole = align(asked, *read).score
    found = []
    for place, ((start, end), said) in enumerate(zip(places, read, strict=True)):
        near = float(asked.reading.vector @ said.reading.vector)
        met = align(asked, said)
        fits = holds(said.text, kind)
        score = 0.35 * max(near, 0) + 0.3 * met.score + 0.15 * whole + 0.2 * (1 - missing)
        score += 0.04 if fits else -0.06 if fits is False else 0.0
        # Asked in words it is known by, a document answers with its opening sentence unless another is much nearer.
        known_by = wording - 0.15 * (1 - near) + (0.08 if place == 0 else 0.0) if wording > 0.75 else 0.0
        score = max(score, 0.75 * score + 0.25 * wording, known_by)
        found.append(Span(one.id, start, end, min(max(score, 0.0), 1.0)))
    return found


def _one_each(ranked: Sequence[Span]) -> tuple[Span, ...]:
    """The best span of each passage, three passages at most."""
    kept: dict[int, Span] = {}
    for span in ranked:
        kept.setdefault(span.candidate, span)
    return tuple(kept.values())[:MOST_SPANS]
