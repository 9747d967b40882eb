"""The questions to learn from, and the texts they are asked of."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from knowledge.documents import front_matter
from knowledge.documents.builtin import SOURCES
from retrieval import questions
from retrieval.chunking import Media, split
from retrieval.spelling import Spelling

HERE = Path(__file__).parent
MEASURED = HERE.parent / "evaluation"
LETTER = "open-letter"
FOLDS = 5
EVERY_STRAY = 8
"""Of the questions that have nothing to do with the review, one in so many is asked of other texts too."""
ARTICLES_LEARNT_FROM = 12
"""Of the public articles; the others are kept to measure on."""


@dataclass(frozen=True)
class Example:
    """A question, what answers it, and who asks it of what."""

    text: str
    documents: tuple[str, ...] = ()
    """Which documents answer it; none when nothing does."""
    answers: tuple[str, ...] = ()
    """Any of these words in a text of those documents answers it; any text of them when empty."""
    fold: int = 0
    place: int = 0
    """Any number, to take one in so many by."""
    real: bool = False
    """True for what people really asked, and for rows of the evaluation sets that may be tuned on; they count more."""
    stray: bool = False
    """True for what has nothing to do with the review."""
    known: bool = False
    """True for what articles are known to answer: the wordings of their own heads, and what staff were heard to ask."""

    @property
    def covered(self) -> bool:
        """Whether a document answers it."""
        return bool(self.documents)

    @property
    def heard(self) -> bool:
        """Whether it is shipped as heard: what words are known to answer, and what nothing answers."""
        return bool(self.known and self.words) or not self.covered

    @property
    def words(self) -> str:
        """The words of its first document that answer it; "" when it is not said which."""
        return self.answers[0] if self.answers else ""


@dataclass(frozen=True)
class Text:
    """A passage of a document."""

    document: str
    heading: str
    text: str


@dataclass(frozen=True)
class Lesson:
    """A collection of texts and what is asked of it."""

    name: str
    texts: tuple[Text, ...]
    examples: tuple[Example, ...]
    with_known: bool = False
    """Whether its documents bring known questions."""


@dataclass(frozen=True)
class Articles:
    """The built-in knowledge as far as it is learnt from."""

    texts: tuple[Text, ...] = ()
    wordings: tuple[Example, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)


def builtin() -> Lesson:
    """The built-in articles, and everything asked about the review and about other things."""
    articles = _articles()
    asks = [
        replace(_example(ask, (row["document"],), (row["answer"],)), known=True)
        for row in _rows(HERE / "asks.yaml")
        for ask in row["asks"]
    ]
    elsewhere = [
        replace(_example(ask), stray=row["topic"].startswith("off topic"))
        for row in _rows(HERE / "elsewhere.yaml")
        for ask in row["asks"]
    ]
    hard = _labelled(_rows(HERE / "hard.yaml"), known=True)
    whole = (*articles.wordings, *asks, *hard, *elsewhere, *_asked("builtin"), *_tuned("builtin_questions.yaml"))
    return Lesson("built-in", articles.texts, _spelt(whole, articles.texts), with_known=True)


def without_known(whole: Lesson) -> Lesson:
    """Half of the articles, as if an admin had added them: no known questions, half of what is asked not covered."""
    kept = {document for document in {text.document for text in whole.texts} if _digest(document) % 2}
    texts = tuple(text for text in whole.texts if text.document in kept)
    asked = [one for one in whole.examples if one.answers or not one.covered]
    return Lesson(
        "half of it",
        texts,
        tuple(replace(one, documents=tuple(d for d in one.documents if d in kept)) for one in asked),
    )


def letter(shared: Path) -> Lesson | None:
    """The open letter alone; None where it is missing."""
    path = shared / "seeds" / "leadership-review-letter.txt"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    texts = tuple(_texts(LETTER, "Open letter", text, "text"))
    asks = [_example(ask, *_said(row["answer"])) for row in _rows(HERE / "letter.yaml") for ask in row["asks"]]
    tuned = [replace(one, documents=(LETTER,) if one.answers else ()) for one in _tuned("letter_questions.yaml")]
    return Lesson("letter", texts, _spelt((*asks, *_asked("letter"), *tuned), texts))


def encyclopaedia(shared: Path) -> Lesson | None:
    """Paragraphs of the public articles that are learnt from, half of them left out; None where they are missing."""
    path = shared / "data" / "xquad_en_dev.json"
    if not path.is_file():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))["data"][:ARTICLES_LEARNT_FROM]
    texts: list[Text] = []
    examples: list[Example] = []
    for number, article in enumerate(found):
        for paragraph in article["paragraphs"]:
            name = str(_digest(paragraph["context"]))
            kept = not left_out(paragraph["context"])
            if kept:
                texts += _texts(name, "", paragraph["context"], "text")
            for asked in paragraph["qas"]:
                answers = tuple(answer["text"] for answer in asked["answers"])
                fold = number % FOLDS
                examples.append(Example(asked["question"], (name,) if kept else (), answers, fold, real=True))
    return Lesson("encyclopaedia", tuple(texts), tuple(examples))


def written(folder: str, *, titled: bool) -> Lesson:
    """Articles written to learn from, about anything; half of their paragraphs left out, as of the public ones."""
    texts: list[Text] = []
    examples: list[Example] = []
    articles = [article for path in sorted((HERE / folder).glob("*.yaml")) for article in _rows(path)]
    for number, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            name = str(_digest(paragraph["text"]))
            kept = not left_out(paragraph["text"])
            if kept:
                texts += _texts(name, article["title"] if titled else "", paragraph["text"], "text")
            for asked, answer in paragraph["asks"]:
                examples.append(Example(asked, (name,) if kept else (), (answer,), number % FOLDS))
    return Lesson(folder, tuple(texts), tuple(examples))


def with_strays(lesson: Lesson, whole: Lesson) -> Lesson:
    """The lesson, asked some of what has nothing to do with the review either."""
    strays = tuple(one for one in whole.examples if one.stray and not one.real and one.place % EVERY_STRAY == 0)
    return replace(lesson, examples=(*lesson.examples, *strays))


def left_out(paragraph: str) -> bool:
    """Whether a public paragraph is left out of the index, to have questions that are not covered."""
    return _digest(paragraph) % 2 == 1


def read_yaml(path: Path) -> Any:
    """What a file of questions holds; by libyaml, which is ten times as fast."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _articles() -> Articles:
    texts: list[Text] = []
    wordings: list[Example] = []
    for path in sorted(SOURCES.glob("*.md")):
        given, body = front_matter.split(path.read_text(encoding="utf-8"))
        matter = front_matter.check(given or {})
        texts += _texts(path.stem, matter.title, body, "markdown")
        wordings += [replace(_example(asked, (path.stem,)), known=True) for asked in matter.questions]
    return Articles(tuple(texts), tuple(wordings))


def _texts(document: str, title: str, text: str, media: Media) -> Iterator[Text]:
    for chunk in split(text, media):
        yield Text(document, f"{title} {chunk.section}".strip(), text[chunk.start : chunk.end])


def _asked(collection: str) -> list[Example]:
    """What counts as if people had asked it."""
    rows = read_yaml(HERE / "asked.yaml")[collection]
    return [replace(one, real=True) for one in _labelled(rows, known=collection == "builtin")]


def _labelled(rows: Sequence[Mapping[str, Any]], *, known: bool) -> list[Example]:
    """Rows that say of which kind they are, and all that answers them."""
    return [
        replace(
            _example(row["question"], tuple(row["documents"]), tuple(row["answers"])),
            stray=row["kind"] == "off-topic",
            known=known and bool(row["answers"]),
        )
        for row in rows
    ]


def _tuned(name: str) -> list[Example]:
    """The rows of an evaluation set that may be tuned on."""
    rows = [row for row in _rows(MEASURED / name) if row["split"] == "tune"]
    return [
        replace(
            _example(
                questions.resolve(row["question"], row.get("after", "")),
                tuple(row.get("document") or ()),
                tuple(row["answer"]),
            ),
            real=True,
            stray=row["topic"] == "off-topic",
        )
        for row in rows
    ]


def _spelt(examples: Sequence[Example], texts: Sequence[Text]) -> tuple[Example, ...]:
    """The examples as a search sees them, each question once."""
    spelling = Spelling(
        [*(text.text for text in texts), *(one.text for one in examples if one.known and not one.words)]
    )
    found = {one.text.lower(): one for one in (replace(one, text=spelling.correct(one.text)) for one in examples)}
    return tuple(found.values())


def _example(text: str, documents: tuple[str, ...] = (), answers: tuple[str, ...] = ()) -> Example:
    number = _digest(text)
    return Example(text, documents, answers, number % FOLDS, number // FOLDS % 1_000)


def _said(answer: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ((LETTER,), (answer,)) if answer else ((), ())


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read_yaml(path)
    return rows


def _digest(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)
