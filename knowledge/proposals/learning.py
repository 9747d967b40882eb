"""What a text is about, learnt from examples: a linear reader (ridge regression on the embeddings, in closed form).

The nearest example alone would mistake the place for the theme, as everything about hospitals looks alike. What is
learnt is kept in `learnt.npz` (written by `python -m knowledge.training.proposals`), so that nobody waits for it; with
another model, or with changed examples, it is learnt anew when first needed, in a few seconds.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from knowledge.proposals.meaning import vectors
from knowledge.proposals.model import allowed, names
from retrieval.embedding import Embedder

Numbers = NDArray[np.float32]
KEPT = Path(__file__).parent / "learnt.npz"
RIDGE = {"setting": 1.0, "level": 1.0, "theme": 3.0}
WHOLE = 0.25
"""What a whole proposal counts for a theme beside an example of the theme alone."""


class Example(BaseModel):
    """A proposal with what is meant by it, as in `examples.yaml`."""

    model_config = ConfigDict(frozen=True)

    text: str
    setting: str
    level: str
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Lesson:
    """What teaches one field: texts, the values each means, and what each counts."""

    texts: tuple[str, ...]
    meant: tuple[tuple[str, ...], ...]
    counts: tuple[float, ...]


@dataclass(frozen=True)
class Learnt:
    """A ridge regression from text vectors to the values of one field."""

    centre: Numbers
    weights: Numbers
    usual: Numbers

    def scores(self, text: Numbers) -> Numbers:
        """How much a text, by its vector, speaks of each value, in the order of the values; about 0 to 1."""
        return np.asarray((text - self.centre) @ self.weights + self.usual, np.float32)


@lru_cache(maxsize=2)
def learn(embedder: Embedder) -> Mapping[str, Learnt]:
    """What the examples teach of settings, levels and themes."""
    return _kept(_mark(embedder.name)) or teach(embedder)


def said(embedder: Embedder, field: str, text: Numbers) -> dict[str, float]:
    """How much a text, by its vector, speaks of each value of a field; {} for a field that is not learnt."""
    if field not in RIDGE:
        return {}
    return dict(zip(names(field), map(float, learn(embedder)[field].scores(text)), strict=True))


def teach(embedder: Embedder) -> dict[str, Learnt]:
    """Learn anew."""
    texts = sorted({text for lesson in lessons().values() for text in lesson.texts})
    read = dict(zip(texts, vectors(embedder, texts), strict=True))
    return {
        field: _fit(field, np.stack([read[text] for text in lesson.texts]), lesson)
        for field, lesson in lessons().items()
    }


def keep(embedder: Embedder, path: Path = KEPT) -> None:
    """Learn anew, and keep what is learnt."""
    learnt = {
        f"{field}_{part}": getattr(found, part)
        for field, found in teach(embedder).items()
        for part in ("centre", "weights", "usual")
    }
    np.savez_compressed(path, mark=np.asarray(_mark(embedder.name)), **learnt)


@cache
def lessons() -> Mapping[str, Lesson]:
    """What teaches each field."""
    rows = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
    whole = [Example.model_validate(row) for row in rows]
    short = [(text, (theme.name,)) for theme in allowed("theme") for text in theme.examples]
    themes = [*short, *((example.text, example.themes) for example in whole)]
    counts = [1.0] * len(short) + [WHOLE] * len(whole)
    return {
        "setting": _even([example.text for example in whole], [example.setting for example in whole]),
        "level": _even([example.text for example in whole], [example.level for example in whole]),
        "theme": Lesson(tuple(text for text, _ in themes), tuple(meant for _, meant in themes), tuple(counts)),
    }


def _even(texts: Sequence[str], values: Sequence[str]) -> Lesson:
    """Each value counts the same, however many examples it has."""
    counts = [len(values) / len(set(values)) / values.count(value) for value in values]
    return Lesson(tuple(texts), tuple((value,) for value in values), tuple(counts))


def _fit(field: str, texts: Numbers, lesson: Lesson) -> Learnt:
    """Weighted, in its dual form. An example that means several values counts for each in part."""
    counts = np.asarray(lesson.counts, np.float32)
    right = np.asarray([[(name in each) / len(each) for name in names(field)] for each in lesson.meant], np.float32)
    centre, usual = np.average(texts, axis=0, weights=counts), np.average(right, axis=0, weights=counts)
    root = np.sqrt(counts)[:, None]
    moved, missed = root * (texts - centre), root * (right - usual)
    dual = np.linalg.solve(moved @ moved.T + RIDGE[field] * np.eye(len(moved), dtype=np.float32), missed)
    return Learnt(*(np.asarray(part, np.float32) for part in (centre, moved.T @ dual, usual)))


def _mark(model: str) -> str:
    """What was learnt from what: another model, other examples or other values make another mark."""
    taught = [(field, lesson.texts, lesson.meant, lesson.counts, names(field)) for field, lesson in lessons().items()]
    return hashlib.sha256(json.dumps([model, RIDGE, taught]).encode()).hexdigest()


def _kept(mark: str, path: Path = KEPT) -> dict[str, Learnt] | None:
    if not path.is_file():
        return None
    with np.load(path) as kept:
        if str(kept["mark"]) != mark:
            return None
        parts = ("centre", "weights", "usual")
        return {field: Learnt(*(kept[f"{field}_{part}"] for part in parts)) for field in RIDGE}
