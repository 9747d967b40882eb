"""`python -m knowledge.training.acts`: learn anew what messages do, after changing the examples. Takes a minute.

The examples are the messages of `acts.yaml`, a part of the questions of `hard.yaml`, and the proposals labelled for
their fields: those of `knowledge/proposals/examples.yaml`, and those of `knowledge/evaluation/proposals.yaml` that are
not held out.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from knowledge.acts import ACTS, Act, ActReader, wording
from knowledge.training.examples import HERE, MEASURED, read_yaml
from retrieval.embedding import Embedder, load_embedder

SELDOM = 10
"""Words in fewer messages teach nothing."""
ONE_QUESTION_IN = 4
COUNTS = {"message": 1.0, "question": 0.1, "proposal": 0.5}
"""What an example counts: one of `acts.yaml`, a question about the articles, a proposal labelled for its fields."""
KEPT_SMALL = 0.1
"""How much large coefficients cost."""


class Example(NamedTuple):
    """A message, what it does, and what it counts."""

    text: str
    act: Act
    counts: float


def main() -> None:
    """Learn and keep."""
    taught = list(examples())
    learn(load_embedder(), taught).save(mark(taught))


def mark(taught: Sequence[Example]) -> str:
    """Other examples make another mark."""
    return hashlib.sha256(json.dumps(taught).encode()).hexdigest()


def examples() -> Iterator[Example]:
    """All there is to learn from; messages that do both are not."""
    for row in read_yaml(HERE / "acts.yaml"):
        if row["act"] in ACTS:
            yield Example(row["text"], row["act"], COUNTS["message"])
    asked = [row["question"] for row in read_yaml(HERE / "hard.yaml") if row["kind"] != "off-topic"]
    for question in asked[::ONE_QUESTION_IN]:
        yield Example(question, "ask", COUNTS["question"])
    labelled = [row for row in read_yaml(MEASURED / "proposals.yaml") if row["split"] == "tune"]
    for row in [*labelled, *read_yaml(HERE.parent / "proposals" / "examples.yaml")]:
        yield Example(row["text"], "propose", COUNTS["proposal"])


def learn(embedder: Embedder, taught: Sequence[Example]) -> ActReader:
    """What examples teach."""
    from sklearn.linear_model import LogisticRegression

    said = Counter(word for one in taught for word in wording(one.text))
    words = sorted(word for word, times in said.items() if times >= SELDOM)
    unlearnt = ActReader(embedder, words, np.zeros((0, len(ACTS)), np.float32), np.zeros(len(ACTS), np.float32))
    found = LogisticRegression(C=1 / KEPT_SMALL, max_iter=4_000).fit(
        unlearnt.features([one.text for one in taught]),
        [ACTS.index(one.act) for one in taught],
        sample_weight=[one.counts for one in taught],
    )
    return ActReader(embedder, words, found.coef_.T.astype(np.float32), found.intercept_.astype(np.float32))


if __name__ == "__main__":
    main()
