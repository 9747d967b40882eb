"""Keys for the HTTP API and the desk: made on the command line, shown once, kept as keyed hashes."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base, Database, Moment
from knowledge.privacy import Keys
from retrieval.errors import NotFound

Role = Literal["reviewer", "admin"]


class TokenRow(Base):
    """One token; `hash` is keyed."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(200))
    created: Mapped[datetime] = mapped_column(Moment)
    revoked: Mapped[datetime | None] = mapped_column(Moment)


class Token(BaseModel):
    """A token as listed: never the token itself."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    role: str
    note: str
    created: datetime
    revoked: datetime | None


class Tokens:
    """Makes, checks and revokes tokens."""

    def __init__(self, database: Database, keys: Keys, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._now = now

    def create(self, role: Role, note: str = "") -> str:
        """A new token, to be shown once."""
        token = f"soundings_{secrets.token_urlsafe(32)}"
        with self._database.write() as session:
            session.add(TokenRow(hash=self._keys.token_hash(token), role=role, note=note[:200], created=self._now()))
        return token

    def check(self, token: str) -> tuple[int, Role] | None:
        """The id and role of a token that is in force; None for any other words."""
        live = select(TokenRow).where(TokenRow.hash == self._keys.token_hash(token), TokenRow.revoked.is_(None))
        with self._database.read() as session:
            row = session.scalar(live)
        return (row.id, cast("Role", row.role)) if row else None

    def list(self) -> list[Token]:
        """All tokens ever made, oldest first."""
        with self._database.read() as session:
            return [Token.model_validate(row) for row in session.scalars(select(TokenRow).order_by(TokenRow.id))]

    def revoke(self, token_id: int) -> None:
        """End a token. Raises NotFound."""
        with self._database.write() as session:
            row = session.get(TokenRow, token_id)
            if row is None:
                raise NotFound(f"There is no token {token_id}. `soundings token list` shows them.")
            row.revoked = row.revoked or self._now()
