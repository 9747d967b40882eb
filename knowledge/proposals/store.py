"""The proposals of one database. Implements the `ProposalBook` port of the conversation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from knowledge.database import Database
from knowledge.effects import WithdrawProposal
from knowledge.privacy import Keys, tidy_receipt
from knowledge.proposals import records
from knowledge.proposals.alikeness import Read, alikeness
from knowledge.proposals.changes import Apply, Changes
from knowledge.proposals.clusters import Clusters, clusters
from knowledge.proposals.conditions import conditions
from knowledge.proposals.meaning import vectors
from knowledge.proposals.model import IMPORTED, Draft, Filters, Found, Profile, Proposal, Similar, Understanding
from knowledge.proposals.overview import Coverage, Facets, coverage, facets
from knowledge.proposals.references import number, reference
from knowledge.proposals.search import Search
from knowledge.proposals.tables import ProposalRow, VersionRow
from knowledge.proposals.understanding import Reader
from retrieval.embedding import Embedder
from retrieval.exact import from_bytes, to_bytes
from retrieval.readings import Readings
from retrieval.vectors import VectorIndex

Proposals = list[Proposal]
Founds = list[Found]
Similars = list[Similar]
Versions = list[tuple[int, datetime, Draft]]
"""Named here, because the class has a method `list`."""

_ALL = Filters()
NOBODY = Profile()
CONSIDERED = 20
"""How many near proposals are looked at before saying which are alike."""


@dataclass(frozen=True)
class Entry:
    """A proposal that comes from a file. `key` stands for its words, so that it comes once."""

    key: str
    draft: Draft
    created: datetime | None = None


class ProposalStore:
    """Reads proposals, and gives what applies the effects of a turn.

    `index` is there where this process owns it; `improve` adds a language model's reading to that of the words.
    """

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        keys: Keys,
        index: VectorIndex | None,
        now: Callable[[], datetime],
        improve: Callable[[Understanding], Understanding] | None = None,
    ) -> None:
        self.database = database
        self._embedder = embedder
        self._keys = keys
        self._now = now
        self._search = Search(database, embedder, index)
        self._reader = Reader(embedder)
        self._improve = improve
        self._changes = Changes(embedder, keys, now)

    def appliers(self) -> Mapping[type, Callable[[Any], Apply]]:
        """What applies each effect of a turn."""
        return self._changes.appliers()

    def understand(self, text: str, profile: Profile) -> Understanding:
        """The proposal as understood from free text. What is not said stays "not said"."""
        read = self._reader.read(text, NOBODY if self._improve else profile)
        return self._reader.with_profile(self._improve(read), profile) if self._improve else read

    def search(self, query: str, filters: Filters, limit: int) -> Founds:
        """Proposals by meaning and words, best first; the newest when the query is empty."""
        return self._search.find(query, filters, limit)

    def list(self, filters: Filters, limit: int | None = None, offset: int = 0) -> Proposals:
        """Proposals, newest first."""
        rows = select(ProposalRow).where(*conditions(filters)).order_by(ProposalRow.id.desc())
        with self.database.read() as session:
            return [records.proposal(row) for row in session.scalars(rows.limit(limit).offset(offset))]

    def count(self, filters: Filters) -> int:
        """How many proposals meet the filters."""
        with self.database.read() as session:
            return records.count(session, conditions(filters))

    def similar(self, draft: Draft, limit: int = 3) -> Similars:
        """Earlier proposals close to a draft, nearest first: the same, similar, or the opposite."""
        vector = vectors(self._embedder, [draft.proposal])[0]
        with self.database.read() as session:
            near = self._search.near(session, vector, conditions(_ALL), CONSIDERED)
            rows = select(ProposalRow).where(ProposalRow.id.in_(near), *conditions(_ALL))
            kept = [(records.proposal(row), row.vector) for row in session.scalars(rows) if row.vector]
        readings = Readings.of(self._embedder)
        mine, *others = map(Read, readings.all([draft.proposal, *(proposal.draft.proposal for proposal, _ in kept)]))
        found = []
        for (proposal, stored), other in zip(kept, others, strict=True):
            cosine = float(from_bytes([stored])[0] @ vector)
            if alike := alikeness(mine, other, cosine):
                found.append(Similar(proposal=proposal, score=min(1.0, max(0.0, cosine)), alike=alike))
        return sorted(found, key=lambda similar: -similar.score)[:limit]

    def more_like(self, reference: str, limit: int = 10) -> Founds:
        """Other proposals like one, best first. Raises NotFound."""
        with self.database.read() as session:
            row = records.find(session, reference)
        found = self._search.find(row.proposal, Filters(), limit + 1)
        return [each for each in found if number(each.proposal.reference) != row.id][:limit]

    def facets(self, filters: Filters) -> Facets:
        """How many proposals each value of each field would give, with the filters on the other fields in force."""
        with self.database.read() as session:
            return facets(session, filters)

    def coverage(self) -> Coverage:
        """Who has been heard, and which groups have not."""
        with self.database.read() as session:
            return coverage(session)

    def themes(self, filters: Filters = _ALL) -> Clusters:
        """What is alike in what came in, and what is opposed."""
        with self.database.read() as session:
            return clusters(session, filters)

    def reserve(self) -> str:
        """A fresh public reference such as `P-1042`; gaps do no harm."""
        with self.database.write() as session:
            return reference(records.reserve(session, 1)[0])

    def get(self, reference: str) -> Proposal | None:
        """One proposal by its public reference, withdrawn ones excepted."""
        found = number(reference)
        with self.database.read() as session:
            return records.load(session, [found]).get(found) if found else None

    def by_receipt(self, receipt: str) -> Proposal | None:
        """The proposal a receipt belongs to, whatever its status; None when there is none."""
        tidied = tidy_receipt(receipt)
        if not tidied:
            return None
        kept = select(ProposalRow).where(ProposalRow.receipt == self._keys.receipt_hash(tidied))
        with self.database.read() as session:
            row = session.scalar(kept)
            return records.proposal(row) if row else None

    def by_person(self, person: str) -> Proposals:
        """What one person sent and did not withdraw, newest first."""
        theirs = ProposalRow.contributor == self._keys.pseudonym(person)
        with self.database.read() as session:
            rows = select(ProposalRow).where(theirs, *conditions(_ALL)).order_by(ProposalRow.id.desc())
            return [records.proposal(row) for row in session.scalars(rows)]

    def history(self, reference: str) -> Versions:
        """All versions of a proposal, oldest first. Raises NotFound."""
        with self.database.read() as session:
            row = records.find(session, reference)
            kept = select(VersionRow).where(VersionRow.proposal == row.id).order_by(VersionRow.version)
            return [(version.version, version.at, Draft(**version.draft)) for version in session.scalars(kept)]

    def withdraw(self, reference: str, *, by: str) -> None:
        """Withdraw and erase, by an admin or a reviewer. Raises NotFound."""
        with self.database.write() as session:
            self._changes.withdraw(WithdrawProposal(reference=reference), by)(session)

    def import_key(self, words: str) -> str:
        """What stands for the words of an imported proposal: a keyed hash, the same whatever their case."""
        return self._keys.receipt_hash(f"import\n{words.casefold()}")

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the import keys that were imported before, withdrawn ones included."""
        with self.database.read() as session:
            return {
                key
                for key in session.scalars(select(ProposalRow.imported).where(ProposalRow.imported.in_(keys)))
                if key
            }

    def keep_imported(self, entries: Sequence[Entry]) -> int:
        """Keep proposals from a file, all or none; those imported before are passed over. Gives how many were new."""
        known = self.known([entry.key for entry in entries])
        new = [entry for entry in entries if entry.key not in known]
        if not new:
            return 0
        kept = to_bytes(vectors(self._embedder, [entry.draft.proposal for entry in new]))
        with self.database.write() as session:
            numbers = records.reserve(session, len(new))
            for number, entry, vector in zip(numbers, new, kept, strict=True):
                records.insert(
                    session, number, entry.draft, vector, self._now(), source=IMPORTED, imported=entry.key,
                    created=entry.created,
                )  # fmt: skip
        return len(new)
