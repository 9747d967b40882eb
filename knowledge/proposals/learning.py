"""What a text is about, learnt from examples: a linear reader (ridge regression on the embeddings, in closed form).

The nearest example alone would mistake the place for the theme, as everything about hospitals looks alike.
"""

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
class Learnt:
    """A ridge regression from text vectors to the values of one field."""

    values: tuple[str, ...]
    centre: Numbers
    weights: Numbers
    usual: Numbers

    def scores(self, texts: Numbers) -> Numbers:
        """How much each text, shape (texts, dimensions), speaks of each value; about 0 to 1, shape (texts, values)."""
        return np.asarray((texts - self.centre) @ self.weights + self.usual, np.float32)

    def said(self, text: Numbers) -> Mapping[str, float]:
        """How much one text speaks of each value."""
        return dict(zip(self.values, map(float, self.scores(text[None])[0]), strict=True))


@cache
def examples() -> tuple[Example, ...]:
    """The examples of whole proposals."""
    rows = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
    return tuple(Example.model_validate(row) for row in rows)


@lru_cache(maxsize=2)
def learn(embedder: Embedder) -> Mapping[str, Learnt]:
    """What the examples teach of settings, levels and themes. Takes about a second, once for an embedder."""
    texts = vectors(embedder, [example.text for example in examples()])
    taught = {}
    for field in ("setting", "level"):
        values = [example.setting if field == "setting" else example.level for example in examples()]
        even = np.asarray([1 / values.count(value) for value in values], np.float32)
        taught[field] = _fit(field, texts, [(value,) for value in values], even / even.mean())
    short = [(text, (theme.name,)) for theme in allowed("theme") for text in theme.examples]
    both = np.concatenate([vectors(embedder, [text for text, _ in short]), texts])
    meant = [*(themes for _, themes in short), *(example.themes for example in examples())]
    counts = np.repeat(np.asarray([1.0, WHOLE], np.float32), [len(short), len(texts)])
    return {**taught, "theme": _fit("theme", both, meant, counts)}


def _fit(field: str, texts: Numbers, meant: Sequence[Sequence[str]], counts: Numbers) -> Learnt:
    """Weighted, in its dual form. An example that means several values counts for each in part."""
    right = np.asarray([[(name in each) / len(each) for name in names(field)] for each in meant], np.float32)
    centre, usual = np.average(texts, axis=0, weights=counts), np.average(right, axis=0, weights=counts)
    root = np.sqrt(counts)[:, None]
    moved, missed = root * (texts - centre), root * (right - usual)
    dual = np.linalg.solve(moved @ moved.T + RIDGE[field] * np.eye(len(moved), dtype=np.float32), missed)
    return Learnt(names(field), *(np.asarray(part, np.float32) for part in (centre, moved.T @ dual, usual)))
