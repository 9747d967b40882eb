"""The documents that answers come from: add, replace, date, remove, bring back, teach.

What is slow (reading files, embedding) is done before a transaction opens; a change is then all there or not at all,
and holds from the next question on, in every process.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Unpack

from sqlalchemy.orm import Session

from knowledge import audit
from knowledge.database import Database
from knowledge.documents import builtin, catalogue, front_matter, indexing, loading, versions
from knowledge.documents.changes import Change, compare
from knowledge.documents.embedding_anew import embed_anew, of_other_model
from knowledge.documents.incoming import Given, NewDocument, arrange
from knowledge.documents.indexing import Entry
from knowledge.documents.model import BUILT_IN, DocumentRow, count_change
from knowledge.documents.records import Added, Listed, Opened, Outcome, Shown, Version
from knowledge.documents.succession import after_rollback
from knowledge.progress import Report, silent
from retrieval.embedding import Embedder
from retrieval.errors import NotFound, Refused

MOST_WORDINGS = 200


class Library:
    """The documents. Every method may be called from any thread and process."""

    def __init__(
        self, database: Database, embedder: Embedder, now: Callable[[], datetime], sources: Path = builtin.SOURCES
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._now = now
        self._sources = sources

    # Adding

    def add_file(self, path: Path, *, by: str, report: Report = silent, **given: Unpack[Given]) -> Added:
        """Add a file, or make it a new version of the document that has its id. Raises Refused."""
        return self.add_bytes(loading.read_file(path), path.name, by=by, report=report, **given)

    def add_bytes(
        self, content: bytes, name: str, *, by: str, report: Report = silent, **given: Unpack[Given]
    ) -> Added:
        """Add the content of a file that was sent. Raises Refused."""
        return self._put(arrange(loading.load(content, name), given), by, report)

    def add_text(self, text: str, *, by: str, media: loading.Media = "markdown", **given: Unpack[Given]) -> Added:
        """Add words that are text already. Raises Refused."""
        return self._put(arrange(loading.load_text(text, media=media), given), by)

    def preview_file(self, path: Path, **given: Unpack[Given]) -> Change:
        """What adding a file would change; nothing is changed. Raises Refused."""
        return self.preview_bytes(loading.read_file(path), path.name, **given)

    def preview_bytes(self, content: bytes, name: str, **given: Unpack[Given]) -> Change:
        """What adding the content of a file would change; nothing is changed. Raises Refused."""
        return self._preview(arrange(loading.load(content, name), given))

    # Changing

    def remove(self, document: str, *, by: str) -> Added:
        """Stop answering from a document, at once. Its history stays. Raises NotFound."""
        with self._database.write() as session:
            count_change(session)
            row = catalogue.find(session, document)
            changed = row.removed is None
            if changed:
                row.removed, row.chosen_by = self._now(), by
                self._settle(session, row, by, "document removed")
            return self._outcome(session, row, "removed", row.current, changed=changed)

    def rollback(self, document: str, version: int, *, by: str) -> Added:
        """Put an earlier (or later) version back into force, of a removed document too. Raises NotFound."""
        with self._database.write() as session:
            count_change(session)
            row = catalogue.find(session, document)
            catalogue.find_version(session, document, version)
            if row.removed is None and row.current == version:
                return self._outcome(session, row, "unchanged", version, changed=False)
            for number, aside in after_rollback(indexing.dated(session, document), version).items():
                catalogue.find_version(session, document, number).set_aside = aside
            row.current, row.removed, row.chosen_by = version, None, by
            self._settle(session, row, by, f"document rolled back to version {version}")
            return self._outcome(session, row, "brought back", version)

    def add_wording(self, document: str, wording: str, *, by: str) -> Added:
        """Teach a document a question it answers, in people's words; holds over its versions. Raises Refused."""
        tidy = front_matter.wording(wording)
        known = self.show(document)
        if tidy.casefold() in {question.casefold() for question in known.questions}:
            return Added(
                document=known.document, title=known.title, version=known.version, changed=False, outcome="taught"
            )
        if known.removed is not None:
            back = f"soundings knowledge rollback {document} --version {known.version}"
            raise Refused(f"“{known.title}” is removed. Bring it back first: `{back}`.")
        if len(known.questions) >= MOST_WORDINGS:
            raise Refused(f"“{known.title}” has {MOST_WORDINGS} wordings, which is plenty. Remove some first.")
        entry = Entry("wording", 0, 0, "", tidy, indexing.embed([tidy], self._embedder)[0])
        with self._database.write() as session:
            count_change(session)
            row = catalogue.find(session, document)
            indexing.write(session, row.id, None, [entry], self._embedder.name)
            self._settle(session, row, by, "wording added")
            return self._outcome(session, row, "taught", known.version)

    def remove_wording(self, document: str, wording: str, *, by: str) -> Added:
        """Take back a wording that an admin taught. Raises NotFound; those a version came with stay with it."""
        with self._database.write() as session:
            count_change(session)
            row = catalogue.find(session, document)
            if not indexing.erase_wording(session, row.id, wording):
                raise NotFound(f"Nobody taught “{document}” that wording. `soundings knowledge show {document}` tells.")
            self._settle(session, row, by, "wording removed")
            return self._outcome(session, row, "untaught", row.current)

    # Reading

    def list(self, *, removed: bool = False) -> Sequence[Listed]:
        """All documents by title; removed ones only when asked for."""
        with self._database.read() as session:
            return catalogue.listed(session, self._today(), removed=removed)

    def show(self, document: str, version: int | None = None) -> Shown:
        """One document with its text. Raises NotFound."""
        with self._database.read() as session:
            return catalogue.shown(session, document, version, self._today())

    def show_current(self, document: str) -> Shown:
        """The version put in force last, which the next one follows; its first day may be still to come."""
        with self._database.read() as session:
            row = catalogue.find(session, document)
            return catalogue.shown(session, row.id, row.current, self._today())

    def open(self, document: str, version: int | None = None) -> Opened:
        """One document as anybody may read it. Raises NotFound where nothing is to be read any more, or not yet."""
        with self._database.read() as session:
            return catalogue.opened(session, document, version, self._today())

    def history(self, document: str) -> Sequence[Version]:
        """All versions of a document, newest first. Raises NotFound."""
        with self._database.read() as session:
            return catalogue.history(session, document, self._today())

    # Built-in articles

    def builtin_is_current(self) -> bool:
        """Whether the articles that come with Soundings are all taken in, and all vectors are of the model in use."""
        with self._database.read() as session:
            wanted = builtin.due(builtin.shipped(self._sources), builtin.known(session))
            return not wanted and not of_other_model(session, self._embedder.name)

    def index_builtin(self, report: Report = silent) -> int:
        """Take in the articles that are new or changed since last time; gives how many (see `builtin`)."""
        with self._database.read() as session:
            wanted = builtin.due(builtin.shipped(self._sources), builtin.known(session))
        for done, article in enumerate(wanted):
            report(done, len(wanted))
            self._take_in(article)
        report(len(wanted), len(wanted))
        embed_anew(self._database, self._embedder, report)
        return len(wanted)

    def _take_in(self, article: builtin.Article) -> None:
        new = (
            arrange(loading.load(article.content, article.file), {"document": article.id}) if article.content else None
        )
        found = indexing.entries(new, self._embedder) if new else []
        with self._database.write() as session:
            count_change(session)
            row = builtin.take_in(session, article, new, found, self._embedder.name, self._now())
            if row is not None:
                self._settle(session, row, BUILT_IN, "built-in document changed")

    def _put(self, new: NewDocument, by: str, report: Report = silent) -> Added:
        done: Added | None = None
        while done is None:  # again only when the document was changed while we embedded
            with self._database.read() as session:
                version = versions.following(session, new)
                known = versions.repeats(session, session.get(DocumentRow, new.id), version)
            found = None if known else indexing.entries(version, self._embedder, report)
            with self._database.write() as session:
                count_change(session)
                if version == versions.following(session, new):
                    done = self._put_now(session, version, found, by)
        return done

    def _put_now(self, session: Session, new: NewDocument, found: Sequence[Entry] | None, by: str) -> Added | None:
        row = session.get(DocumentRow, new.id)
        if row is not None and versions.repeats(session, row, new):
            changed = row.removed is not None
            if changed:
                row.removed, row.chosen_by = None, by
                self._settle(session, row, by, "document brought back")
            return self._outcome(session, row, "brought back" if changed else "unchanged", row.current, changed=changed)
        if found is None:
            return None
        outcome: Outcome = "added" if row is None else "changed"
        row = versions.add(session, new, found, by, self._now(), self._embedder.name)
        self._settle(session, row, by, f"document {outcome}")
        return self._outcome(session, row, outcome, row.current)

    def _preview(self, new: NewDocument) -> Change:
        with self._database.read() as session:
            version, row = versions.following(session, new), session.get(DocumentRow, new.id)
            known = versions.repeats(session, row, version)
            old = catalogue.shown(session, new.id, row.current, self._today()) if row else None
        return compare(old, version, self._today(), repeats=known)

    def _settle(self, session: Session, row: DocumentRow, by: str, action: str) -> None:
        indexing.refresh(session, row)
        audit.note(session, self._now(), by, action, row.id)

    def _outcome(
        self, session: Session, row: DocumentRow, outcome: Outcome, number: int, *, changed: bool = True
    ) -> Added:
        version = catalogue.find_version(session, row.id, number)
        return Added(
            document=row.id,
            title=version.title,
            version=number,
            changed=changed,
            outcome=outcome,
            starts=version.starts if version.live else version.valid_from,
            ends=version.ends if version.live else version.valid_to,
            valid_today=catalogue.answered_on(version, self._today()),
        )

    def _today(self) -> date:
        return self._now().date()
