"""What speaks for and against a sentence as the answer to a question, as numbers.

Pure: readings of texts come in, rows of numbers go out. `retrieval.scoring` weighs them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.alignment import Words, aligned, matches, rarest, stem, together, unexplained
from retrieval.answer_type import AnswerType, holds, wanted
from retrieval.embedding import Reading
from retrieval.glossary import Glossary
from retrieval.heard import Alike, Heard
from retrieval.keywords import STOP_WORDS, words
from retrieval.known import Likeness
from retrieval.readings import Passage
from retrieval.sense import Sense

Rows = NDArray[np.float32]
Column = NDArray[np.float32] | float
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+")
_NUMBER = re.compile(r"\d+")

OF_A_SENTENCE = (
    "near",  # cosine of question and sentence
    "near_passage",  # cosine of question and passage
    "met",  # late interaction with the sentence
    "met_passage",  # late interaction with the whole passage
    "worst",  # the least met telling word, in the sentence
    "worst_passage",
    "missing",  # rarity of the question's words that the sentence and headings lack
    "missing_passage",
    "met_after",  # late interaction with the sentence and the one before it, which may name what it speaks of
    "worst_after",
    "missing_after",
    "near_in_context",  # cosine of question and sentence, the sentence read as part of its passage
    "met_in_context",  # late interaction with the sentence so read: it knows there what "it" and "they" are
    "worst_in_context",
    "phrase",  # the share of the question's neighbouring words that are neighbours in the sentence
    "rarest",  # how rare its rarest word is, when the sentence or a heading has it; below zero when they lack it
    "fits",  # the kind of answer wanted is in the sentence: 1 yes, -1 no, 0 any will do
    "fits_passage",
    "strange_names",  # names and numbers of the question that the passage lacks
    "telling",  # how many telling words the question has, in tens
    "place",  # how far down the passage the sentence stands
    "sense",  # cosine of question and sentence, turned
    "sense_in_context",  # the same, the sentence read as part of its passage
    "sense_lead",  # that, above the best sentence of any other passage
    "meaning",  # cosine of question and sentence, as the tuned model reads them
    "meaning_lead",  # that, above the best sentence of any other passage
    "known",  # cosine with the nearest known question of the document
    "known_lead",  # that, above the nearest of any other document
    "known_share",  # the document's share among the nearest known questions
    "elsewhere",  # cosine with the nearest question that nothing answers: of those heard, or turned where none were
    "stray",  # log-odds that the question has nothing to do with the review, in tens
    "answerable",  # log-odds that something answers it, by what was heard, in tens
    "asked",  # cosine with the nearest question heard that the sentence answers, as the tuned model reads them
    "asked_lead",  # that, above any other sentence
    "asked_share",  # its share among the nearest questions heard of all
    "asked_passage",  # the same three of the passage
    "asked_passage_lead",
    "asked_passage_share",
    "strays_share",  # the share of those that have nothing to do with the review
    "unheard",  # rarity of the question's words that no document with known questions says and nobody asked them
    "rarest_heard",  # how rare its rarest word is, when it was heard; below zero when it was not
)
OF_A_QUESTION = (
    *OF_A_SENTENCE,  # of the best sentence
    "score",  # of the best sentence
    "lead",  # of its score above the best of any other passage
    "share",  # how likely it is the one that answers, if one does
    "share_of_two",  # the same of the best two
    "most_asked",
    "asked_above_elsewhere",
    "most_known",  # the most that any candidate has
    "most_sense",
    "most_meaning",
    "most_met",
    "most_near",
    "most_worst",
    "most_met_passage",
    "least_missing_passage",
    "known_above_elsewhere",
    "sense_above_elsewhere",
    *(f"next_{name}" for name in OF_A_SENTENCE),  # of the best sentence of the passage that comes next
)
_COLUMN = {name: place for place, name in enumerate(OF_A_SENTENCE)}


@dataclass(frozen=True)
class Read:
    """A candidate passage, read."""

    heading: str
    passage: Passage
    cosine: float
    likeness: Likeness = field(default_factory=Likeness)


@dataclass(frozen=True)
class Asked:
    """A question with its reading, and what it is read with."""

    words: Words
    sense: Sense | None = None
    glossary: Glossary = field(default_factory=Glossary)
    heard: Heard = field(default_factory=Heard)
    """What was heard to be asked of documents with known questions; empty for others."""
    tuned: bool = False
    """Whether meanings count: those of documents with known questions, for which the model was tuned."""

    @cached_property
    def alike(self) -> Alike:
        """How like it is to what was heard."""
        return self.heard.like(self.words.reading.meaning if self.tuned else None)


def of_sentences(asked: Asked, reads: Sequence[Read]) -> list[Rows]:
    """For each passage read, an array (sentences, features), columns as in `OF_A_SENTENCE`."""
    turned = None if asked.sense is None else asked.sense.of_questions(asked.words.reading.vector)
    senses = [_senses(asked.sense, turned, _vectors(read.passage.alone)) for read in reads]
    kind = wanted(asked.words.text)
    meanings = [_meanings(asked, read.passage.alone) for read in reads]
    above = [_above_others(each) for each in (senses, meanings)]
    heard = _heard(asked.alike, reads)
    found = []
    for place, read in enumerate(reads):
        shared: dict[str, Column] = {
            "sense": senses[place],
            "sense_in_context": _senses(asked.sense, turned, _vectors(read.passage.in_context)),
            "sense_lead": above[0][place],
            "meaning": meanings[place],
            "meaning_lead": above[1][place],
            "known": read.likeness.nearest,
            "known_lead": read.likeness.lead,
            "known_share": read.likeness.share,
            "elsewhere": _elsewhere(asked, turned),
            "stray": _stray(asked) / 10,
            "answerable": asked.alike.answerable_odds / 10,
            "strays_share": asked.alike.strays,
            "unheard": unexplained(asked.words, asked.heard.stems) if asked.heard.stems else 0.0,
            "rarest_heard": rarest(asked.words, asked.heard.stems) if asked.heard.stems else 0.0,
        }
        found.append(_rows(_columns(asked, read, kind) | shared | heard[place], len(read.passage.sentences)))
    return found


def of_question(tables: Sequence[Rows], scores: Sequence[Rows]) -> Rows:
    """One row for a question, columns as in `OF_A_QUESTION`, from the rows of its sentences and their scores.

    The softmax of the scores is how likely each sentence is the one that answers.
    """
    best = [float(one.max()) for one in scores]
    first, *others = np.argsort(-np.asarray(best), kind="stable").tolist()
    second = best[others[0]] if others else best[first] - 3.0
    top = tables[first][int(np.argmax(scores[first]))]
    after = tables[others[0]][int(np.argmax(scores[others[0]]))] if others else np.zeros_like(top)
    everything = np.concatenate(tables)
    most, least = everything.max(axis=0), everything.min(axis=0)
    elsewhere = most[_COLUMN["elsewhere"]]
    odds = np.sort(np.exp(np.concatenate(scores) - best[first]))[::-1]
    more = [
        best[first],
        best[first] - second,
        odds[0] / odds.sum(),
        odds[:2].sum() / odds.sum(),
        most[_COLUMN["asked"]],
        most[_COLUMN["asked"]] - elsewhere,
        *(most[_COLUMN[name]] for name in ("known", "sense", "meaning", "met", "near", "worst", "met_passage")),
        least[_COLUMN["missing_passage"]],
        most[_COLUMN["known"]] - elsewhere,
        most[_COLUMN["sense"]] - elsewhere,
    ]
    return np.concatenate([top, np.asarray(more, np.float32), after])


def _columns(asked: Asked, read: Read, kind: AnswerType) -> dict[str, Column]:
    """What does not need other passages to be known."""
    heard = f"{read.passage.text} {read.heading}"
    heading = _stems(read.heading, asked.glossary)
    matched = matches(asked.words, read.passage.alone)
    alone = [aligned(asked.words, one) for one in matched]
    whole = aligned(asked.words, *matched)
    in_context = [aligned(asked.words, one) for one in matches(asked.words, read.passage.in_context)]
    after = [aligned(asked.words, *matched[max(0, place - 1) : place + 1]) for place in range(len(matched))]
    said = [one.stems | heading for one in read.passage.sentences]
    leading = [heading, *said[:-1]]
    return {
        "near": _vectors(read.passage.alone) @ asked.words.reading.vector,
        "near_passage": read.cosine,
        "met": _column(one.score for one in alone),
        "met_passage": whole.score,
        "worst": _column(one.worst for one in alone),
        "worst_passage": whole.worst,
        "missing": _column(unexplained(asked.words, one) for one in said),
        "missing_passage": unexplained(asked.words, heading | _stems(heard, asked.glossary)),
        "met_after": _column(one.score for one in after),
        "worst_after": _column(one.worst for one in after),
        "missing_after": _column(
            unexplained(asked.words, one | before) for one, before in zip(said, leading, strict=True)
        ),
        "near_in_context": _column(float(one.vector @ asked.words.reading.vector) for one in read.passage.in_context),
        "met_in_context": _column(one.score for one in in_context),
        "worst_in_context": _column(one.worst for one in in_context),
        "phrase": _column(together(asked.words, one) for one in read.passage.sentences),
        "rarest": _column(rarest(asked.words, one) for one in said),
        "fits": _column(_fit(one.text, kind) for one in read.passage.sentences),
        "fits_passage": _fit(read.passage.text, kind),
        "strange_names": _strange(asked.words.text, heard),
        "telling": min(sum(word not in STOP_WORDS for word in asked.words.said), 15) / 10,
        "place": _column(min(place, 8) / 8 for place in range(len(read.passage.sentences))),
    }


def _rows(columns: Mapping[str, Column], count: int) -> Rows:
    table = np.zeros((count, len(OF_A_SENTENCE)), np.float32)
    for name, place in _COLUMN.items():
        table[:, place] = columns[name]
    return table


def _senses(sense: Sense | None, turned: Rows | None, vectors: Rows) -> Rows:
    if sense is None or turned is None or not len(vectors):
        return np.zeros(len(vectors), np.float32)
    return np.asarray(sense.of_texts(vectors) @ turned, np.float32)


def _meanings(asked: Asked, sentences: Sequence[Reading]) -> Rows:
    meant = asked.words.reading.meaning
    if not asked.tuned or meant is None:
        return np.zeros(len(sentences), np.float32)
    return _column(0.0 if one.meaning is None else float(one.meaning @ meant) for one in sentences)


def _above_others(rows: Sequence[Rows]) -> list[Rows]:
    """How far each sentence is above the best of any other passage."""
    best = [float(one.max()) if len(one) else 0.0 for one in rows]
    others = [max((one for spot, one in enumerate(best) if spot != place), default=0.0) for place in range(len(rows))]
    return [one - other for one, other in zip(rows, others, strict=True)]


def _elsewhere(asked: Asked, turned: Rows | None) -> float:
    if len(asked.alike.near):
        return asked.alike.unanswered
    return 0.0 if asked.sense is None or turned is None else asked.sense.nearest_elsewhere(turned)


def _stray(asked: Asked) -> float:
    if len(asked.alike.near):
        return asked.alike.stray_odds
    return 0.0 if asked.sense is None else asked.sense.strays(asked.words.reading.vector)


def _heard(alike: Alike, reads: Sequence[Read]) -> list[dict[str, Column]]:
    """What questions that were heard say for each sentence, and for the passages."""
    near = [_asked(alike, read) for read in reads]
    leads, passages = _leads(near), [float(one.max()) if len(one) else 0.0 for one in near]
    above = _above_others([np.asarray([one], np.float32) for one in passages])
    return [
        {
            "asked": near[place],
            "asked_lead": leads[place],
            "asked_share": _column(alike.share(sentence.text) for sentence in read.passage.sentences),
            "asked_passage": passages[place],
            "asked_passage_lead": float(above[place][0]),
            "asked_passage_share": alike.share(read.passage.text),
        }
        for place, read in enumerate(reads)
    ]


def _asked(alike: Alike, read: Read) -> Rows:
    """How near a question is to those heard that each sentence answers; where none were, to the document's wordings."""
    if not len(alike.heard.answered_by(read.passage.text)):
        return np.full(len(read.passage.sentences), read.likeness.nearest, np.float32)
    return _column(alike.nearest(sentence.text) for sentence in read.passage.sentences)


def _leads(known: Sequence[Rows]) -> list[Rows]:
    """How far each is above the highest of all others."""
    first, second = [*np.sort(np.concatenate([*known, np.zeros(2, np.float32)]))[::-1].tolist()][:2]
    return [np.where(one == first, one - second, one - first).astype(np.float32) for one in known]


def _vectors(readings: Sequence[Reading]) -> Rows:
    return np.asarray([one.vector for one in readings], np.float32)


def _column(numbers: Iterable[float]) -> Rows:
    return np.asarray(list(numbers), np.float32)


def _stems(text: str, glossary: Glossary) -> frozenset[str]:
    return frozenset(stem(word) for word in words(f"{text} {' '.join(glossary.other_forms(text))}"))


def _fit(text: str, kind: AnswerType) -> float:
    held = holds(text, kind)
    return 0.0 if held is None else 1.0 if held else -1.0


def _strange(question: str, heard: str) -> float:
    """How many of the question's names and numbers the passage lacks."""
    said = heard.lower()
    return float(sum(one.lower() not in said for one in [*_NAME.findall(question), *_NUMBER.findall(question)]))
