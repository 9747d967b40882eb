"""The order of proposals found: meaning, words, and how each word of the query is met.

Nearness of whole texts misses what a few words ask for. So the best candidates are read again, token by token (late
interaction, `retrieval.alignment`): each word of the query takes its best match in the proposal, rare words counting
more, and a little the other way round. On ArgKP (key points as queries) this gives 1.2 times the mean average precision
of the embedding alone; `soundings evaluate search` measures it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.proposals.model import NOT_SAID, Draft
from knowledge.proposals.understanding import decide
from retrieval.alignment import Words, align
from retrieval.embedding import Embedder
from retrieval.readings import Readings

KEYWORD_SHARE = 0.3
"""What a full match of words adds to a cosine when candidates are chosen."""
READ_AGAIN = 100
"""How many candidates are read token by token; some milliseconds each the first time."""
WORDS_MET, MEANING, WORDS_COVERED = 1.0, 0.5, 0.25
_TOTAL = WORDS_MET + MEANING + WORDS_COVERED
SAME_FIELD = {"setting": 0.08, "level": 0.05}
"""What a proposal gains when its field is what the query speaks of: "running a home" is adult social care."""


@dataclass(frozen=True)
class Candidate:
    """A proposal that may be an answer to a query."""

    number: int
    draft: Draft
    cosine: float
    keywords: float = 0.0
    """Its score in the search by words; only its ratio to the best counts."""


Scored = tuple[int, float]


def shortlist(query: str, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """The candidates with rough scores, best first."""
    most = max((candidate.keywords for candidate in candidates), default=0.0) or 1.0
    spoken_of = fields_of(query)
    scored = [
        (candidate, candidate.cosine + KEYWORD_SHARE * candidate.keywords / most + _bonus(candidate, spoken_of))
        for candidate in candidates
    ]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].number))


def rank(query: str, rough: Sequence[tuple[Candidate, float]], embedder: Embedder) -> list[Scored]:
    """Numbers and scores from 0 to 1, best first, of a shortlist. What is not read again goes below what is."""
    again = [candidate for candidate, _ in rough[:READ_AGAIN]]
    readings = Readings.of(embedder)
    asked, spoken_of = readings.words(query), fields_of(query)
    read = readings.all([candidate.draft.proposal for candidate in again])
    scored = [
        (candidate.number, min(1.0, _score(asked, words, candidate.cosine) + _bonus(candidate, spoken_of)))
        for candidate, words in zip(again, read, strict=True)
    ]
    return _with_rest(sorted(scored, key=lambda pair: (-pair[1], pair[0])), rough[READ_AGAIN:])


def fields_of(query: str) -> dict[str, str]:
    """The setting and level a query speaks of, as far as it does."""
    read = {field: decide(field, query)[0] for field in SAME_FIELD}
    return {field: value for field, value in read.items() if value != NOT_SAID}


def _with_rest(best: list[Scored], rest: Sequence[tuple[Candidate, float]]) -> list[Scored]:
    floor = best[-1][1] if best else 0.0
    most = max((score for _, score in rest), default=0.0) or 1.0
    return [*best, *((candidate.number, floor * max(0.0, score) / most) for candidate, score in rest)]


def _score(asked: Words, words: Words, cosine: float) -> float:
    met, covered = align(asked, words).score, align(words, asked).score
    return (WORDS_MET * met + MEANING * max(0.0, cosine) + WORDS_COVERED * covered) / _TOTAL


def _bonus(candidate: Candidate, spoken_of: Mapping[str, str]) -> float:
    return sum(SAME_FIELD[field] for field, value in spoken_of.items() if getattr(candidate.draft, field) == value)
