"""How well questions are answered from documents, end to end: `soundings evaluate answers`.

Each set has its own fresh database, filled as an admin would fill it. The quick start runs beside us on the same texts.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from knowledge.database import Database
from knowledge.documents.library import Library
from knowledge.evaluation.answers_report import AnswersReport, Measured
from knowledge.evaluation.outcomes import Outcome, shares
from knowledge.evaluation.question_sets import Question, QuestionSet, Split, question_sets
from knowledge.evaluation.quick_start import quick_start
from knowledge.knowledge_base import KnowledgeBaseReader
from retrieval import questions
from retrieval.embedding import Embedder

TODAY = date(2021, 12, 1)
SPLITS: tuple[Split, ...] = ("tune", "held_out")


@dataclass(frozen=True)
class Shelf:
    """Documents of one set, ready to be asked."""

    reader: KnowledgeBaseReader
    texts: Mapping[str, str]


def measure_answers(embedder: Embedder, data: Path, splits: Sequence[Split] = SPLITS) -> AnswersReport:
    """Ask every question of every set whose documents are there, of us and of the quick start."""
    measured: list[Measured] = []
    for one in question_sets(data):
        with tempfile.TemporaryDirectory() as folder, shelf(one, embedder, Path(folder)) as filled:
            for split in splits:
                chosen = [question for question in one.questions if question.split == split]
                title = f"{one.title}, {split.replace('_', ' ')}"
                ours = [ask(filled, question) for question in track(chosen, title, console=Console(stderr=True))]
                wrong = max(shares(ours).wrong, one.bars.wrong)
                beside = quick_start(filled.texts, chosen, embedder, wrong)
                measured.append(Measured(one, split, tuple(ours), tuple(beside), _embedding(embedder, chosen)))
    return AnswersReport(tuple(measured))


@contextmanager
def shelf(asked: QuestionSet, embedder: Embedder, folder: Path) -> Iterator[Shelf]:
    """The documents of a set in a database of their own."""
    database = Database(f"sqlite:///{folder / 'soundings.db'}")
    database.migrate()
    library = Library(database, embedder, lambda: datetime(2021, 12, 1, tzinfo=UTC))
    for document, text in asked.texts.items():
        library.add_text(text, by="evaluation", media="text", document=document)
    if not asked.texts:
        library.index_builtin()
    texts = {row.document: library.show(row.document).text for row in library.list()}
    yield Shelf(KnowledgeBaseReader(database, embedder, today=lambda: TODAY), texts)
    database.close()


def ask(filled: Shelf, question: Question) -> Outcome:
    """What we say to a question."""
    started = time.perf_counter()
    finding = filled.reader.find(questions.resolve(question.text, question.previous))
    seconds = time.perf_counter() - started
    cited = (*finding.citations, *finding.further)
    verbatim = all(filled.texts[one.document][one.start : one.end] == one.quote for one in cited)
    quotes, further = (tuple(one.quote for one in each) for each in (finding.citations, finding.further))
    return Outcome(question, finding.status, quotes, finding.confidence, seconds, verbatim, further)


def _embedding(embedder: Embedder, chosen: Sequence[Question]) -> float:
    """Seconds to embed one question, the middle of many."""
    taken = []
    for question in chosen[:40]:
        started = time.perf_counter()
        embedder.embed([question.text])
        taken.append(time.perf_counter() - started)
    return sorted(taken)[len(taken) // 2] if taken else 0.0
