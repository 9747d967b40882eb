"""Finding proposals by meaning and words, narrowed by fields. What was withdrawn is not found from its commit on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.proposals import records
from knowledge.proposals.conditions import conditions
from knowledge.proposals.meaning import vectors
from knowledge.proposals.model import Filters, Found
from knowledge.proposals.ranking import Candidate, rank, shortlist
from knowledge.proposals.tables import ProposalRow
from retrieval.embedding import Embedder
from retrieval.errors import Unavailable
from retrieval.exact import from_bytes, nearest
from retrieval.keywords import PROPOSALS, words
from retrieval.vectors import VectorIndex

RECALLED = 200
"""How many candidates each way of finding gives; the ranking chooses among them."""
RECALLED_AT_MOST = 2_000
SCANNED_AT_MOST = 10_000
"""A narrower selection than this is looked through exactly; a wider one is left to the vector index."""


class Search:
    """Searches the proposals of one database, through the vector index where this process has one."""

    def __init__(self, database: Database, embedder: Embedder, index: VectorIndex | None) -> None:
        self._database = database
        self._embedder = embedder
        self._index = index

    def find(self, query: str, filters: Filters, limit: int) -> list[Found]:
        """Proposals for a query, best first; the newest when the query is empty."""
        if not query.strip():
            return self._newest(filters, limit)
        vector = vectors(self._embedder, [query[:2_000]])[0]
        wanted = conditions(filters)
        with self._database.read() as session:
            keywords = {hit.id: hit.score for hit in PROPOSALS.search(session.connection(), words(query), RECALLED)}
            recalled = {*self.near(session, vector, wanted, max(RECALLED, limit)), *keywords}
            cosines = _cosines(session, vector, recalled, wanted)
            found = records.load(session, list(cosines))
        candidates = [
            Candidate(number, proposal.draft, cosines[number], keywords.get(number, 0.0))
            for number, proposal in found.items()
        ]
        ranked = rank(query, shortlist(query, candidates), self._embedder)
        return [Found(proposal=found[number], score=round(score, 4)) for number, score in ranked[:limit]]

    def near(
        self, session: Session, vector: NDArray[np.float32], wanted: Sequence[ColumnElement[bool]], limit: int
    ) -> list[int]:
        """Ids of proposals near a vector, those not yet carried into the index included."""
        matching = records.count(session, wanted) if self._index else 0
        if self._index is None or matching <= SCANNED_AT_MOST:
            return _scan(session, vector, wanted, limit)
        # The index knows no filters (they are slow there): ask for more, so that enough is left.
        widened = min(RECALLED_AT_MOST, limit * (records.count(session, ()) // matching))
        try:
            indexed = [hit.id for hit in self._index.nearest("proposals", vector, widened)]
        except Unavailable:
            return _scan(session, vector, wanted, limit)
        fresh = ProposalRow.row_version != ProposalRow.indexed_version
        return [*indexed, *_scan(session, vector, [*wanted, fresh], limit)]

    def _newest(self, filters: Filters, limit: int) -> list[Found]:
        rows = select(ProposalRow).where(*conditions(filters)).order_by(ProposalRow.id.desc()).limit(limit)
        with self._database.read() as session:
            return [Found(proposal=records.proposal(row), score=0.0) for row in session.scalars(rows)]


def _scan(
    session: Session, vector: NDArray[np.float32], wanted: Sequence[ColumnElement[bool]], limit: int
) -> list[int]:
    rows = session.execute(select(ProposalRow.id, ProposalRow.vector).where(ProposalRow.vector.is_not(None), *wanted))
    pairs = [(number, kept) for number, kept in rows if kept is not None]
    hits = nearest(vector, [number for number, _ in pairs], from_bytes([kept for _, kept in pairs]), limit)
    return [hit.id for hit in hits]


def _cosines(
    session: Session, vector: NDArray[np.float32], ids: set[int], wanted: Sequence[ColumnElement[bool]]
) -> dict[int, float]:
    chosen = select(ProposalRow.id, ProposalRow.vector).where(ProposalRow.id.in_(ids), *wanted)
    pairs = [(number, kept) for number, kept in session.execute(chosen) if kept is not None]
    if not pairs:
        return {}
    scores = from_bytes([kept for _, kept in pairs]) @ vector
    return {number: float(score) for (number, _), score in zip(pairs, scores, strict=True)}
