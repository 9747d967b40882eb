"""`python -m benchmarks`: what a question and a search cost, beside what they cannot do without.

question    the whole answer, against embedding the question alone
scan        the exact scan of 10,000 vectors, against Chroma on the same vectors
projection  carrying 2,000 rows into Chroma, against embedding them
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bot.app import Soundings
from bot.settings import Settings
from retrieval.embedding import Embedder
from retrieval.exact import nearest
from retrieval.vectors import VectorIndex

QUESTIONS = (
    "who leads the review?",
    "when does it report?",
    "is social care really part of it?",
    "will my manager see what I write?",
    "what is the capital of France?",
)


def seconds(work: Callable[[], object], times: int) -> float:
    """The median of some runs, in seconds; the first is not counted."""
    work()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def question(parts: Soundings) -> tuple[float, float]:
    """Answering all the questions; embedding them one by one."""
    answering = seconds(lambda: [parts.knowledge.find(asked) for asked in QUESTIONS], 9)
    embedding = seconds(lambda: [parts.embedder.embed([asked]) for asked in QUESTIONS], 9)
    return answering, embedding


def scan(folder: Path) -> tuple[float, float]:
    """An exact scan; Chroma on the same vectors."""
    random = np.random.default_rng(1)
    matrix = random.standard_normal((10_000, 384)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    ids = list(range(10_000))
    index = VectorIndex.open(folder / "chroma")
    index.upsert("proposals", ids, matrix, [{"status": "received"}] * len(ids))
    exact = seconds(lambda: nearest(matrix[7], ids, matrix, 20), 50)
    approximate = seconds(lambda: index.nearest("proposals", matrix[7], 20), 50)
    index.close()
    return exact, approximate


def projection(folder: Path, embedder: Embedder) -> tuple[float, float]:
    """Carrying vectors into Chroma; embedding as many short texts."""
    texts = [f"Ward managers need protected time, number {number}" for number in range(2_000)]
    started = time.perf_counter()
    vectors = embedder.embed(texts)
    embedding = time.perf_counter() - started
    index = VectorIndex.open(folder / "carried")
    started = time.perf_counter()
    for start in range(0, len(texts), 500):
        ids = range(start, start + 500)
        index.upsert("proposals", list(ids), vectors[start : start + 500], [{"status": "received"}] * 500)
    carrying = time.perf_counter() - started
    index.close()
    return carrying, embedding


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        parts = Soundings(Settings(home=Path(folder) / "home"))
        parts.prepare()
        parts.library.index_builtin()
        rows = (
            ("an answer / embedding its question", *question(parts)),
            ("exact scan of 10,000 / Chroma", *scan(Path(folder))),
            ("carrying 2,000 rows / embedding them", *projection(Path(folder), parts.embedder)),
        )
        for name, ours, other in rows:
            print(f"{name:40} {ours / other:8.2f}   ({1000 * ours:.1f} ms / {1000 * other:.1f} ms)")
        parts.database.close()


if __name__ == "__main__":
    main()
