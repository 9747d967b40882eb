"""The sets of questions answers are measured on, and the documents each is asked of."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from knowledge.training.examples import ARTICLES_LEARNT_FROM, left_out, read_yaml

HERE = Path(__file__).parent
Split = Literal["tune", "held_out"]


@dataclass(frozen=True)
class Question:
    """A question with what answers it: any one of `answers` in the words quoted; none when nothing covers it."""

    id: str
    text: str
    answers: tuple[str, ...]
    split: Split
    previous: str = ""
    off_topic: bool = False
    """True for questions that have nothing to do with the review."""

    @property
    def covered(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.answers)

    def answered_by(self, quote: str) -> bool:
        """Whether words hold an answer."""
        said = _plain(quote)
        return any(_plain(answer) in said for answer in self.answers)


@dataclass(frozen=True)
class Bars:
    """What is to be reached, as shares: at least of what is covered, at most or at least of what is not."""

    answered: float
    helped: float
    wrong: float
    silent: float = 0.6


@dataclass(frozen=True)
class QuestionSet:
    """Questions asked of one collection of documents."""

    name: str
    title: str
    questions: tuple[Question, ...]
    texts: dict[str, str]
    """Documents added for it by id; none for the built-in knowledge."""
    bars: Bars


def question_sets(data: Path) -> list[QuestionSet]:
    """All sets whose documents are there. `data` is the folder of public question sets; the letter is in its sister."""
    letter = data.parent / "seeds" / "leadership-review-letter.txt"
    encyclopaedia = data / "xquad_en_dev.json"
    found = [
        QuestionSet("builtin", "Built-in knowledge", _written("builtin_questions.yaml"), {}, Bars(0.85, 0.97, 0.03))
    ]
    if letter.is_file():
        texts = {"open-letter": letter.read_text(encoding="utf-8")}
        bars = Bars(0.60, 0.92, 0.06)
        found.append(QuestionSet("letter", "The letter alone", _written("letter_questions.yaml"), texts, bars))
    if encyclopaedia.is_file():
        found.append(_public(encyclopaedia))
    return found


def _written(name: str) -> tuple[Question, ...]:
    rows: list[dict[str, Any]] = read_yaml(HERE / name)
    return tuple(
        Question(
            row["id"],
            row["question"],
            tuple(row["answer"]) if row["answerable"] else (),
            row["split"],
            row.get("after", ""),
            row["topic"] == "off-topic",
        )
        for row in rows
    )


def _public(path: Path) -> QuestionSet:
    """Public articles, half of their paragraphs left out; held out are the articles nothing was learnt from."""
    texts: dict[str, str] = {}
    asked: list[Question] = []
    for number, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        split: Split = "tune" if number < ARTICLES_LEARNT_FROM else "held_out"
        for paragraph in article["paragraphs"]:
            kept = not left_out(paragraph["context"])
            if kept:
                texts[hashlib.sha256(paragraph["context"].encode()).hexdigest()[:12]] = paragraph["context"]
            for one in paragraph["qas"]:
                answers = tuple(answer["text"] for answer in one["answers"]) if kept else ()
                asked.append(Question(one["id"], one["question"], answers, split))
    title = "XQuAD, half the paragraphs left out"
    return QuestionSet("xquad", title, tuple(asked), texts, Bars(0.85, 0.97, 0.06))


def _plain(text: str) -> str:
    """Words without marks of Markdown and with plain blanks, so that a line break does not hide an answer."""
    return " ".join(text.replace("*", "").replace("_", "").lower().split())
