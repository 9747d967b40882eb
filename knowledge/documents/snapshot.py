"""What can be answered from, read once and kept in memory until the library changes.

A question costs one look at the library's change counter instead of reading every vector again, and still sees what
another process changed a moment ago.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.documents.glossary_document import DOCUMENT as GLOSSARY
from knowledge.documents.heard import heard
from knowledge.documents.model import BUILT_IN, PassageRow, VersionRow, changes
from knowledge.documents.succession import Span
from retrieval.alignment import stems
from retrieval.exact import Hit, from_bytes, nearest
from retrieval.heard import Heard
from retrieval.known import KnownQuestions
from retrieval.sense import sense_for
from retrieval.spelling import Spelling


@dataclass(frozen=True)
class About:
    """What a citation says of the version it is from."""

    document: str
    version: int
    title: str
    source: str
    publisher: str
    published: date | None
    link: str
    days: Span
    added: datetime
    built_in: bool

    @property
    def dated(self) -> tuple[date, datetime]:
        """By which the newer of two is told: its own date, else the day it was added."""
        return (self.published or self.days.starts or self.added.date(), self.added)


@dataclass(frozen=True)
class Passage:
    """A passage of a version: `text` is the version's text from `start` to `end`."""

    id: int
    about: About
    start: int
    end: int
    section: str
    text: str


@dataclass(frozen=True)
class Wording:
    """A question in people's words; of one version, or of whichever is in force when `version` is None."""

    id: int
    document: str
    version: int | None
    text: str


@dataclass(frozen=True)
class Vectors:
    """Rows and their vectors, in the same order."""

    ids: tuple[int, ...]
    matrix: NDArray[np.float32]

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[Hit]:
        """The rows nearest to a vector, best first."""
        return nearest(vector, self.ids, self.matrix, limit)

    def cosines(self, vector: NDArray[np.float32]) -> dict[int, float]:
        """How near each row is."""
        return dict(zip(self.ids, (self.matrix @ vector).tolist(), strict=True)) if self.ids else {}

    def only(self, keep: Container[int]) -> "Vectors":
        """Some of the rows."""
        places = [place for place, row in enumerate(self.ids) if row in keep]
        if len(places) == len(self.ids):
            return self
        return Vectors(tuple(self.ids[place] for place in places), self.matrix[places])


@dataclass(frozen=True)
class Snapshot:
    """The live passages and wordings at one count of changes."""

    count: int
    versions: dict[tuple[str, int], About]
    passages: dict[int, Passage]
    definitions: dict[int, Passage]
    """Those of the glossary, which are looked up by the word alone."""
    wordings: dict[int, Wording]
    wording_vectors: Vectors
    vectors: Vectors
    """Of all passages; or where an index is used, only of those it may not have yet."""
    model: str = ""
    """Name of the embedding model the vectors are of."""

    def on(self, day: date) -> "Snapshot":
        """What of it is in force on a day. All the rest is as if it were not there."""
        versions = {key: about for key, about in self.versions.items() if about.days.holds(day)}
        if len(versions) == len(self.versions):
            return self
        documents = {document for document, _ in versions}
        passages, definitions = (_of(versions, among) for among in (self.passages, self.definitions))
        wordings = {
            row: one
            for row, one in self.wordings.items()
            if (one.document in documents if one.version is None else (one.document, one.version) in versions)
        }
        vectors, wording_vectors = self.vectors.only(passages), self.wording_vectors.only(wordings)
        return Snapshot(self.count, versions, passages, definitions, wordings, wording_vectors, vectors, self.model)

    @cached_property
    def known_questions(self) -> KnownQuestions:
        """What documents are known to answer: their wordings."""
        documents = [self.wordings[row].document for row in self.wording_vectors.ids]
        return KnownQuestions(documents, self.wording_vectors.matrix, sense_for(self.model))

    @cached_property
    def heard(self) -> Heard:
        """What staff were heard to ask of our own articles; its words are those of all wordings and their documents."""
        asked = {wording.document for wording in self.wordings.values()}
        said = [passage.text for passage in self.passages.values() if passage.about.document in asked]
        words = stems([*said, *(wording.text for wording in self.wordings.values())])
        ours = any(about.built_in for about in self.versions.values())
        found = heard(self.model) if ours and asked else Heard()
        return replace(found, stems=found.stems | words)

    @cached_property
    def by_document(self) -> dict[str, list[Passage]]:
        """The passages of each document, in order."""
        found: dict[str, list[Passage]] = {}
        for passage in self.passages.values():
            found.setdefault(passage.about.document, []).append(passage)
        return found

    @cached_property
    def spelling(self) -> Spelling:
        """Puts words right, knowing those of the documents."""
        words = [passage.text for passage in self.passages.values()]
        return Spelling([*words, *(wording.text for wording in self.wordings.values())])


def load(session: Session, model: str, *, only_unprojected: bool) -> Snapshot:
    """Read what is live. `model` names the embedding model in use; vectors of another are left out."""
    count = changes(session)
    versions = _versions(session)
    found = _passages(session, model, versions)
    definitions = {row: passage for row, passage in found.items() if passage.about.document == GLOSSARY}
    passages = {row: passage for row, passage in found.items() if row not in definitions}
    vectors = select(PassageRow.id, PassageRow.vector).where(*_live("passage", model)).order_by(PassageRow.id)
    if only_unprojected:
        vectors = vectors.where(PassageRow.version != PassageRow.indexed_version)
    wordings, wording_vectors = _wordings(session, model, {document for document, _ in versions})
    waiting = _vectors(session.execute(vectors)).only(passages)
    return Snapshot(count, versions, passages, definitions, wordings, wording_vectors, waiting, model)


def _of(versions: Container[tuple[str, int]], passages: Mapping[int, Passage]) -> dict[int, Passage]:
    return {row: one for row, one in passages.items() if (one.about.document, one.about.version) in versions}


def vectors_of(session: Session, model: str, ids: Sequence[int]) -> Vectors:
    """The vectors of some rows, from the database."""
    wanted = select(PassageRow.id, PassageRow.vector).where(PassageRow.id.in_(ids), PassageRow.model == model)
    return _vectors(session.execute(wanted))


def _versions(session: Session) -> dict[tuple[str, int], About]:
    columns = (VersionRow.title, VersionRow.source, VersionRow.publisher, VersionRow.published, VersionRow.link)
    days = (VersionRow.starts, VersionRow.ends, VersionRow.added, VersionRow.added_by == BUILT_IN)
    rows: Iterable[Any] = session.execute(
        select(VersionRow.document, VersionRow.number, *columns, *days).where(VersionRow.live)
    )
    return {
        (document, number): About(
            document, number, title, source, publisher, published, link, Span(starts, ends), added, bool(built_in)
        )
        for document, number, title, source, publisher, published, link, starts, ends, added, built_in in rows
    }


def _passages(session: Session, model: str, versions: Mapping[tuple[str, int], About]) -> dict[int, Passage]:
    columns = (PassageRow.id, PassageRow.document, PassageRow.document_version)
    place = (PassageRow.start, PassageRow.end, PassageRow.section, PassageRow.text)
    rows: Iterable[Any] = session.execute(
        select(*columns, *place).where(*_live("passage", model)).order_by(PassageRow.id)
    )
    return {
        row: Passage(row, versions[document, number], *rest)
        for row, document, number, *rest in rows
        if (document, number) in versions
    }


def _wordings(session: Session, model: str, documents: Container[str]) -> tuple[dict[int, Wording], Vectors]:
    columns = (PassageRow.id, PassageRow.document, PassageRow.document_version, PassageRow.text, PassageRow.vector)
    rows: Iterable[Any] = session.execute(select(*columns).where(*_live("wording", model)).order_by(PassageRow.id))
    kept = [row for row in rows if row[1] in documents]
    return {row[0]: Wording(*row[:4]) for row in kept}, _vectors((row[0], row[4]) for row in kept)


def _live(kind: str, model: str) -> list[ColumnElement[bool]]:
    return [PassageRow.live.is_(True), PassageRow.kind == kind, PassageRow.model == model]


def _vectors(rows: Iterable[Sequence[Any]]) -> Vectors:
    found = list(rows)
    return Vectors(tuple(row[0] for row in found), from_bytes([row[1] for row in found]))
