"""What reviewers do with proposals: put them together, consider, answer and decline them.

All of it is audited, and grouping can be undone. Nothing here merges proposals: each keeps its words, receipt and
supporters. An answer is told to the contributors who wished to hear (see `notices.py`).
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.audit import note
from knowledge.database import Database
from knowledge.proposals import records
from knowledge.proposals.model import Proposal
from knowledge.proposals.notices import drop_untold, tell
from knowledge.proposals.references import reference
from knowledge.proposals.tables import GroupRow, MemberRow, ProposalRow
from knowledge.proposals.validation import tidy
from retrieval.errors import NotFound, Refused

TITLE_LONGEST, ANSWER_LONGEST = 200, 4_000
RECEIVED, GROUPED, CONSIDERED, ANSWERED, DECLINED = (
    "received", "grouped", "under consideration", "answered", "declined",
)  # fmt: skip


class Group(BaseModel):
    """Proposals that a reviewer put together."""

    model_config = ConfigDict(frozen=True)

    id: int
    title: str
    created: datetime
    proposals: tuple[Proposal, ...] = ()


class ChangedMeanwhile(Refused):
    """What is answered is no longer what was read."""


def edition(proposals: Sequence[Proposal]) -> str:
    """Stands for these proposals in their present words, for an answer to say what was read."""
    read = sorted(f"{one.reference} {one.version}" for one in proposals)
    return hashlib.sha256("\n".join(read).encode()).hexdigest()[:16]


class Reviews:
    """The review team's changes. `by` is who does it, as the audit may name them: a role, a token, a pseudonym.

    `read` is the edition that was read (see `edition`), where somebody read it: an answer to other words is refused.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def groups(self) -> list[Group]:
        """All groups, newest first, each with its proposals."""
        with self._database.read() as session:
            rows = session.scalars(select(GroupRow).order_by(GroupRow.id.desc())).all()
            return [_group(session, row) for row in rows]

    def group(self, title: str, references: Sequence[str], *, by: str) -> Group:
        """Put proposals together. Raises NotFound, or Refused when one is in a group already."""
        title = tidy(title).replace("\n", " ")[:TITLE_LONGEST]
        if not title:
            raise Refused("A group needs a title that says what its proposals have in common.")
        with self._database.write() as session:
            row = GroupRow(title=title, created=self._now())
            session.add(row)
            session.flush()
            for named in dict.fromkeys(references):
                self._join(session, row, records.find(session, named, hold=True), by)
            return _group(session, row)

    def join(self, group: int, *references: str, by: str) -> Group:
        """Put more proposals into a group, all or none. Raises NotFound or Refused."""
        with self._database.write() as session:
            row = _find_group(session, group)
            for named in references:
                self._join(session, row, records.find(session, named, hold=True), by)
            return _group(session, row)

    def leave(self, named: str, *, by: str) -> None:
        """Take a proposal out of its group; it is again what it was before. Raises NotFound or Refused."""
        with self._database.write() as session:
            row = records.find(session, named, hold=True)
            member = session.get(MemberRow, row.id)
            if member is None:
                raise Refused(f"{reference(row.id)} is in no group.")
            self._leave(session, member, row, by)

    def dissolve(self, group: int, *, by: str) -> None:
        """Undo a group; its proposals are again what they were. Raises NotFound."""
        with self._database.write() as session:
            row = _find_group(session, group)
            for member in session.scalars(select(MemberRow).where(MemberRow.group == group)).all():
                proposal = session.get(ProposalRow, member.proposal, with_for_update=True)
                if proposal is not None:
                    self._leave(session, member, proposal, by)
            session.execute(delete(GroupRow).where(GroupRow.id == row.id))
            note(session, self._now(), by, "dissolved a group", f"group {group}")

    def consider(self, named: str, *, by: str) -> None:
        """Say that a proposal is being considered. Raises NotFound."""
        with self._database.write() as session:
            row = records.find(session, named, hold=True)
            self._set(session, row, CONSIDERED, by)
            drop_untold(session, row)

    def decline(self, named: str, reason: str, *, by: str, read: str = "") -> None:
        """Decline a proposal with a reason its contributor can read. Raises NotFound or Refused."""
        reason = _said(reason, "A reason")
        with self._database.write() as session:
            row = records.find(session, named, hold=True)
            _same(read, [row])
            row.reason, row.answer = reason, ""
            self._set(session, row, DECLINED, by)
            tell(session, row, self._now())

    def answer(self, named: str, words: str, *, by: str, read: str = "") -> None:
        """Answer one proposal. Raises NotFound or Refused."""
        words = _said(words, "An answer")
        with self._database.write() as session:
            row = records.find(session, named, hold=True)
            _same(read, [row])
            self._answer(session, row, words, by)

    def answer_group(self, group: int, words: str, *, by: str, read: str = "") -> int:
        """Answer all proposals of a group alike; gives how many. Raises NotFound or Refused."""
        words = _said(words, "An answer")
        with self._database.write() as session:
            _find_group(session, group)
            members = select(ProposalRow).join(MemberRow, MemberRow.proposal == ProposalRow.id)
            held = members.where(MemberRow.group == group, ProposalRow.status != records.WITHDRAWN)
            rows = session.scalars(held.order_by(ProposalRow.id).with_for_update(of=ProposalRow)).all()
            _same(read, rows)
            for row in rows:
                self._answer(session, row, words, by)
            return len(rows)

    def _join(self, session: Session, group: GroupRow, row: ProposalRow, by: str) -> None:
        member = session.get(MemberRow, row.id)
        if member is not None and member.group == group.id:
            return
        if member is not None:
            raise Refused(f"{reference(row.id)} is in another group. Take it out there first.")
        session.add(MemberRow(proposal=row.id, group=group.id, was=row.status))
        note(session, self._now(), by, f"put into group {group.id}", reference(row.id))
        if row.status == RECEIVED:
            self._set(session, row, GROUPED, by)
        session.flush()

    def _leave(self, session: Session, member: MemberRow, row: ProposalRow, by: str) -> None:
        note(session, self._now(), by, f"taken out of group {member.group}", reference(row.id))
        if row.status == GROUPED:
            self._set(session, row, member.was, by)
        session.delete(member)
        session.flush()

    def _answer(self, session: Session, row: ProposalRow, words: str, by: str) -> None:
        row.answer, row.reason = words, ""
        self._set(session, row, ANSWERED, by)
        tell(session, row, self._now())

    def _set(self, session: Session, row: ProposalRow, status: str, by: str) -> None:
        row.status, row.changed = status, self._now()
        row.row_version += 1
        note(session, self._now(), by, status, reference(row.id))


def _group(session: Session, row: GroupRow) -> Group:
    members = select(ProposalRow).join(MemberRow, MemberRow.proposal == ProposalRow.id).where(MemberRow.group == row.id)
    rows = session.scalars(members.order_by(ProposalRow.id).execution_options(populate_existing=True))
    return Group(id=row.id, title=row.title, created=row.created, proposals=tuple(map(records.proposal, rows)))


def _find_group(session: Session, group: int) -> GroupRow:
    row = session.get(GroupRow, group)
    if row is None:
        raise NotFound(f"There is no group {group}.")
    return row


def _same(read: str, rows: Sequence[ProposalRow]) -> None:
    if read and read != edition([records.proposal(row) for row in rows]):
        raise ChangedMeanwhile("It was changed meanwhile, so nothing was sent. Read it again.")


def _said(words: str, what: str) -> str:
    words = tidy(words)
    if not words:
        raise Refused(f"{what} is needed, in words the contributor can read.")
    if len(words) > ANSWER_LONGEST:
        raise Refused(f"{what} may have {ANSWER_LONGEST:,} characters at most; this one has {len(words):,}.")
    return words
