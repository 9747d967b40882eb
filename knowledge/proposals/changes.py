"""What changes proposals: the effects of a conversation's turn, applied in the one commit of that turn."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from knowledge.audit import note
from knowledge.effects import ReviseProposal, SubmitProposal, SupportProposal, WithdrawProposal
from knowledge.privacy import Keys, tidy_receipt
from knowledge.proposals import records
from knowledge.proposals.erasure import WITHDRAWN, forget_traces
from knowledge.proposals.meaning import stored_vector
from knowledge.proposals.model import Draft
from knowledge.proposals.references import number
from knowledge.proposals.tables import AddressRow, SupportRow
from knowledge.proposals.validation import checked
from retrieval.embedding import Embedder
from retrieval.errors import Refused

Apply = Callable[[Session], None]
CONTRIBUTOR = "contributor"


class Changes:
    """Prepares changes: slow work (checking, embedding) at once; gives a function for the transaction."""

    def __init__(self, embedder: Embedder, keys: Keys, now: Callable[[], datetime]) -> None:
        self._embedder = embedder
        self._keys = keys
        self._now = now

    def appliers(self) -> Mapping[type, Callable[[Any], Apply]]:
        """What prepares each effect."""
        return {
            SubmitProposal: self.submit,
            ReviseProposal: self.revise,
            WithdrawProposal: self.withdraw,
            SupportProposal: self.support,
        }

    def submit(self, effect: SubmitProposal) -> Apply:
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

    def revise(self, effect: ReviseProposal) -> Apply:
        """Keeps a new version. Raises Refused; the transaction raises NotFound."""
        draft = checked(effect.draft)
        vector = stored_vector(self._embedder, draft.proposal)

        def apply(session: Session) -> None:
            row = records.find_open(session, effect.reference)
            records.revise(session, row, draft, vector, self._now())
            self._keep_address(session, row.id, draft, effect.reply_to)

        return apply

    def withdraw(self, effect: WithdrawProposal, by: str = CONTRIBUTOR) -> Apply:
        """Takes a proposal back and erases it; the transaction raises NotFound.

        A turn holds its conversation first and its proposal second, so conversations come first here too.
        """

        def apply(session: Session) -> None:
            row = records.find(session, effect.reference)
            forget_traces(session, row.id, row.contributor, in_turn=by == CONTRIBUTOR)
            row = records.find(session, effect.reference, hold=True)
            records.erase(session, row, self._now())
            note(session, self._now(), by, "withdrawn and erased", WITHDRAWN)

        return apply

    def support(self, effect: SupportProposal) -> Apply:
        """Counts somebody's support once; the transaction raises NotFound or Refused."""
        supporter = self._keys.pseudonym(effect.person)

        def apply(session: Session) -> None:
            row = records.find(session, effect.reference, hold=True)
            if row.contributor == supporter:
                raise Refused("This is your own proposal, so it counts you already.")
            if session.get(SupportRow, (row.id, supporter)) is None:
                said = {"setting": effect.setting, "level": effect.level}
                session.add(SupportRow(proposal=row.id, supporter=supporter, at=self._now(), **said))

        return apply

    def _keep_address(self, session: Session, proposal: int, draft: Draft, address: str) -> None:
        if address or not draft.contact:
            session.execute(delete(AddressRow).where(AddressRow.proposal == proposal))
        if address and draft.contact:
            channel = address.partition(":")[0][:20]
            session.add(AddressRow(proposal=proposal, channel=channel, sealed=self._keys.seal(address)))
            session.flush()
