"""The proposals of one database: what the conversation asks and changes. Implements the `ProposalBook` port."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from knowledge.audit import note
from knowledge.database import Database
from knowledge.effects import ReviseProposal, SubmitProposal, SupportProposal, WithdrawProposal
from knowledge.privacy import Keys, tidy_receipt
from knowledge.proposals import records
from knowledge.proposals.alikeness import alikeness
from knowledge.proposals.conditions import conditions
from knowledge.proposals.meaning import Embeds, stored_vector, vectors
from knowledge.proposals.model import Draft, Filters, Found, Profile, Proposal, Similar, Understanding
from knowledge.proposals.references import number, reference
from knowledge.proposals.search import Search
from knowledge.proposals.tables import AddressRow, NumberRow, ProposalRow, SupportRow, VersionRow
from knowledge.proposals.understanding import Reader
from knowledge.proposals.validation import checked
from retrieval.errors import Refused
from retrieval.exact import from_bytes
from retrieval.vectors import VectorIndex

Apply = Callable[[Session], None]
CONTRIBUTOR = "contributor"
CONSIDERED = 20
"""How many near proposals are looked at before saying which are alike."""


class ProposalStore:
    """Reads proposals, and gives what applies the effects of a turn. `index` is there where this process owns it."""

    def __init__(
        self,
        database: Database,
        embedder: Embeds,
        keys: Keys,
        index: VectorIndex | None,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._keys = keys
        self._now = now
        self._search = Search(database, embedder, index)
        self._reader = Reader(embedder)

    def understand(self, text: str, profile: Profile) -> Understanding:
        """The proposal as understood from free text. What is not said stays "not said"."""
        return self._reader.read(text, profile)

    def search(self, query: str, filters: Filters, limit: int) -> list[Found]:
        """Proposals by meaning and words, best first; the newest when the query is empty."""
        return self._search.find(query, filters, limit)

    def similar(self, draft: Draft, limit: int = 3) -> list[Similar]:
        """Earlier proposals close to a draft, nearest first: the same, similar, or the opposite."""
        vector = vectors(self._embedder, [draft.proposal])[0]
        found = []
        with self._database.read() as session:
            near = self._search.near(session, vector, conditions(Filters()), CONSIDERED)
            rows = select(ProposalRow).where(ProposalRow.id.in_(near), *conditions(Filters()))
            for row in session.scalars(rows):
                cosine = float(from_bytes([row.vector])[0] @ vector) if row.vector else 0.0
                if alike := alikeness(draft.proposal, row.proposal, cosine):
                    found.append(Similar(proposal=records.proposal(row), score=min(1.0, max(0.0, cosine)), alike=alike))
        return sorted(found, key=lambda similar: -similar.score)[:limit]

    def reserve(self) -> str:
        """A fresh public reference such as `P-1042`; gaps do no harm."""
        return reference(self.reserve_numbers(1)[0])

    def reserve_numbers(self, count: int) -> list[int]:
        """Fresh numbers, each given once for ever."""
        with self._database.write() as session:
            made = session.scalars(insert(NumberRow).returning(NumberRow.id), [{} for _ in range(count)]).all()
            session.execute(delete(NumberRow).where(NumberRow.id.in_(made)))
        return sorted(made)

    def get(self, reference: str) -> Proposal | None:
        """One proposal by its public reference, withdrawn ones excepted."""
        found = number(reference)
        with self._database.read() as session:
            return records.load(session, [found]).get(found) if found else None

    def by_receipt(self, receipt: str) -> Proposal | None:
        """The proposal a receipt belongs to, whatever its status; None when there is none."""
        tidied = tidy_receipt(receipt)
        if not tidied:
            return None
        kept = select(ProposalRow).where(ProposalRow.receipt == self._keys.receipt_hash(tidied))
        with self._database.read() as session:
            row = session.scalar(kept)
            return records.proposal(row) if row else None

    def by_person(self, person: str) -> list[Proposal]:
        """What one person sent and did not withdraw, newest first."""
        theirs = ProposalRow.contributor == self._keys.pseudonym(person)
        with self._database.read() as session:
            rows = select(ProposalRow).where(theirs, *conditions(Filters())).order_by(ProposalRow.id.desc())
            return [records.proposal(row) for row in session.scalars(rows)]

    def history(self, reference: str) -> list[tuple[int, datetime, Draft]]:
        """All versions of a proposal, oldest first. Raises NotFound."""
        with self._database.read() as session:
            row = records.find(session, reference)
            kept = select(VersionRow).where(VersionRow.proposal == row.id).order_by(VersionRow.version)
            return [(version.version, version.at, Draft(**version.draft)) for version in session.scalars(kept)]

    def appliers(self) -> Mapping[type, Callable[[object], Apply]]:
        """What applies each effect: slow work (checking, embedding) first, then a function for the transaction."""
        return {
            SubmitProposal: self.submitting,  # type: ignore[dict-item]
            ReviseProposal: self.revising,  # type: ignore[dict-item]
            WithdrawProposal: self.withdrawing,  # type: ignore[dict-item]
            SupportProposal: self.supporting,  # type: ignore[dict-item]
        }

    def submitting(self, effect: SubmitProposal) -> Apply:
        """Keeps a new proposal. Raises Refused when it cannot be kept."""
        draft = checked(effect.draft)
        vector = stored_vector(self._embedder, draft.proposal)
        receipt = self._keys.receipt_hash(tidy_receipt(effect.receipt))
        contributor = self._keys.pseudonym(effect.person)
        given = number(effect.reference)
        if given is None:
            raise Refused(f"“{effect.reference[:20]}” is not a reference we gave out. Please send the proposal again.")

        def apply(session: Session) -> None:
            records.insert(
                session, given, draft, vector, self._now(), source=effect.source, receipt=receipt,
                contributor=contributor, linked_to=number(effect.linked_to) if effect.linked_to else None,
            )  # fmt: skip
            self._keep_address(session, given, draft, effect.reply_to)

        return apply

    def revising(self, effect: ReviseProposal) -> Apply:
        """Keeps a new version. Raises Refused; the transaction raises NotFound."""
        draft = checked(effect.draft)
        vector = stored_vector(self._embedder, draft.proposal)

        def apply(session: Session) -> None:
            row = records.find_open(session, effect.reference)
            records.revise(session, row, draft, vector, self._now())
            self._keep_address(session, row.id, draft, effect.reply_to)

        return apply

    def withdrawing(self, effect: WithdrawProposal, by: str = CONTRIBUTOR) -> Apply:
        """Takes a proposal back and erases it; the transaction raises NotFound."""

        def apply(session: Session) -> None:
            row = records.find(session, effect.reference)
            records.erase(session, row, self._now())
            note(session, self._now(), by, "erased a proposal", "proposal")

        return apply

    def supporting(self, effect: SupportProposal) -> Apply:
        """Counts somebody's support once; the transaction raises NotFound or Refused."""
        supporter = self._keys.pseudonym(effect.person)

        def apply(session: Session) -> None:
            row = records.find(session, effect.reference)
            if row.contributor == supporter:
                raise Refused("This is your own proposal, so it counts you already.")
            if session.get(SupportRow, (row.id, supporter)) is None:
                session.add(
                    SupportRow(
                        proposal=row.id, supporter=supporter, setting=effect.setting, level=effect.level, at=self._now()
                    )
                )

        return apply

    def withdraw(self, reference: str, *, by: str) -> None:
        """Withdraw and erase by an admin or a reviewer. Raises NotFound."""
        with self._database.write() as session:
            self.withdrawing(WithdrawProposal(reference=reference), by)(session)

    def _keep_address(self, session: Session, proposal: int, draft: Draft, address: str) -> None:
        if address or not draft.contact:
            session.execute(delete(AddressRow).where(AddressRow.proposal == proposal))
        if address and draft.contact:
            session.add(AddressRow(proposal=proposal, sealed=self._keys.seal(address)))
            session.flush()
