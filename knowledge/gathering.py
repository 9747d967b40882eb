"""What may answer a question: passages near in meaning, passages that share its words, and those of documents that are
known to answer a question like it. A recall step; `retrieval.evidence` decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from knowledge.documents.snapshot import Passage, Snapshot, vectors_of
from retrieval.embedding import Embedder
from retrieval.evidence import Candidate
from retrieval.keywords import PASSAGES, words
from retrieval.known import Likeness
from retrieval.readings import Readings
from retrieval.vectors import VectorIndex

Vector = NDArray[np.float32]
Wordings = Mapping[str, tuple[tuple[str, float], ...]]
NEAREST = 16
"""Passages taken by meaning, and as many by words."""
FROM_INDEX, MORE_FROM_INDEX = 64, 1_024
"""Entries asked of the index, and asked again when most of those are not in force on the day."""
NEAR_DOCUMENTS = 6
"""Documents taken because a wording of theirs is near, and as many because they answer what was heard to be asked."""
OF_A_DOCUMENT = 8
"""Passages taken of each of those."""
LIKE_ENOUGH = 0.75
"""Of a question to a wording of a document that was added, for its wordings to count. Our own articles are on one
subject and have wordings for all of it, so a question unlike them all is not for them, and the evidence has learnt
that. A letter is on many subjects, and what it was taught says nothing of the rest of it.
"""


@dataclass(frozen=True)
class Gathering:
    """Gathers candidates from a snapshot, the keywords in the database and, where there is one, the vector index."""

    embedder: Embedder
    index: VectorIndex | None

    def candidates(self, session: Session, shelf: Snapshot, question: str, expanded: str) -> list[Candidate]:
        """Everything in the snapshot that may answer. Raises Unavailable when the index does not answer."""
        asked = Readings.of(self.embedder).words(question).reading
        vector = asked.vector
        wordings = _by_document(shelf, vector)
        meaning = self._by_meaning(shelf, vector)
        keywords, documents = _by_keywords(session, shelf, expanded)
        likeness = shelf.known_questions.like(vector)
        documents |= set(sorted(likeness, key=lambda document: -likeness[document].nearest)[:NEAR_DOCUMENTS])
        documents |= set(shelf.heard.like(asked.meaning).documents(NEAR_DOCUMENTS))
        ids = {*meaning, *keywords, *_passages_of(shelf, documents)}
        cosines = meaning | self._cosines(session, shelf, ids - meaning.keys(), vector)
        best = max(keywords.values(), default=1.0)
        return [
            _candidate(shelf.passages[row], cosines.get(row, 0.0), keywords.get(row, 0.0) / best, wordings, likeness)
            for row in sorted(ids)
        ]

    def _by_meaning(self, shelf: Snapshot, vector: Vector) -> dict[int, float]:
        hits = shelf.vectors.nearest(vector, NEAREST)
        if self.index is not None:
            hits += self._from_index(self.index, shelf, vector)
        ranked = sorted(hits, key=lambda hit: (-hit.score, hit.id))
        return {hit.id: hit.score for hit in ranked[:NEAREST]}

    def _from_index(self, index: VectorIndex, shelf: Snapshot, vector: Vector) -> list[Any]:
        for limit in (FROM_INDEX, MORE_FROM_INDEX):
            hits = index.nearest("passages", vector, limit)
            kept = [hit for hit in hits if hit.id in shelf.passages]
            if len(kept) >= NEAREST or len(hits) < limit:
                break
        return kept

    def _cosines(self, session: Session, shelf: Snapshot, ids: set[int], vector: Vector) -> dict[int, float]:
        here = shelf.vectors.only(ids)
        missing = sorted(ids.difference(here.ids))
        found = here.cosines(vector)
        return found | vectors_of(session, self.embedder.name, missing).cosines(vector) if missing else found


def _by_document(shelf: Snapshot, vector: Vector) -> Wordings:
    found: dict[str, list[tuple[str, float]]] = {}
    for row, cosine in shelf.wording_vectors.cosines(vector).items():
        wording = shelf.wordings[row]
        found.setdefault(wording.document, []).append((wording.text, cosine))
    return {document: tuple(sorted(near, key=lambda one: -one[1])) for document, near in found.items()}


def _by_keywords(session: Session, shelf: Snapshot, expanded: str) -> tuple[dict[int, float], set[str]]:
    """Passages that share words with the question, with a score; and documents that have a wording that does."""
    hits = PASSAGES.search(session.connection(), words(expanded), 4 * NEAREST)
    passages = {hit.id: hit.score for hit in hits if hit.id in shelf.passages}
    documents = dict.fromkeys(shelf.wordings[hit.id].document for hit in hits if hit.id in shelf.wordings)
    return dict(list(passages.items())[:NEAREST]), set(list(documents)[:NEAR_DOCUMENTS])


def _passages_of(shelf: Snapshot, documents: Iterable[str]) -> list[int]:
    return [one.id for document in documents for one in shelf.by_document.get(document, [])[:OF_A_DOCUMENT]]


def _candidate(
    passage: Passage, cosine: float, keyword: float, wordings: Wordings, likeness: Mapping[str, Likeness]
) -> Candidate:
    about = passage.about
    near = wordings.get(about.document, ())
    like = likeness.get(about.document)
    if like is not None and not about.built_in and like.nearest < LIKE_ENOUGH:
        near, like = (), None
    return Candidate(passage.id, passage.text, about.title, passage.section, cosine, near, keyword, like)
