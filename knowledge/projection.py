"""Carries changed rows from the database into the vector index. The database is right; the index only follows.

A row is in the index as it is in the database when its indexed version is its version. What differs is carried, then
marked, so a stop at any point costs nothing but doing a little again. At its first step a process also compares the ids
on both sides: an index that was lost, restored from an old copy or replaced is put right without anybody asking.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from knowledge.database import Database
from knowledge.documents.model import PassageRow, count_change
from knowledge.progress import Report, silent
from knowledge.proposals.tables import ProposalRow
from retrieval.errors import Unavailable
from retrieval.exact import from_bytes
from retrieval.vectors import VectorIndex

log = logging.getLogger(__name__)
Column = InstrumentedAttribute[Any]
BATCH = 500
LOCK = 5_021_943
"""Held on PostgreSQL so that one process at a time carries or wipes; two could overtake each other."""
NEVER = -1


@dataclass(frozen=True)
class Projected:
    """A table that is carried into a collection."""

    collection: str
    id: Column
    vector: Column
    """float16 bytes, or None for a row that has nothing to be found by."""
    version: Column
    indexed: Column
    shown: ColumnElement[bool]
    """Which rows are in the index; all others are taken out of it."""
    fields: Mapping[str, Column] = field(default_factory=dict)
    """Filter fields: short values, never what somebody wrote."""


PASSAGES = Projected(
    "passages",
    PassageRow.id,
    PassageRow.vector,
    PassageRow.version,
    PassageRow.indexed_version,
    PassageRow.live.is_(True) & (PassageRow.kind == "passage"),
    {"document": PassageRow.document},
)
"""Wordings are not carried: they are few, and always looked at exactly."""
PROPOSALS = Projected(
    "proposals",
    ProposalRow.id,
    ProposalRow.vector,
    ProposalRow.row_version,
    ProposalRow.indexed_version,
    ProposalRow.vector.is_not(None),
    {"setting": ProposalRow.setting, "level": ProposalRow.level, "status": ProposalRow.status},
)


@contextmanager
def alone(database: Database) -> Iterator[bool]:
    """Whether this process may change the index meanwhile. With SQLite it has one owner anyway."""
    if database.is_sqlite:
        yield True
        return
    with database.read() as session:
        yield bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": LOCK}))


class Projection:
    """Keeps an index as the database is. Only the process that owns the index has one."""

    def __init__(
        self, database: Database, index: VectorIndex, tables: Sequence[Projected] = (PASSAGES, PROPOSALS)
    ) -> None:
        self._database = database
        self._index = index
        self._tables = tables
        self._checked = False

    def step(self) -> int:
        """Carry a portion of what changed; gives how many rows. Raises Unavailable when either side does not answer."""
        with alone(self._database) as ours:
            if not ours:
                return 0
            if not self._checked:
                for table in self._tables:
                    self._check(table)
                self._checked = True
            return sum(self._carry(table) for table in self._tables)

    def rebuild(self, report: Report = silent) -> int:
        """Make the index anew from the vectors in the database; gives how many rows were carried."""
        for table in self._tables:
            self._start_over(table)
        total, done = self._waiting(), 0
        report(0, total)
        while carried := self.step():
            done += carried
            report(min(done, total), total)
        return done

    def _carry(self, table: Projected) -> int:
        names = ("id", "vector", "version", "shown", *table.fields)
        columns = (table.id, table.vector, table.version, table.shown, *table.fields.values())
        changed = select(*columns).where(table.version != table.indexed).order_by(table.id).limit(BATCH)
        with self._database.read() as session:
            rows = [dict(zip(names, row, strict=True)) for row in session.execute(changed)]
        if not rows:
            return 0
        self._put([row for row in rows if row["shown"] and row["vector"]], table)
        self._index.delete(table.collection, [row["id"] for row in rows if not (row["shown"] and row["vector"])])
        carried = update(table.id.class_).where(table.id == bindparam("row")).values({table.indexed: bindparam("seen")})
        with self._database.write() as session:
            session.connection().execute(carried, [{"row": row["id"], "seen": row["version"]} for row in rows])
        return len(rows)

    def _put(self, rows: Sequence[Mapping[str, Any]], table: Projected) -> None:
        if rows:
            vectors = from_bytes([row["vector"] for row in rows])
            fields = [{name: row[name] for name in table.fields} for row in rows]
            self._index.upsert(table.collection, [row["id"] for row in rows], vectors, fields)

    def _check(self, table: Projected) -> None:
        """Make both sides agree about what was carried earlier."""
        with self._database.read() as session:
            shown = set(session.scalars(select(table.id).where(table.shown, table.vector.is_not(None))))
            waiting = set(session.scalars(select(table.id).where(table.version != table.indexed)))
            sample = session.scalar(select(table.vector).where(table.id.in_(sorted(shown)[:1])))
        if sample is not None and not self._takes(table, sample):
            log.warning("The index of %s holds vectors of another model and is made anew", table.collection)
            self._start_over(table)
            return
        there = self._index.ids(table.collection)
        self._index.delete(table.collection, sorted(there - shown))
        missing = sorted(shown - waiting - there)
        if missing:
            log.warning("Entries are missing from the index of %s and are carried again", table.collection)
            self._forget(table, missing)

    def _takes(self, table: Projected, sample: bytes) -> bool:
        self._index.heartbeat()
        try:
            self._index.nearest(table.collection, from_bytes([sample])[0], 1)
        except Unavailable:
            return False
        return True

    def _start_over(self, table: Projected) -> None:
        self._index.reset(table.collection)
        with self._database.write() as session:
            session.execute(update(table.id.class_).values({table.indexed: NEVER}))
            count_change(session)

    def _forget(self, table: Projected, ids: Sequence[int]) -> None:
        with self._database.write() as session:
            forget = update(table.id.class_).where(table.id == bindparam("row")).values({table.indexed: NEVER})
            session.connection().execute(forget, [{"row": row} for row in ids])
            count_change(session)

    def _waiting(self) -> int:
        with self._database.read() as session:
            return sum(_count(session, table) for table in self._tables)


def _count(session: Session, table: Projected) -> int:
    wanted = select(func.count()).select_from(table.id.class_).where(table.version != table.indexed)
    return session.scalar(wanted) or 0
