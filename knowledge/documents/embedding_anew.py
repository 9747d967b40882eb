"""All vectors made anew when another embedding model is in use: those of two models cannot be compared."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.database import Database
from knowledge.documents import indexing
from knowledge.documents.model import PassageRow, VersionRow, count_change
from knowledge.progress import Report, silent
from retrieval.embedding import Embedder


def of_other_model(session: Session, model: str) -> bool:
    """Whether any vector is of another model."""
    return session.scalar(select(PassageRow.id).where(PassageRow.model != model).limit(1)) is not None


def embed_anew(database: Database, embedder: Embedder, report: Report = silent) -> int:
    """Embed everything that was embedded with another model; gives how many rows. May be stopped and begun again."""
    with database.read() as session:
        ids = list(session.scalars(select(PassageRow.id).where(PassageRow.model != embedder.name)))
    done = 0
    for part in indexing.parts(ids, indexing.BATCH):
        with database.read() as session:
            words = _words(session, part)
        vectors = indexing.embed([text for _, text in words], embedder)
        with database.write() as session:
            count_change(session)
            for (row, _), vector in zip(words, vectors, strict=True):
                change = {"vector": vector, "model": embedder.name, "version": PassageRow.version + 1}
                session.execute(update(PassageRow).where(PassageRow.id == row).values(change))
        done += len(part)
        report(done, len(ids))
    return done


def _words(session: Session, ids: Sequence[int]) -> list[tuple[int, str]]:
    of_version = (VersionRow.document == PassageRow.document) & (VersionRow.number == PassageRow.document_version)
    wanted = select(PassageRow.id, PassageRow.kind, VersionRow.title, PassageRow.text)
    rows = session.execute(wanted.outerjoin(VersionRow, of_version).where(PassageRow.id.in_(ids)))
    return [(row, text if kind == "wording" else indexing.embedded(title, text)) for row, kind, title, text in rows]
