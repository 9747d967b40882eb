"""How many tokens a day may cost. Counted in the database, so that all processes share one budget."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import BigInteger, Date, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Base, Database


class UseRow(Base):
    """What was used on one day."""

    __tablename__ = "model_use"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tokens: Mapped[int] = mapped_column(BigInteger)


class Budget:
    """Tokens of one day (UTC)."""

    def __init__(self, database: Database, most: int, now: Callable[[], datetime]) -> None:
        self._database = database
        self._most = most
        self._now = now

    def reserve(self, tokens: int) -> bool:
        """Set tokens aside before a call; False, and nothing set aside, when the day's budget would not hold them."""
        day = self._now().date()
        with self._database.write() as session:
            if session.get(UseRow, day) is None:
                _begin(session, day)
            room = (UseRow.day == day) & (UseRow.tokens + tokens <= self._most)
            take = update(UseRow).where(room).values(tokens=UseRow.tokens + tokens).returning(UseRow.day)
            return session.scalar(take) is not None

    def settle(self, reserved: int, used: int) -> None:
        """After a call: what it really took, instead of what was set aside for it."""
        with self._database.write() as session:
            session.execute(
                update(UseRow).where(UseRow.day == self._now().date()).values(tokens=UseRow.tokens + used - reserved)
            )

    def used(self) -> int:
        """Tokens used or set aside today."""
        with self._database.read() as session:
            row = session.get(UseRow, self._now().date())
            return row.tokens if row else 0


def _begin(session: Session, day: date) -> None:
    """A day's row. Another process may begin the same day at the same moment."""
    try:
        with session.begin_nested():
            session.add(UseRow(day=day, tokens=0))
    except IntegrityError:
        pass
