"""Trains the two matrices of `retrieval.sense`: questions are turned towards what answers them.

Contrastive learning on vectors that stay as they are (InfoNCE; van den Oord and others 2018): two questions that want
the same are drawn together, a question and the sentence that answers it too, and all are pushed away from the others in
the batch and from questions about other things. The matrices start as the identity, so nothing is unlearnt for nothing.
Plain numpy: a few minutes on one core.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
TEMPERATURE = 0.07
DROPOUT = 0.1
LEARNING_RATE = 3e-4
STEPS = 4_000
GROUPS, PAIRS, NEGATIVES = 32, 40, 48
C = 1.0
"""How freely the weights of a logistic regression may grow."""


@dataclass(frozen=True)
class Pair:
    """Questions that all want the same, and the sentences that answer them, as vectors."""

    questions: Vectors
    sentences: Vectors


@dataclass(frozen=True)
class Corpus:
    """Pairs from one collection of texts: only sentences of the same collection are told apart."""

    pairs: Sequence[Pair]
    unanswered: Vectors
    """Questions nothing in this collection answers; may be empty."""


@dataclass(frozen=True)
class Lessons:
    """All there is to learn from."""

    groups: Sequence[Vectors]
    """Questions answered by the same document, an array a document."""
    corpora: Sequence[Corpus]
    elsewhere: Vectors
    """Questions about other things."""


@dataclass
class _Matrix:
    """A matrix being trained, with what Adam (Kingma and Ba 2015) remembers of it."""

    value: Vectors
    gradient: Vectors = field(init=False)
    mean: Vectors = field(init=False)
    square: Vectors = field(init=False)

    def __post_init__(self) -> None:
        self.gradient, self.mean, self.square = (np.zeros_like(self.value) for _ in range(3))

    def step(self, number: int, rate: float) -> None:
        self.mean = 0.9 * self.mean + 0.1 * self.gradient
        self.square = 0.999 * self.square + 0.001 * self.gradient**2
        mean, square = self.mean / (1 - 0.9**number), self.square / (1 - 0.999**number)
        self.value = self.value - np.float32(rate) * mean / (np.sqrt(square) + 1e-8)
        self.gradient = np.zeros_like(self.value)


@dataclass
class _Turned:
    """Vectors turned by a matrix to unit length, collecting their gradient until it is passed to the matrix."""

    matrix: _Matrix
    given: Vectors
    value: Vectors = field(init=False)
    gradient: Vectors = field(init=False)

    def __post_init__(self) -> None:
        turned = self.given @ self.matrix.value
        self._lengths = np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-9)
        self.value = turned / self._lengths
        self.gradient = np.zeros_like(self.value)

    def pass_back(self) -> None:
        along = (self.value * self.gradient).sum(axis=1, keepdims=True)
        self.matrix.gradient += self.given.T @ ((self.gradient - self.value * along) / self._lengths)


def train(lessons: Lessons, seed: int = 0, steps: int = STEPS) -> tuple[Vectors, Vectors]:
    """The matrices for questions and for texts, each (dimension, dimension)."""
    random = np.random.default_rng(seed)
    dimension = lessons.elsewhere.shape[1]
    questions, texts = (_Matrix(np.eye(dimension, dtype=np.float32)) for _ in range(2))
    for number in range(1, steps + 1):
        _learn_groups(lessons, questions, random)
        for corpus in lessons.corpora:
            _learn_pairs(corpus, lessons.elsewhere, questions, texts, random)
        rate = LEARNING_RATE * (1 - 0.9 * number / steps)
        questions.step(number, rate)
        texts.step(number, rate)
    return questions.value, texts.value


def tell_apart(ones: Vectors, others: Vectors) -> Vectors:
    """Logistic regression on vectors, above zero for the first; the bias comes last."""
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([ones, others])
    model = LogisticRegression(C=C, class_weight="balanced", max_iter=1_000)
    model.fit(rows, np.arange(len(rows)) < len(ones))
    return np.append(model.coef_[0], model.intercept_).astype(np.float32)


def _learn_groups(lessons: Lessons, questions: _Matrix, random: np.random.Generator) -> None:
    groups = [group for group in lessons.groups if len(group) > 1]
    chosen = random.choice(len(groups), min(GROUPS, len(groups)), replace=False)
    both = np.asarray([groups[place][random.choice(len(groups[place]), 2, replace=False)] for place in chosen])
    one, other = (_Turned(questions, _dropped(both[:, side], random)) for side in (0, 1))
    away = _Turned(questions, _dropped(_some(lessons.elsewhere, NEGATIVES, random), random))
    _contrast(one, [other, away])
    _contrast(other, [one, away])
    for turned in (one, other, away):
        turned.pass_back()


def _learn_pairs(
    corpus: Corpus, elsewhere: Vectors, questions: _Matrix, texts: _Matrix, random: np.random.Generator
) -> None:
    chosen = random.choice(len(corpus.pairs), min(PAIRS, len(corpus.pairs)), replace=False)
    pairs = [corpus.pairs[place] for place in chosen]
    asked = _Turned(questions, _dropped(np.asarray([_one(pair.questions, random) for pair in pairs]), random))
    said = _Turned(texts, _dropped(np.asarray([_one(pair.sentences, random) for pair in pairs]), random))
    aways = [_Turned(questions, _dropped(_some(elsewhere, PAIRS, random), random))]
    if len(corpus.unanswered):
        aways.append(_Turned(questions, _dropped(_some(corpus.unanswered, PAIRS, random), random)))
    _contrast(asked, [said])
    for away in aways:
        _contrast(said, [asked, away])
    for turned in (asked, said, *aways):
        turned.pass_back()


def _contrast(ours: _Turned, theirs: Sequence[_Turned]) -> None:
    """Add the gradient of cross-entropy: row i of `ours` should be nearest to row i of the first of `theirs`."""
    all_theirs = np.concatenate([one.value for one in theirs])
    scores = ours.value @ all_theirs.T / TEMPERATURE
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    rows = np.arange(len(shares))
    shares[rows, rows] -= 1
    slope = shares / (len(shares) * TEMPERATURE)
    ours.gradient += slope @ all_theirs
    start = 0
    for one in theirs:
        end = start + len(one.value)
        one.gradient += slope[:, start:end].T @ ours.value
        start = end


def _some(vectors: Vectors, count: int, random: np.random.Generator) -> Vectors:
    return vectors[random.integers(0, len(vectors), count)]


def _one(vectors: Vectors, random: np.random.Generator) -> Vectors:
    return np.asarray(vectors[random.integers(0, len(vectors))])


def _dropped(vectors: Vectors, random: np.random.Generator) -> Vectors:
    kept = random.random(vectors.shape, dtype=np.float32) >= DROPOUT
    return np.asarray(vectors * kept / (1 - DROPOUT), np.float32)
