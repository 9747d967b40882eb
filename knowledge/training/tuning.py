"""Tunes the upper layers of the embedding model (`retrieval.tuned`) to how staff ask of health and care.

Contrastive learning, as for `turning`, but on layers instead of finished vectors: in a batch, each question should be
nearer to a sentence that answers it than to the others and to the wrong one it was nearest to; nearer to a question
that wants the same than to one about other things; and a sentence nearer to what it answers. The lower layers stay as
they are, so what they make of a text is reckoned once. The layers are run in half precision. About half an hour on two
cores.

What counts as asked (`Example.real`) is left out, for what is weighed by it must be read by layers that do not know it.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from knowledge.training.reading import Shelf, answers
from retrieval import tuned
from retrieval.embedding import Embedder

EPOCHS, BATCH, AWAY = 3, 48, 24
LEARNING_RATE, WARM_UP, WEIGHT_DECAY = 1e-4, 20, 0.01
TEMPERATURE = 0.05
BESIDE = 0.5
"""What the other two comparisons count, beside that of a question with sentences."""
HARD = 10
"""Of the nearest sentences that do not answer, one in so many is shown with each question."""
LONGEST = 128
"""Tokens read of a text."""
TOGETHER = 40
"""Texts of like length that go through the layers together."""


@dataclass(frozen=True)
class Taught:
    """A question and the sentences that answer it, as places in `Texts`."""

    corpus: str
    question: int
    answers: frozenset[int]


@dataclass
class Texts:
    """Every text once, as far as the lower layers read it."""

    model: Any
    places: dict[str, int] = field(default_factory=dict)
    states: list[torch.Tensor] = field(default_factory=list)

    def add(self, texts: Sequence[str]) -> list[int]:
        """Their places; what is new is read."""
        tidy = [" ".join(text.split()) for text in texts]
        new = sorted({text for text in tidy if text not in self.places}, key=len)
        for start in range(0, len(new), TOGETHER):
            part = new[start : start + TOGETHER]
            read = self.model.tokenizer(part, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
            with torch.no_grad():
                found = self.model[0].auto_model(**read, output_hidden_states=True).hidden_states[-1 - tuned.LAYERS]
            for text, state, mask in zip(part, found, read["attention_mask"], strict=True):
                self.places[text] = len(self.states)
                self.states.append(state[: int(mask.sum())].clone())
        return [self.places[text] for text in tidy]


@dataclass
class _Layers:
    """The layers being tuned."""

    texts: Texts
    layers: Any

    def vectors(self, places: Sequence[int]) -> torch.Tensor:
        """Of some texts, in their order, of unit length."""
        order = sorted(range(len(places)), key=lambda one: len(self.texts.states[places[one]]))
        parts = [order[start : start + TOGETHER] for start in range(0, len(order), TOGETHER)]
        found = torch.cat([self._padded([self.texts.states[places[one]] for one in part]) for part in parts])
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return found[back]

    def fixed(self, places: Sequence[int]) -> NDArray[np.float32]:
        """The same while nothing is learnt."""
        self.layers.eval()
        with torch.no_grad():
            found = self.vectors(places).numpy()
        self.layers.train()
        return np.asarray(found, np.float32)

    def _padded(self, states: Sequence[torch.Tensor]) -> torch.Tensor:
        said = torch.nn.utils.rnn.pad_sequence(list(states), batch_first=True)
        lengths = torch.tensor([len(one) for one in states])
        mask = (torch.arange(said.shape[1])[None, :] < lengths[:, None]).float()
        with torch.autocast("cpu", torch.bfloat16):
            return tuned.meanings(self.layers, said, mask).float()


@dataclass
class _Course:
    """All that is taught, and what chance shows of it."""

    taught: Sequence[Taught]
    away: Mapping[str, Sequence[int]]
    """Questions nothing answers, by corpus."""
    chance: random.Random
    hard: Sequence[Sequence[int]] = ()
    """For each question the nearest sentences that do not answer it."""

    @cached_property
    def alike(self) -> Mapping[frozenset[int], Sequence[Taught]]:
        """Questions that want the same."""
        found: dict[frozenset[int], list[Taught]] = {}
        for one in self.taught:
            found.setdefault(one.answers, []).append(one)
        return found

    def batch(self) -> Sequence[int]:
        """Numbers of questions."""
        return self.chance.choices(range(len(self.taught)), k=BATCH)


def tune(shelves: Sequence[Shelf], embedder: Embedder, seed: int = 0) -> Mapping[str, Any]:
    """The weights of the tuned layers by name, learnt from all examples but those that count as asked."""
    torch.manual_seed(seed)
    texts = Texts(embedder.model)
    taught = [one for shelf in shelves for one in questions(shelf, texts)]
    away = {shelf.lesson.name: texts.add(_unanswered(shelf)) for shelf in shelves}
    said = {shelf.lesson.name: texts.add(_sentences(shelf)) for shelf in shelves}
    course = _Course(taught, away, random.Random(seed))  # noqa: S311
    model = _Layers(texts, tuned.upper(embedder.model).train())
    optimizer = torch.optim.AdamW(model.layers.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    an_epoch = len(taught) // BATCH
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _pace(step, EPOCHS * an_epoch))
    for step in range(EPOCHS * an_epoch):
        if step % an_epoch == 0:
            course.hard = _hard(model, taught, said)
        loss = _loss(model, course)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.layers.parameters(), 1.0)
        optimizer.step()
        pace.step()
    return {name: weight.numpy() for name, weight in model.layers.state_dict().items()}


def _unanswered(shelf: Shelf) -> list[str]:
    return [one.text for one in shelf.lesson.examples if not one.covered and not one.real]


def _sentences(shelf: Shelf) -> list[str]:
    return [said.text for _, passage in shelf.texts for said in passage.sentences]


def questions(shelf: Shelf, texts: Texts) -> Iterator[Taught]:
    """What a shelf teaches, without what counts as asked."""
    said = [(text, one.text) for text, passage in shelf.texts for one in passage.sentences]
    places = texts.add([one for _, one in said])
    asked = [one for one in shelf.lesson.examples if one.covered and one.answers and not one.real]
    for one, question in zip(asked, texts.add([one.text for one in asked]), strict=True):
        right = frozenset(
            place for (text, sentence), place in zip(said, places, strict=True) if answers(one, text, sentence)
        )
        if right:
            yield Taught(shelf.lesson.name, question, right)


def _pace(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / WARM_UP) * max(0.05, 1 - step / steps)


def _hard(model: _Layers, taught: Sequence[Taught], corpora: Mapping[str, Sequence[int]]) -> list[list[int]]:
    """For each question the nearest sentences of its corpus that do not answer it."""
    sentences = {name: (list(dict.fromkeys(places))) for name, places in corpora.items()}
    vectors = {name: model.fixed(places) for name, places in sentences.items()}
    asked = model.fixed([one.question for one in taught])
    found = []
    for one, vector in zip(taught, asked, strict=True):
        nearest = np.argsort(-(vectors[one.corpus] @ vector))[: HARD + 2 * len(one.answers)]
        wrong = [sentences[one.corpus][place] for place in nearest if sentences[one.corpus][place] not in one.answers]
        found.append(wrong[:HARD])
    return found


def _loss(model: _Layers, course: _Course) -> torch.Tensor:
    chance, numbers = course.chance, course.batch()
    batch = [course.taught[number] for number in numbers]
    right = [chance.choice(sorted(one.answers)) for one in batch]
    said = list(dict.fromkeys([*right, *(chance.choice(course.hard[number]) for number in numbers)]))
    alike = [_other(course, one) for one in batch if len(course.alike[one.answers]) > 1]
    away = [chance.choice(course.away[one.corpus]) for one in batch[:AWAY]]
    groups = [[one.question for one in batch], said, [one.question for one in alike], away]
    vectors = model.vectors([place for group in groups for place in group])
    asked, sentences, same, elsewhere = torch.split(vectors, [len(group) for group in groups])
    answering = sentences[torch.tensor([said.index(place) for place in right])]
    return (
        _contrast(asked, sentences, [[place in one.answers for place in said] for one in batch])
        + BESIDE
        * _contrast(asked, torch.cat([same, elsewhere]), [[a.answers == b.answers for b in alike] for a in batch])
        + BESIDE
        * _contrast(answering, torch.cat([asked, elsewhere]), [[p in one.answers for one in batch] for p in right])
    )


def _other(course: _Course, one: Taught) -> Taught:
    """Another question that wants the same."""
    return course.chance.choice([other for other in course.alike[one.answers] if other is not one])


def _contrast(ours: torch.Tensor, theirs: torch.Tensor, right: Sequence[Sequence[bool]]) -> torch.Tensor:
    """Each of ours should be nearer to some right one of theirs than to the others; what has no right ones is left out.

    `right` says so for the first of theirs; those after them are never right.
    """
    near = ours @ theirs.T / TEMPERATURE
    told = torch.tensor(right)
    known = functional.pad(told, (0, near.shape[1] - told.shape[1]))
    lost = torch.logsumexp(near, 1) - torch.logsumexp(near.masked_fill(~known, -1e9), 1)
    return lost[known.any(1)].mean()
