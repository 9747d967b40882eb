"""The articles that come with Soundings, taken in at the first start and when an upgrade brings others.

What an admin chose stands. A built-in article that an admin removed, replaced or rolled back stays so when its shipped
text is unchanged; when an upgrade changes it, the new text waits in the document's history, where
`soundings knowledge rollback` puts it into force. An article nobody touched follows what is shipped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.documents import front_matter, glossary_document, versions
from knowledge.documents.incoming import NewDocument, fingerprint
from knowledge.documents.indexing import Entry
from knowledge.documents.model import BUILT_IN, DocumentRow
from retrieval.glossary import Glossary

SOURCES = Path(__file__).parents[1] / "sources"


@dataclass(frozen=True)
class Article:
    """A shipped article; without content when it is no longer shipped."""

    id: str
    file: str = ""
    content: bytes = b""

    @property
    def fingerprint(self) -> str:
        """Tells this text from another."""
        return fingerprint(self.content.decode("utf-8", "replace").replace("\r\n", "\n"))


@dataclass(frozen=True)
class Known:
    """What is known about a document that may be a built-in one."""

    shipped: str | None
    ours: bool
    """True when nobody but us chose what is in force."""
    removed: bool

    def follows(self, article: Article) -> bool:
        """Whether it is as an article wants it, or as an admin does."""
        return self.shipped == article.fingerprint and not (self.ours and self.removed)


def shipped(folder: Path) -> list[Article]:
    """The articles in the folder of the installation, and the glossary as one more."""
    paths = sorted(folder.glob("*.md"))
    return [Article(front_matter.slug(path.stem), path.name, path.read_bytes()) for path in paths] + _glossary(folder)


def _glossary(folder: Path) -> list[Article]:
    path = folder / "glossary.yaml"
    if not path.is_file():
        return []
    content = glossary_document.build_markdown(Glossary.load(path)).encode("utf-8")
    return [Article(glossary_document.DOCUMENT, f"{glossary_document.DOCUMENT}.md", content)]


def known(session: Session) -> dict[str, Known]:
    """What is known about every document."""
    return {row.id: _known(row) for row in session.scalars(select(DocumentRow))}


def due(articles: Sequence[Article], known: Mapping[str, Known]) -> list[Article]:
    """What has to be taken in: articles new or changed since, and those no longer shipped that nobody touched."""
    changed = [one for one in articles if one.id not in known or not known[one.id].follows(one)]
    here = {one.id for one in articles}
    gone = [name for name, was in known.items() if name not in here and was.shipped and was.ours and not was.removed]
    return changed + [Article(name) for name in gone]


def take_in(
    session: Session, article: Article, new: NewDocument | None, found: Sequence[Entry], model: str, now: datetime
) -> DocumentRow | None:
    """Take one article in (or out, without `new`); None when another process just did."""
    row = session.get(DocumentRow, article.id)
    if new is None:
        if row is not None and row.chosen_by == BUILT_IN:
            row.removed = row.removed or now
        return row
    if row is not None and _known(row).follows(article):
        return None
    if row is None or (row.chosen_by == BUILT_IN and not versions.repeats(session, row, new)):
        row = versions.add(session, new, found, BUILT_IN, now, model)
    elif row.chosen_by == BUILT_IN:
        row.removed = None
    elif not versions.repeats(session, row, new):
        versions.write(session, new, found, BUILT_IN, now, model, set_aside=True)
    row.shipped = article.fingerprint
    return row


def _known(row: DocumentRow) -> Known:
    return Known(row.shipped, row.chosen_by == BUILT_IN, row.removed is not None)
