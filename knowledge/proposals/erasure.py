"""Leaving no trace of a withdrawn proposal: in conversations and the audit at once, in the files soon after.

Deleting a row is not enough: a database's log, a keyword index and Chroma's files keep the bytes for a while. What is
left to wipe is written down with the deletion itself, so that a stop in between forgets nothing.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, String, Update, cast, delete, func, select, update
from sqlalchemy.orm import Session

from knowledge.audit import AuditRow
from knowledge.conversations import ConversationRow, TurnRow
from knowledge.database import Database
from knowledge.projection import alone
from knowledge.proposals.references import reference
from knowledge.proposals.tables import ErasureRow, ProposalRow
from retrieval.keywords import PROPOSALS
from retrieval.vectors import VectorIndex

WITHDRAWN = "a withdrawn proposal"
GONE = "This was about a proposal that is withdrawn."
LARGE, PATIENCE = 5_000, timedelta(hours=1)
NEVER = -1
REWRITTEN = (
    "proposals", "proposal_versions", "proposal_themes", "supports", "reply_addresses", "proposal_keywords",
    "proposal_notices", "turns", "conversations", "audit",
)  # fmt: skip


def forget_traces(session: Session, number: int, contributor: str | None, *, in_turn: bool) -> None:
    """Remove mentions of a proposal from conversations and the audit, in the transaction that erases it.

    `in_turn` keeps the contributor's newest turn: it is the one that withdraws, and answers its own repetition.
    """
    if contributor is not None:
        theirs = select(ConversationRow.key).where(ConversationRow.person == contributor)
        kept = select(func.max(TurnRow.id)).where(TurnRow.conversation.in_(theirs), TurnRow.shown.is_(False))
        said = delete(TurnRow).where(TurnRow.conversation.in_(theirs))
        newest = session.scalar(kept) if in_turn else None
        session.execute(said if newest is None else said.where(TurnRow.id != newest))
    _scrub_conversations(session, reference(number))
    session.execute(update(AuditRow).where(AuditRow.subject == reference(number)).values(subject=WITHDRAWN))


def _scrub_conversations(session: Session, named: str) -> None:
    mention = _mention(named)
    held = select(ConversationRow).order_by(ConversationRow.key).with_for_update(key_share=True)
    for row in session.scalars(held.where(cast(ConversationRow.state, String).contains(named))):
        row.state = scrubbed(row.state, named)
    for turn in session.scalars(select(TurnRow).where(cast(TurnRow.replies, String).contains(named))):
        turn.replies = [_told(reply) if mention.search(json.dumps(reply)) else reply for reply in turn.replies]
    for turn in session.scalars(select(TurnRow).where(TurnRow.text.contains(named))):
        turn.text = mention.sub(WITHDRAWN, turn.text)


def _mention(named: str) -> re.Pattern[str]:
    """P-1001, and not the beginning of P-10010."""
    return re.compile(rf"{re.escape(named)}(?!\d)")


def _told(reply: dict[str, Any]) -> dict[str, Any]:
    """What is left of a reply that spoke of it, and may have shown its words."""
    empty = {name: type(part)() if isinstance(part, list | bool) else None for name, part in reply.items()}
    return empty | {"kind": "message", "text": GONE, "lead": GONE, "private": reply.get("private", False)}


def scrubbed(value: Any, named: str) -> Any:
    """The same JSON without a reference: alone it goes, inside a sentence other words stand for it."""
    if isinstance(value, str):
        return "" if value == named else _mention(named).sub(WITHDRAWN, value)
    if isinstance(value, list):
        return [scrubbed(part, named) for part in value if part != named and not _offers(part, named)]
    if isinstance(value, dict):
        return {name: None if _offers(part, named) else scrubbed(part, named) for name, part in value.items()}
    return value


def _offers(part: Any, named: str) -> bool:
    """Whether it is a choice about the proposal, or a draft of its new version, which holds its words."""
    return isinstance(part, dict) and named in (part.get("value"), part.get("revising"))


class Eraser:
    """Wipes what deleted rows leave in files. `index` is there where this process owns it."""

    def __init__(self, database: Database, index: VectorIndex | None, now: Callable[[], datetime]) -> None:
        self._database = database
        self._index = index
        self._now = now

    def waiting(self) -> int:
        """How many withdrawn proposals have traces left in files."""
        with self._database.read() as session:
            return session.scalar(select(func.count()).select_from(ErasureRow)) or 0

    def finish(self) -> int:
        """Wipe what is waiting; gives how many proposals are gone for good. Without the index, its part waits.

        One process at a time does, and nothing is carried into the index meanwhile.
        """
        if not self.waiting():
            return 0
        with alone(self._database) as ours:
            return self._finish() if ours else 0

    def _finish(self) -> int:
        with self._database.read() as session:
            waiting = {row.proposal: row for row in session.scalars(select(ErasureRow))}
        if new := sorted(number for number, row in waiting.items() if not row.rows_wiped):
            self._wipe_rows(new)
            if not self._wipe_database():
                return 0
            self._change(update(ErasureRow).values(rows_wiped=True), new)
        if not waiting or not self._wipe_index(min(row.at for row in waiting.values())):
            return 0
        self._change(delete(ErasureRow), list(waiting))
        return len(waiting)

    def _change(self, change: Update | Delete, numbers: list[int]) -> None:
        with self._database.write() as session:
            session.execute(change.where(ErasureRow.proposal.in_(numbers)))

    def _wipe_rows(self, numbers: list[int]) -> None:
        """Once more in conversations: the reply that told of the withdrawal may have been kept after it."""
        with self._database.write() as session:
            for number in numbers:
                _scrub_conversations(session, reference(number))
            PROPOSALS.purge(session.connection())

    def _wipe_index(self, since: datetime) -> bool:
        """Make the collection anew: Chroma keeps a deleted row's vector in its files. The projection fills it again.

        A large one is made anew once an hour at most. Its deleted rows are found by nobody meanwhile.
        """
        if self._index is None:
            return False
        if self._index.count("proposals") > LARGE and self._now() - since < PATIENCE:
            return False
        with self._database.write() as session:
            session.execute(update(ProposalRow).where(ProposalRow.vector.is_not(None)).values(indexed_version=NEVER))
        self._index.reset("proposals")
        self._index.vacuum()
        return True

    def _wipe_database(self) -> bool:
        """Empty SQLite's write-ahead log (rows are overwritten on deletion already), or rewrite PostgreSQL's tables."""
        connection = self._database.engine.raw_connection()
        try:
            driver: Any = connection.driver_connection
            if self._database.is_sqlite:
                busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy
            driver.autocommit = True
            for table in REWRITTEN:
                driver.execute(f"VACUUM (FULL) {table}")
            return True
        finally:
            connection.invalidate()
