""" "You said, we did": what contributors who wished to hear are to be told, once, and not at night.

A channel takes what is due for addresses it knows, tells it, and says so. A worker that dies in between lets its hold
run out, and another goes on.

Where nobody can be written to (a web page, a terminal), the news waits for the person's next visit.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.effects import TellContributor
from knowledge.privacy import Keys
from knowledge.proposals.references import reference
from knowledge.proposals.tables import AddressRow, NoticeRow, ProposalRow

HELD = timedelta(minutes=5)
MOST_ATTEMPTS = 8
ENGLAND = ZoneInfo("Europe/London")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Hours:
    """When people may be written to."""

    start: time = time(8)
    end: time = time(19)
    weekends: bool = False
    zone: ZoneInfo = ENGLAND

    def allow(self, moment: datetime) -> bool:
        """Whether a moment is within them."""
        there = moment.astimezone(self.zone)
        return self.start <= there.time() < self.end and (self.weekends or there.weekday() < 5)


@dataclass(frozen=True)
class Notice:
    """Something to tell one contributor."""

    id: int
    reference: str
    address: str
    """Where, as the channel gave it: `slack:T1/U2`, `teams:…`."""
    text: str


def tell(session: Session, row: ProposalRow, now: datetime) -> None:
    """Put the news about a proposal in the queue, if its contributor wished to hear and did not hear the same last."""
    about = hashlib.sha256(f"{row.status}\n{row.answer}\n{row.reason}".encode()).hexdigest()
    drop_untold(session, row, but=about)
    ours = NoticeRow.proposal == row.id
    last = session.scalar(select(NoticeRow.about).where(ours).order_by(NoticeRow.id.desc()).limit(1))
    reachable = row.contributor is not None or session.get(AddressRow, row.id) is not None
    if row.contact and reachable and last != about:
        session.execute(delete(NoticeRow).where(ours, NoticeRow.about == about))  # told before other news was
        session.add(NoticeRow(proposal=row.id, about=about, due=now, attempts=0))


def drop_untold(session: Session, row: ProposalRow, but: str = "") -> None:
    """Take news that no longer holds out of the queue.

    Where it may be on its way already, nobody knows what was heard last: whatever comes next is told.
    """
    ours = NoticeRow.proposal == row.id
    stale = delete(NoticeRow).where(ours, NoticeRow.due.is_not(None), NoticeRow.about != but)
    if any(session.scalars(stale.returning(NoticeRow.attempts)).all()):
        session.execute(delete(NoticeRow).where(ours))


class Notices:
    """The queue of what is to be told."""

    def __init__(self, database: Database, keys: Keys, now: Callable[[], datetime], hours: Hours | None = None) -> None:
        self._database = database
        self._keys = keys
        self._now = now
        self._hours = hours or Hours()

    def take(self, channels: Sequence[str], limit: int = 20) -> list[Notice]:
        """Hold what is due for addresses of these channels (`slack`, `teams`, …); nothing outside the hours."""
        now = self._now()
        if not self._hours.allow(now):
            return []
        taken = []
        for number in self._due(channels, now):
            notice = self._hold(number, channels, now)
            if notice is not None:
                taken.append(notice)
            if len(taken) == limit:
                break
        return taken

    def for_visitor(self, person: str) -> list[Notice]:
        """What waits for somebody who cannot be written to and is here now; to be told in their conversation."""
        theirs = (ProposalRow.contributor == self._keys.pseudonym(person), ProposalRow.contact)
        unaddressed = ~exists().where(AddressRow.proposal == ProposalRow.id)
        waiting = select(NoticeRow.id, ProposalRow).join(ProposalRow, ProposalRow.id == NoticeRow.proposal)
        with self._database.read() as session:
            rows = session.execute(waiting.where(NoticeRow.due.is_not(None), *theirs, unaddressed)).all()
            return [Notice(number, reference(row.id), "", words(row)) for number, row in rows]

    def appliers(self) -> Mapping[type, Callable[[Any], Callable[[Session], None]]]:
        """What applies the effect of telling somebody in their conversation."""

        def tell_once(effect: TellContributor) -> Callable[[Session], None]:
            def apply(session: Session) -> None:
                session.execute(update(NoticeRow).where(NoticeRow.id == effect.notice).values(due=None))

            return apply

        return {TellContributor: tell_once}

    def told(self, notice: int) -> None:
        """It is told, and will not be again."""
        self._change(notice, None)

    def failed(self, notice: int, wait: timedelta = timedelta(minutes=15)) -> None:
        """It could not be told; try again later, and give up after some attempts."""
        with self._database.read() as session:
            attempts = session.scalar(select(NoticeRow.attempts).where(NoticeRow.id == notice)) or 0
        self._change(notice, self._now() + wait * 2**attempts if attempts < MOST_ATTEMPTS else None)

    def _due(self, channels: Sequence[str], now: datetime) -> list[int]:
        """Those due for addresses of these channels; old addresses do not say which they are of."""
        theirs = AddressRow.channel.in_(channels) | AddressRow.channel.is_(None)
        addressed = select(NoticeRow.id).join(AddressRow, AddressRow.proposal == NoticeRow.proposal).where(theirs)
        due = addressed.where(NoticeRow.due <= now).order_by(NoticeRow.due, NoticeRow.id)
        with self._database.read() as session:
            return list(session.scalars(due))

    def _hold(self, number: int, channels: Sequence[str], now: datetime) -> Notice | None:
        with self._database.write() as session:
            row = session.get(NoticeRow, number, with_for_update=True)
            proposal = session.get(ProposalRow, row.proposal) if row else None
            sealed = session.get(AddressRow, row.proposal) if row else None
            if row is None or row.due is None or row.due > now:
                return None
            address = self._keys.unseal(sealed.sealed) if sealed else None
            if proposal is None or not proposal.contact or address is None:
                row.due = None  # withdrawn, or does not wish to hear any more
                return None
            if address.partition(":")[0] not in channels:
                return None
            row.due, row.attempts = now + HELD, row.attempts + 1
            return Notice(row.id, reference(proposal.id), address, words(proposal))

    def _change(self, notice: int, due: datetime | None) -> None:
        with self._database.write() as session:
            session.execute(update(NoticeRow).where(NoticeRow.id == notice).values(due=due))


def words(row: ProposalRow) -> str:
    """The news, as it is told."""
    title = _LINK.sub("[link]", row.title)
    opening = f"You proposed “{title}” ({reference(row.id)}). "
    if row.status == "declined":
        return f"{opening}The review team has decided not to take it further, and says why:\n\n{row.reason}"
    return f"{opening}The review team has answered:\n\n{row.answer}"
