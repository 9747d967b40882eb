"""Who did what to which record, without the record's words."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Base, Moment


class AuditRow(Base):
    """One line of the audit."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[str] = mapped_column(String(80))
    """A role, a token (`token 3`) or a pseudonym; never a name."""
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    """A reference or document id; never words somebody wrote."""


def note(session: Session, now: datetime, actor: str, action: str, subject: str) -> None:
    """Add a line to the audit, in the transaction of what it tells of."""
    session.add(AuditRow(at=now, actor=actor[:80], action=action[:60], subject=subject[:120]))
