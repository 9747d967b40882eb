"""The database: engine, short transactions, migrations. The system of record.

SQLite (WAL, synchronous FULL) by default, PostgreSQL by `DATABASE_URL`. Reads and writes are separate on purpose: a
write on SQLite takes the lock at once (BEGIN IMMEDIATE), so two writers queue instead of failing half-way.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from retrieval.errors import Refused, Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg", "sqlite": "sqlite"}
WRITE_IT = "Write postgresql://user:password@host/name, or leave it unset for SQLite in the state folder."
FULL = "The disk is full, so nothing was saved. Make room, then try again."
UNWRITABLE = "The database file cannot be opened for writing. Check the state folder's owner and rights."
GAVE_WAY = "Somebody changed the same thing at the same moment. Nothing was saved; try again."
RACES = ("40P01", "40001")
"""PostgreSQL's states of a transaction that gave way to another: a deadlock, and one that cannot follow on."""
DAMAGED = "The database file is damaged. Put a backup in its place: see docs/operators.md."
EXPLAINED = {
    "disk is full": FULL,
    "No space left": FULL,
    "readonly": UNWRITABLE,
    "unable to open": UNWRITABLE,
    "locked": "The database is busy with something long. Nothing was saved; try again in a moment.",
    "no such table": "The database has no tables yet. Run `soundings migrate` first.",
    "is not a database": DAMAGED,
    "image is malformed": DAMAGED,
    "invalid connection option": "DATABASE_URL has an option that is not known here; the log says which.",
}
"""What drivers say, and what we say to people."""

log = logging.getLogger(__name__)


class Base(DeclarativeBase):
    """Root of all tables; constraints are named so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A point in time, always with its zone (UTC), on SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back UTC; SQLite forgets the zone."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class LostRace(Unavailable):
    """A transaction gave way to another that wanted the same rows; the same may be tried again at once."""


class Database:
    """One database, by URL. Construction opens nothing; the first use does."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._writer = self.engine.execution_options(soundings_write=True)
        # SQLite's writers wait for each other by sleeping, up to 100 ms at a time; ours wait here instead.
        self._turn: AbstractContextManager[Any] = threading.RLock() if self.is_sqlite else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading. Raises Unavailable when the database does not answer."""
        with _said_plainly(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed at the end, all or nothing. Raises Unavailable."""
        with self._turn, _said_plainly(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date. Safe to call at every start, and from several processes."""
        with _said_plainly(), self._writer.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(5021942)"))
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def exists(self) -> bool:
        """Whether there is something to open: a server's address, or a file that was made."""
        return not self.is_sqlite or Path(self.engine.url.database or "").is_file()

    def check(self) -> None:
        """Raise Unavailable unless the database answers."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    """The engine of an address, by our own driver whichever it names. Raises Refused."""
    try:
        address = make_url(url)
        kind = address.drivername.lower().partition("+")[0]
        if kind not in DRIVERS:
            raise Refused(f"DATABASE_URL begins with {kind}, which is not used here. {WRITE_IT}")
        # Parameters hold what people wrote: no error or log may repeat them.
        return create_engine(
            address.set(drivername=DRIVERS[kind]),
            hide_parameters=True,
            pool_pre_ping=kind != "sqlite",
            connect_args={"timeout": 30} if kind == "sqlite" else {"connect_timeout": 10},
        )
    except (ArgumentError, ValueError) as error:
        raise Refused(f"DATABASE_URL is not a database address. {WRITE_IT}") from error


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in RACES:
            raise LostRace(GAVE_WAY) from error
        raise Unavailable(_explain(error)) from error
    except DBAPIError as error:
        if _known(str(error.orig)):
            raise Unavailable(_explain(error)) from error
        raise


def _explain(error: DBAPIError) -> str:
    """One sentence for people. The driver's own words may name hosts and users: they go to the log alone."""
    said = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
    log.error("The database cannot be used: %s", said)
    return (
        _known(said) or "The database does not answer. Check DATABASE_URL and that the server runs; the log says more."
    )


def _known(said: str) -> str:
    return next((sentence for words, sentence in EXPLAINED.items() if words in said), "")


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("soundings_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
