"""Examples as the models see them: vectors to turn, and rows of features to weigh."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.training.examples import Example, Lesson, Text
from knowledge.training.turning import Corpus, Lessons, Pair, tell_apart
from retrieval import features
from retrieval.alignment import stems
from retrieval.embedding import Embedder
from retrieval.evidence import MOST_CANDIDATES
from retrieval.features import Asked, Read, Rows
from retrieval.glossary import Glossary
from retrieval.heard import Answer, Heard
from retrieval.known import KnownQuestions, Likeness
from retrieval.readings import Passage, Readings
from retrieval.sense import Sense

Vectors = NDArray[np.float32]
TOGETHER = 256
"""Questions read at a time: their tokens take much memory."""


@dataclass(frozen=True)
class Tabled:
    """A question with the rows of its candidates, and which of them answer it."""

    example: Example
    tables: Sequence[Rows]
    right: Sequence[NDArray[np.bool_]]
    """For each candidate, which of its sentences hold an answer."""


@dataclass(frozen=True)
class Shelf:
    """A lesson with everything read once."""

    lesson: Lesson
    embedder: Embedder
    glossary: Glossary
    every: int = 1
    """Of what is made up for training, one in so many is weighed, and none where the documents have known questions:
    the model that reads it was tuned by it. All of it is learnt from."""

    @cached_property
    def vectors(self) -> Vectors:
        """Of the questions, shape (examples, dimension)."""
        return self.embedder.embed([one.text for one in self.lesson.examples])

    @cached_property
    def meanings(self) -> Vectors:
        """Of the questions, as the tuned model reads them, shape (examples, dimension)."""
        texts = [one.text for one in self.lesson.examples]
        parts = (texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER))
        read = (one.meaning for part in parts for one in self.embedder.read(part))
        return np.asarray([one for one in read if one is not None], np.float32)

    def heard(self, leave_out: int = -1) -> Heard:
        """What staff were heard to ask, with the words that answer it, without the questions of one fold."""
        kept = [place for place, one in enumerate(self.lesson.examples) if one.fold != leave_out and one.heard]
        asked = [self.lesson.examples[place] for place in kept]
        covered, strays = (np.asarray(each, bool) for each in zip(*((o.covered, o.stray) for o in asked), strict=True))
        meanings = self.meanings[kept]
        return Heard(
            self.embedder.name,
            [self._answers(one) for one in asked],
            meanings,
            strays.tolist(),
            stems(one.text for one in asked if one.covered),
            tell_apart(meanings[covered], meanings[~covered]),
            tell_apart(meanings[strays], meanings[~strays]),
        )

    def lessons(self, leave_out: int) -> tuple[list[Vectors], Corpus | None, Vectors]:
        """What there is to turn by: questions by document, answered pairs, and questions nothing answers."""
        kept = [
            (one, vector)
            for one, vector in zip(self.lesson.examples, self.vectors, strict=True)
            if one.fold != leave_out
        ]
        groups: dict[str, list[Vectors]] = {}
        pairs: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Vectors]] = {}
        for one, vector in kept:
            if one.covered and self.lesson.with_known:
                groups.setdefault(one.documents[0], []).append(vector)
            if one.covered and one.answers:
                pairs.setdefault((one.documents, one.answers), []).append(vector)
        found = [(np.asarray(asked), self._answering(*key)) for key, asked in pairs.items()]
        corpus = Corpus([Pair(asked, said) for asked, said in found if len(said)], self._none(kept))
        return [np.asarray(group) for group in groups.values()], corpus if corpus.pairs else None, self._none(kept)

    def strays(self, leave_out: int) -> tuple[Vectors, Vectors]:
        """Questions that have nothing to do with the review, and all others."""
        kept = np.asarray([one.fold != leave_out for one in self.lesson.examples])
        stray = np.asarray([one.stray for one in self.lesson.examples])
        return self.vectors[kept & stray], self.vectors[kept & ~stray]

    def table(self, sense: Sense | None, fold: int) -> Iterator[Tabled]:
        """The examples of one fold, each with its candidates, as read with this sense."""
        known, heard = self._known(sense, fold), self._heard(sense, fold)
        for example, vector in zip(self.lesson.examples, self.vectors, strict=True):
            weighed = example.real or (not self.lesson.with_known and example.place % self.every == 0)
            if example.fold == fold and weighed:
                likeness = known.like(vector) if known else {}
                words = Readings.of(self.embedder).words(example.text)
                tuned = self.lesson.with_known and sense is not None
                asked = Asked(words, sense, self.glossary, heard, tuned)
                yield self._tabled(example, vector, asked, likeness)

    @cached_property
    def texts(self) -> Sequence[tuple[Text, Passage]]:
        """The passages, read."""
        readings = Readings.of(self.embedder)
        return [(text, readings.passage(text.text)) for text in self.lesson.texts]

    @cached_property
    def _passages(self) -> Vectors:
        return self.embedder.embed([f"{text.heading}. {text.text}" for text in self.lesson.texts])

    def _tabled(self, example: Example, vector: Vectors, asked: Asked, likeness: dict[str, Likeness]) -> Tabled:
        cosines = self._passages @ vector
        promise = [
            max(cosine, likeness.get(text.document, Likeness()).nearest, asked.alike.nearest(text.text))
            for cosine, (text, _) in zip(cosines.tolist(), self.texts, strict=True)
        ]
        best = [int(place) for place in np.argsort(promise)[::-1][:MOST_CANDIDATES] if self.texts[place][1].places]
        chosen = [(*self.texts[place], float(cosines[place])) for place in best]
        candidates = [
            Read(text.heading, passage, cosine, likeness.get(text.document, Likeness()))
            for text, passage, cosine in chosen
        ]
        right = [
            np.asarray([answers(example, text, one.text) for one in passage.sentences]) for text, passage, _ in chosen
        ]
        return Tabled(example, features.of_sentences(asked, candidates), right)

    def _known(self, sense: Sense | None, fold: int) -> KnownQuestions | None:
        """The wordings of the documents' own heads, without those of one fold."""
        if not self.lesson.with_known:
            return None
        kept = [
            (one, vector)
            for one, vector in zip(self.lesson.examples, self.vectors, strict=True)
            if one.known and not one.words and one.fold != fold
        ]
        return KnownQuestions([one.documents[0] for one, _ in kept], np.asarray([vector for _, vector in kept]), sense)

    def _heard(self, sense: Sense | None, fold: int) -> Heard:
        """What was heard without the questions of one fold, and the words documents and wordings are put in.

        Without a sense there is nothing but those words: what was heard is for the model it was read with.
        """
        if not self.lesson.with_known:
            return Heard()
        wordings = (one.text for one in self.lesson.examples if one.known and not one.words and one.fold != fold)
        said = stems([*(text.text for text in self.lesson.texts), *wordings])
        found = Heard() if sense is None else self.heard(fold)
        return replace(found, stems=found.stems | said)

    def _answers(self, example: Example) -> list[Answer]:
        """All pairs of a document and words of it that answer."""
        return [
            Answer(document, words)
            for document in example.documents
            for words in example.answers
            if any(text.document == document and words.lower() in text.text.lower() for text, _ in self.texts)
        ]

    def _answering(self, documents: Sequence[str], wanted: Sequence[str]) -> Vectors:
        example = Example("", tuple(documents), tuple(wanted))
        said = [
            reading.vector
            for text, passage in self.texts
            for one, part in zip(passage.sentences, passage.in_context, strict=True)
            for reading in (one.reading, part)
            if answers(example, text, one.text)
        ]
        return np.asarray(said, np.float32)

    @staticmethod
    def _none(kept: Sequence[tuple[Example, Vectors]]) -> Vectors:
        return np.asarray([vector for one, vector in kept if not one.covered], np.float32)


def answers(example: Example, text: Text, said: str) -> bool:
    """Whether a sentence holds an answer."""
    if text.document not in example.documents:
        return False
    return not example.answers or any(answer.lower() in said.lower() for answer in example.answers)


def lessons(shelves: Sequence[Shelf], leave_out: int) -> Lessons:
    """Everything there is to turn by, without the examples of one fold."""
    found = [(shelf, *shelf.lessons(leave_out)) for shelf in shelves]
    groups = [group for _, groups, _, _ in found for group in groups]
    elsewhere = np.concatenate([none for shelf, _, _, none in found if shelf.lesson.with_known])
    return Lessons(groups, [corpus for _, _, corpus, _ in found if corpus is not None], elsewhere)
