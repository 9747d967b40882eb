"""What one gets from an afternoon with a quick start: recursive splitter, Chroma, the same model, one threshold."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from langchain_text_splitters import RecursiveCharacterTextSplitter

from knowledge.evaluation.outcomes import Outcome, at_same_wrong
from knowledge.evaluation.question_sets import Question
from retrieval.embedding import Embedder
from retrieval.vectors import VectorIndex

SIZES = ((1_000, 200), (500, 100), (250, 50))
"""Characters of a chunk and of its overlap with the next: as the tutorials have it, and shorter ones."""
SHOWN = 3


def quick_start(
    texts: Mapping[str, str], questions: Sequence[Question], embedder: Embedder, wrong: float
) -> list[Outcome]:
    """Each question with the nearest chunk as its answer, and its cosine as how sure it is.

    Chunks are of the size that answers most at the threshold which lets through the share `wrong` of what is not
    covered.
    """
    tried = [_with_chunks(texts, questions, embedder, *size) for size in SIZES]
    return max(tried, key=lambda outcomes: at_same_wrong(outcomes, wrong))


def _with_chunks(
    texts: Mapping[str, str], questions: Sequence[Question], embedder: Embedder, size: int, overlap: int
) -> list[Outcome]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap, add_start_index=True)
    chunks = [chunk for text in texts.values() for chunk in splitter.split_text(text)]
    with tempfile.TemporaryDirectory() as folder:
        index = VectorIndex.open(Path(folder))
        index.upsert("passages", range(len(chunks)), embedder.embed(chunks), [{"chunk": True}] * len(chunks))
        vectors = embedder.embed([question.text for question in questions])
        hits = [index.nearest("passages", vector, SHOWN) for vector in vectors]
        index.close()
    return [
        Outcome(question, "answered", tuple(chunks[hit.id] for hit in found), found[0].score if found else 0.0)
        for question, found in zip(questions, hits, strict=True)
    ]
