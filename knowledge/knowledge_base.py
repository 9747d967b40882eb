"""Answers from the documents: gathers what may answer a question, lets the evidence decide, and cites it.

Where this process has the vector index, nearest passages come from there, with an exact scan of those the index may not
have yet; without one, from an exact scan of all. Either way every row is checked against the library's records of this
moment, so what was removed is never shown and what was just added is.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from knowledge import earlier
from knowledge.citing import cite
from knowledge.database import Database
from knowledge.deciding import Decision, decide
from knowledge.defining import definition
from knowledge.documents import snapshot
from knowledge.documents.builtin import SOURCES
from knowledge.documents.model import changes
from knowledge.documents.snapshot import Snapshot
from knowledge.findings import Finding
from knowledge.gathering import Gathering
from knowledge.writing.showing import shown
from knowledge.writing.writer import Writer
from retrieval import questions
from retrieval.embedding import Embedder
from retrieval.errors import Unavailable
from retrieval.evidence import Candidate, judge
from retrieval.glossary import Glossary
from retrieval.vectors import VectorIndex

log = logging.getLogger(__name__)
LONGEST_QUESTION = 1_000


def _today() -> date:
    return datetime.now(UTC).date()


class KnowledgeBaseReader:
    """Answers questions from the documents in force. May be used from several threads."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        index: VectorIndex | None = None,
        *,
        public_url: str = "",
        today: Callable[[], date] = _today,
        glossary: Glossary | None = None,
        writer: Writer | None = None,
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._index = index
        self._public_url = public_url
        self._today = today
        self._given_glossary = glossary
        self._writer = writer
        self._kept: dict[bool, tuple[Snapshot, date, Snapshot]] = {}
        self._lock = threading.Lock()

    def find(self, question: str, *, as_of: date | None = None) -> Finding:
        """What the documents in force on `as_of` (today when None) say to one question."""
        asked = question.strip()[:LONGEST_QUESTION]
        if not any(character.isalnum() for character in asked):
            return Finding(question=question, status="not_covered")
        shelf, said, candidates = self._look_up(asked, as_of)
        decision = decide(
            said,
            shelf,
            candidates,
            lambda among: judge(said, among, self._embedder, self.glossary, shelf.heard),
            definition(asked, self.glossary, shelf),
        )
        return Finding(
            question=question,
            status=decision.status,
            citations=tuple(cite(*span, self._public_url) for span in decision.spans),
            further=tuple(cite(*span, self._public_url) for span in decision.further),
            confidence=decision.confidence,
            note=decision.note or self._replaced(said, decision),
        )

    def find_in(self, document: str, question: str, *, as_of: date | None = None) -> Finding:
        """What one document says to a question, as if there were no other."""
        shelf, said, candidates = self._look_up(question, as_of)
        own = [one for one in candidates if shelf.passages[one.id].about.document == document]
        verdict = judge(said, own, self._embedder, self.glossary, shelf.heard)
        citations = [cite(shelf.passages[one.candidate], one.start, one.end, self._public_url) for one in verdict.spans]
        return Finding(
            question=question, status=verdict.status, citations=tuple(citations), confidence=verdict.confidence
        )

    def worded(self, finding: Finding, *, as_of: date | None = None) -> Finding:
        """An answer in a language model's words, where one is set and all it says is quoted; else just as it is."""
        if self._writer is None or finding.status != "answered":
            return finding
        with self._database.read() as session:
            shelf = self._shelf(session, as_of or self._today(), indexed=self._index is not None)
        passages, found = shown(finding, shelf)
        written = self._writer.write(finding.question, passages, found)
        if written is None:
            return finding
        citations = tuple(cite(*span, self._public_url) for span in written.quotes)
        return finding.model_copy(update={"written": written.text, "citations": citations})

    def split(self, text: str) -> list[str]:
        """The single questions a message holds, in order."""
        return questions.split(text)

    def follow(self, question: str, previous: str) -> Finding | None:
        """What is said to a question that leans on the one before it ("and social care?"); None when it does not.

        "What about porters?" after "When does it report?" is no question about the report: when the answer would be
        that to the question before, and does not speak of what is asked now, it asks whether porters are included.
        """
        whole = questions.resolve(question, previous)
        if whole in (question, questions.resolve(question, "")):
            return None
        found = self.find(whole)
        if questions.carries(whole, previous) and _said(found) == _said(self.find(previous)):
            about = " ".join([*_said(found), *(one.title for one in found.citations[:1])])
            if not questions.speaks_of(about, whole, previous):
                return self.find(questions.whether_included(question))
        return found

    @cached_property
    def glossary(self) -> Glossary:
        """Other ways of writing the terms people use."""
        path = SOURCES / "glossary.yaml"
        return self._given_glossary or (Glossary.load(path) if path.is_file() else Glossary())

    def _replaced(self, said: str, decision: Decision) -> str:
        """A note when the version quoted replaced one that said otherwise."""
        if decision.status != "answered" or not decision.spans:
            return ""
        passage, start, end = decision.spans[0]
        if passage.about.version == 1:
            return ""
        with self._database.read() as session:
            before = earlier.earlier_text(session, passage.about)
        differs = earlier.said_otherwise(said, passage.text[start:end], before)
        return earlier.note(passage.about) if differs else ""

    def _look_up(self, asked: str, as_of: date | None) -> tuple[Snapshot, str, list[Candidate]]:
        # Another day is rare, and the index holds mostly today's passages: it is looked up exactly.
        index = self._index if as_of is None else None
        try:
            return self._look_up_with(index, asked, as_of or self._today())
        except Unavailable as error:
            if index is None:
                raise
            log.warning("The vector index does not answer, so the database is scanned: %s", error)
            return self._look_up_with(None, asked, as_of or self._today())

    def _look_up_with(self, index: VectorIndex | None, asked: str, day: date) -> tuple[Snapshot, str, list[Candidate]]:
        gathering = Gathering(self._embedder, index)
        with self._database.read() as session:
            shelf = self._shelf(session, day, indexed=index is not None)
            said = shelf.spelling.correct(asked)
            return shelf, said, gathering.candidates(session, shelf, said, questions.expand(said, self.glossary))

    def _shelf(self, session: Session, day: date, *, indexed: bool) -> Snapshot:
        """What is in force on a day, read again only when the library changed."""
        with self._lock:
            whole, kept_day, shelf = self._kept.get(indexed, (None, None, None))
            if whole is None or whole.count != changes(session):
                whole = snapshot.load(session, self._embedder.name, only_unprojected=indexed)
                kept_day = None
            if shelf is None or kept_day != day:
                shelf = whole.on(day)
                self._kept[indexed] = (whole, day, shelf)
            return shelf


def _said(finding: Finding) -> list[str]:
    return [citation.quote for citation in finding.citations[:1]]
