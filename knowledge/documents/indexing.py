"""Documents as rows that can be found: cut and embedded before the transaction, written and put live inside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge.documents.incoming import NewDocument
from knowledge.documents.model import DocumentRow, Kind, PassageRow, VersionRow
from knowledge.documents.succession import Dated, Span, in_force
from knowledge.progress import Report, silent
from retrieval.chunking import Chunk, split
from retrieval.embedding import Embedder
from retrieval.exact import to_bytes
from retrieval.keywords import PASSAGES

LONGEST_SECTION = 500
LONGEST_PREFIX = 80
BATCH = 64


@dataclass(frozen=True)
class Entry:
    """Something to be found in a document, with its vector in the form of the database."""

    kind: Kind
    start: int
    end: int
    section: str
    text: str
    vector: bytes


def embedded(title: str, text: str) -> str:
    """The words a passage's vector is made of: a short title says what a passage that only says "it" is about."""
    return f"{title}. {text}" if len(title) <= LONGEST_PREFIX else text


def entries(new: NewDocument, embedder: Embedder, report: Report = silent) -> list[Entry]:
    """The passages and wordings of a document. Slow: it embeds each."""
    chunks = [("passage", chunk, new.text[chunk.start : chunk.end]) for chunk in split(new.text, new.media)]
    wordings = [("wording", Chunk(0, 0), question) for question in new.matter.questions]
    found: list[tuple[Kind, Chunk, str]] = [*chunks, *wordings]  # type: ignore[list-item]
    words = [embedded(new.matter.title, text) if kind == "passage" else text for kind, _, text in found]
    vectors = embed(words, embedder, report)
    return [
        Entry(kind, chunk.start, chunk.end, chunk.section[:LONGEST_SECTION], text, vector)
        for (kind, chunk, text), vector in zip(found, vectors, strict=True)
    ]


def embed(texts: Sequence[str], embedder: Embedder, report: Report = silent) -> list[bytes]:
    """Vectors of texts in the form of the database, telling how far it is."""
    vectors: list[bytes] = []
    for start in range(0, len(texts), BATCH):
        vectors += to_bytes(embedder.embed(texts[start : start + BATCH]))
        report(len(vectors), len(texts))
    return vectors


def write(session: Session, document: str, number: int | None, found: Sequence[Entry], model: str) -> None:
    """Write the rows of a version, not live yet."""
    session.add_all(
        PassageRow(
            document=document,
            document_version=number,
            kind=entry.kind,
            start=entry.start,
            end=entry.end,
            section=entry.section,
            text=entry.text,
            vector=entry.vector,
            model=model,
            live=False,
            version=0,
            indexed_version=0,
        )
        for entry in found
    )
    session.flush()


def erase_wording(session: Session, document: str, wording: str) -> bool:
    """Erase a wording that an admin taught a document; False when there is none."""
    of_document = (PassageRow.document == document) & PassageRow.document_version.is_(None)
    ids = session.scalars(select(PassageRow.id).where(of_document, PassageRow.text == wording)).all()
    PASSAGES.remove(session.connection(), ids)
    session.execute(delete(PassageRow).where(PassageRow.id.in_(ids)))
    return bool(ids)


def refresh(session: Session, document: DocumentRow) -> None:
    """Make what can be found follow what was chosen: days of versions, live rows, their keywords."""
    session.flush()
    spans = {} if document.removed else _spans(session, document)
    for number in session.scalars(select(VersionRow.number).where(VersionRow.document == document.id)).all():
        span = spans.get(number)
        days = {"live": span is not None, "starts": span and span.starts, "ends": span and span.ends}
        this = (VersionRow.document == document.id) & (VersionRow.number == number)
        session.execute(update(VersionRow).where(this).values(**days))
    _put_live(session, document, spans)
    session.expire_all()


def dated(session: Session, document: str) -> list[Dated]:
    """The versions of a document as far as their days go."""
    columns = (VersionRow.number, VersionRow.valid_from, VersionRow.valid_to, VersionRow.set_aside)
    rows = session.execute(select(*columns).where(VersionRow.document == document).order_by(VersionRow.number))
    return [Dated(*row) for row in rows]


def _spans(session: Session, document: DocumentRow) -> Mapping[int, Span]:
    return in_force(dated(session, document.id), document.current)


def _put_live(session: Session, document: DocumentRow, spans: Mapping[int, Span]) -> None:
    of_document = PassageRow.document == document.id
    rows = session.execute(select(PassageRow.id, PassageRow.document_version, PassageRow.live).where(of_document)).all()

    def should(number: int | None) -> bool:
        return document.removed is None if number is None else number in spans

    rising = [row for row, number, live in rows if should(number) and not live]
    falling = [row for row, number, live in rows if live and not should(number)]
    connection = session.connection()
    PASSAGES.put(connection, _words(session, rising))
    PASSAGES.remove(connection, falling)
    for ids, live in ((rising, True), (falling, False)):
        change = {"live": live, "version": PassageRow.version + 1}
        for part in parts(ids):
            session.execute(
                update(PassageRow)
                .where(PassageRow.id.in_(part))
                .values(change)
                .execution_options(synchronize_session=False)
            )


def _words(session: Session, ids: Sequence[int]) -> list[tuple[int, str]]:
    """The words by which rows are found: a passage also by its title and headings."""
    of_version = (VersionRow.document == PassageRow.document) & (VersionRow.number == PassageRow.document_version)
    found: list[tuple[int, str]] = []
    for part in parts(ids):
        wanted = select(PassageRow.id, PassageRow.kind, VersionRow.title, PassageRow.section, PassageRow.text)
        rows = session.execute(wanted.outerjoin(VersionRow, of_version).where(PassageRow.id.in_(part)))
        found += [
            (row, text if kind == "wording" else "\n".join((title, section, text)))
            for row, kind, title, section, text in rows
        ]
    return found


def parts(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    """Ids in portions that a database takes in one statement."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
