"""Does the knowledge base answer this question? Decided from the passages, sentence by sentence.

Nearness alone cannot tell "answers it" from "is about the same thing". So the sentences of the best candidates are read
token by token, and asked: does it mean what staff mean by such a question (`sense`), does it meet every telling word
(`alignment`), is the kind of answer wanted in it (`answer_type`), is the question like one the document is known to
answer (`known`), or rather like one about other things. What all that is worth was learnt (`scoring`). Two things
need no weighing (`decisive`): a question a document is known to answer word for word, and one that only names a topic.

Documents of which staff were heard to ask and others are judged apart, for the two are weighed differently; and so are
the latter when they are not about health and care at work.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from retrieval import decisive, scoring
from retrieval.embedding import Embedder
from retrieval.features import Asked, Read, Rows, of_question, of_sentences
from retrieval.glossary import Glossary
from retrieval.heard import Alike, Heard
from retrieval.known import Likeness
from retrieval.quoting import Quote, Weighed, answering, around
from retrieval.readings import Readings
from retrieval.scoring import KNOWN, ON_ANYTHING, ON_SUBJECT, Kind, Scoring, softmax
from retrieval.sense import sense_for

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
    likeness: Likeness | None = None
    """How like the question is to those known questions; reckoned from `wordings` when None."""


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
    further: tuple[Span, ...] = ()
    """Of the nearest passages that are not quoted, best first; none when the question is not covered."""


@dataclass(frozen=True)
class _Opened:
    """A candidate, read."""

    candidate: Candidate
    read: Read

    @property
    def places(self) -> Sequence[tuple[int, int]]:
        """Where its sentences stand."""
        return self.read.passage.places


@dataclass(frozen=True)
class _Judged:
    """What the candidates of one kind come to."""

    kind: Kind
    probability: float
    scoring: Scoring
    spans: tuple[Span, ...] = ()
    """What to quote, best first."""
    further: tuple[Span, ...] = ()
    """Of the passages that come next."""

    @property
    def status(self) -> Status:
        if self.probability >= self.scoring.answered:
            return "answered"
        return "related" if self.probability >= self.scoring.related else "not_covered"


def judge(
    question: str,
    candidates: Sequence[Candidate],
    embedder: Embedder,
    glossary: Glossary | None = None,
    heard: Heard | None = None,
) -> Verdict:
    """Whether the candidates answer the question, and the shortest words that do.

    `heard` are questions staff were heard to ask of documents with known questions.
    """
    readings = Readings.of(embedder)
    asked = Asked(readings.words(question), sense_for(embedder.name), glossary or Glossary())
    of_known = replace(asked, heard=heard or Heard(), tuned=asked.sense is not None)
    judged = []
    for known, group in _groups(candidates, of_known.heard):
        same = [one for one in group if decisive.asked_word_for_word(question, one.wordings)]
        opened = _open(same or group, readings, of_known.alike if known else None)
        if opened:
            kind = KNOWN if known else _subject(asked, opened)
            judged.append(_judge(kind, of_known if known else asked, opened, readings, certain=bool(same)))
    for status in ("answered", "related"):
        found = sorted((one for one in judged if one.status == status), key=lambda one: -one.probability)
        if found:
            spans = _spans(found, status)
            return Verdict(status, spans, found[0].probability, _further(judged, spans))
    return Verdict("not_covered", (), max((one.probability for one in judged), default=0.0))


def _groups(candidates: Sequence[Candidate], heard: Heard) -> list[tuple[bool, Sequence[Candidate]]]:
    """What is judged apart, and whether it is by known questions: what those that were heard are answered by, what only
    has wordings, and the rest. Where nothing was heard, wordings are all that is known.
    """
    asked = [one for one in candidates if len(heard.answered_by(one.text))]
    worded = [one for one in candidates if (one.likeness is not None or one.wordings) and one not in asked]
    others = [one for one in candidates if one not in asked and one not in worded]
    return [(True, asked), (not heard.answers, worded), (False, others)]


def _subject(asked: Asked, opened: Sequence[_Opened]) -> Kind:
    """The kind of documents without known questions: what is near the question tells it, taken together."""
    on_subject = asked.sense is None or asked.sense.on_subject([one.read.passage.vector for one in opened])
    return ON_SUBJECT if on_subject else ON_ANYTHING


def _judge(
    kind: Kind, asked: Asked, opened: Sequence[_Opened], readings: Readings, *, certain: bool = False
) -> _Judged:
    """What the candidates of a kind come to; `certain` that they are known to answer just this question."""
    weighed = scoring.scoring(kind, turned=asked.sense is not None)
    tables = of_sentences(asked, [one.read for one in opened])
    scores = [weighed.sentence.score(table) for table in tables]
    probability = weighed.probability(of_question(tables, scores))
    spoken = _spoken(asked, opened, readings)
    if certain or any(one.any() for one in spoken):
        probability = max(probability, decisive.CERTAIN, weighed.answered)
    elif asked.sense and any(one.read.likeness.nearest >= decisive.LIKE_A_WORDING for one in opened):
        probability = max(probability, weighed.related)
    on_topic = [score + decisive.ON_TOPIC * one for score, one in zip(scores, spoken, strict=True)]
    judged = _Judged(kind, probability, weighed)
    spans, further = _quoted(judged, opened, on_topic)
    return replace(judged, spans=spans, further=further)


def _spoken(asked: Asked, opened: Sequence[_Opened], readings: Readings) -> list[Rows]:
    """How well each sentence speaks of the topic the question names; 0 when it asks something of its own."""
    named = decisive.topic(asked.words.text)
    if not named:
        return [np.zeros(len(one.places), np.float32) for one in opened]
    topic = readings.words(named)
    return [
        np.asarray([decisive.speaks_of(topic, said) for said in one.read.passage.sentences], np.float32)
        for one in opened
    ]


def _quoted(
    judged: _Judged, opened: Sequence[_Opened], scores: Sequence[Rows]
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What to quote, which is the answer or of what is only related the nearest passages; and what comes next."""
    passages = [
        Weighed(one.candidate.text, one.places, share) for one, share in zip(opened, softmax(scores), strict=True)
    ]
    nearest = sorted(range(len(passages)), key=lambda number: -float(scores[number].max()))
    if judged.status == "answered":
        sure = judged.probability >= decisive.CERTAIN
        quotes = answering(passages, widely=judged.kind == ON_ANYTHING, sure=sure)
    else:
        quotes = [around(number, passages[number]) for number in nearest[:MOST_SPANS]]
    quoted = {one.passage for one in quotes}
    others = [number for number in nearest if number not in quoted][:MOST_SPANS]
    further = [around(number, passages[number]) for number in others]
    shown, after = (
        tuple(_span(opened[one.passage], one, passages[one.passage], judged.probability) for one in each)
        for each in (quotes, further)
    )
    return shown, after


def _span(opened: _Opened, quote: Quote, passage: Weighed, probability: float) -> Span:
    start, end = opened.places[quote.first][0], opened.places[quote.last][1]
    return Span(opened.candidate.id, start, end, probability * passage.share(quote.first, quote.last))


def _spans(found: Sequence[_Judged], status: Status) -> tuple[Span, ...]:
    """What to quote: when answered, what each kind answers, best of each first; when related, the best of all."""
    if status == "answered":
        first = [one.spans[0] for one in found if one.spans]
        return (*first, *(span for one in found for span in one.spans[1:]))[:MOST_SPANS]
    return tuple(sorted((span for one in found for span in one.spans), key=lambda span: -span.score)[:MOST_SPANS])


def _further(judged: Sequence[_Judged], shown: Sequence[Span]) -> tuple[Span, ...]:
    """Of the passages that are not shown, the nearest of all kinds."""
    seen = {one.candidate for one in shown}
    others = (span for one in judged for span in (*one.spans, *one.further) if span.candidate not in seen)
    return tuple(sorted(others, key=lambda span: -span.score)[:MOST_SPANS])


def _open(candidates: Sequence[Candidate], readings: Readings, alike: Alike | None = None) -> list[_Opened]:
    opened = [
        _Opened(one, Read(f"{one.title} {one.section}".strip(), readings.passage(one.text), one.cosine, _likeness(one)))
        for one in _best(candidates, alike)
    ]
    return [one for one in opened if one.places]


def _best(candidates: Sequence[Candidate], alike: Alike | None) -> list[Candidate]:
    """Those worth reading, by meaning, known questions and words."""
    promise = {one.id: _promise(one, 0.0 if alike is None else alike.nearest(one.text)) for one in candidates}
    return sorted(candidates, key=lambda one: (-promise[one.id], one.id))[:MOST_CANDIDATES]


def _promise(one: Candidate, heard: float) -> float:
    return max(one.cosine, _likeness(one).nearest, heard) + 0.1 * min(one.keyword, 1.0)


def _likeness(one: Candidate) -> Likeness:
    if one.likeness is not None:
        return one.likeness
    return Likeness(max((near for _, near in one.wordings), default=0.0))
