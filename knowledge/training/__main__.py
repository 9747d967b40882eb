"""`python -m knowledge.training`: learn the weights of `retrieval` anew, some four hours on two cores.

What was made up about our own articles tunes the model; what people asked of them is weighed as that model reads it,
for it was not taught that. Then the model is tuned anew, by all of it: what is weighed was read by a model that knew a
little less. When it breaks off, put the files back as they were: they belong together.

Reads the open letter and the public articles from the folder beside the project; without them it refuses, for the
weights would forget what they teach.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from knowledge.documents import heard
from knowledge.documents.builtin import SOURCES
from knowledge.training import examples, reading, tuning, weighing
from knowledge.training.examples import FOLDS, Lesson
from knowledge.training.reading import Shelf, Tabled
from knowledge.training.turning import Vectors, tell_apart, train
from knowledge.training.weighing import Bars, Outcome
from retrieval import scoring, tuned
from retrieval.embedding import Embedder, load_embedder
from retrieval.features import OF_A_SENTENCE
from retrieval.glossary import Glossary
from retrieval.scoring import Linear
from retrieval.sense import Sense

SHARED = Path("../shared")
TUNED_BY = ("built-in", "letter")
EVERY = {"half of it": 12}
ANYTHING = {"encyclopaedia", "articles"}
"""Lessons that are not about health and care at work."""
BARS: dict[str, Bars] = {
    scoring.KNOWN: Bars(answered=0.04, related=0.3),
    scoring.ON_SUBJECT: Bars(answered=0.045, related=0.27),
    scoring.ON_ANYTHING: Bars(answered=0.025, related=0.16),
    scoring.TEXT_ALONE: Bars(answered=0.015, related=0.33),
}
KNOWN_KEPT_SMALL = 0.1
"""How much large coefficients cost when sentences of our articles are ranked: more than of others, for only what people
asked of them is weighed, some thousands of questions."""
MADE_UP = Bars(answered=0.10, related=0.45)
STRAYS = Bars(answered=0.03, related=0.10)
"""What has nothing to do with the review, asked of other documents than our articles."""
STRAYED = 0.02
"""The same asked of our articles: at most so much of it is shown anything."""
NOT_SET_BY = {"half of it", "papers", "articles"}
"""What is left out of the first is often said elsewhere too, so its labels are too rough to set a threshold by; and
what is asked of the others was written to be much harder than what people ask."""
Found = dict[str, list[Tabled]]


def main() -> int:
    """Learn, write the weights, and say how good they are on what they were not taught."""
    lessons = list(_lessons())
    _tune(lessons)
    embedder = load_embedder()
    glossary = Glossary.load(SOURCES / "glossary.yaml")
    shelves = [Shelf(one, embedder, glossary, EVERY.get(one.name, 1)) for one in lessons]
    turned: Found = {shelf.lesson.name: [] for shelf in shelves}
    plain: Found = {shelf.lesson.name: [] for shelf in shelves}
    for fold in track(range(FOLDS), "Reading each fold with what the others teach"):
        sense = _sense(shelves, embedder, fold)
        for shelf in shelves:
            turned[shelf.lesson.name] += shelf.table(sense, fold)
            plain[shelf.lesson.name] += shelf.table(None, fold)
    _sense(shelves, embedder, leave_out=-1).save()
    kept = _weighed("turned", turned) | _weighed("plain", plain)
    scoring.WEIGHTS.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    _tune([_as_made_up(one) for one in lessons])
    Shelf(lessons[0], load_embedder(), glossary).heard().save(heard.WEIGHTS)
    return 0


def _tune(lessons: Sequence[Lesson]) -> None:
    embedder = load_embedder()
    shelves = [Shelf(one, embedder, Glossary()) for one in lessons if one.name in TUNED_BY]
    tuned.save(embedder.name, tuning.tune(shelves, embedder))


def _as_made_up(lesson: Lesson) -> Lesson:
    """The lesson, with nothing kept back from what tunes."""
    return replace(lesson, examples=tuple(replace(one, real=False) for one in lesson.examples))


def _lessons() -> Iterator[Lesson]:
    whole = examples.builtin()
    letter, encyclopaedia = examples.letter(SHARED), examples.encyclopaedia(SHARED)
    if letter is None or encyclopaedia is None:
        raise SystemExit("The open letter and the public articles are not in ../shared, so nothing was changed.")
    letter, papers = (examples.with_strays(one, whole) for one in (letter, examples.written("papers", titled=True)))
    articles = examples.written("articles", titled=False)
    yield from (whole, examples.without_known(whole), letter, papers, encyclopaedia, articles)


def _sense(shelves: Sequence[Shelf], embedder: Embedder, leave_out: int) -> Sense:
    found = reading.lessons(shelves, leave_out)
    questions, texts = train(found)
    stray = tell_apart(*shelves[0].strays(leave_out))
    sense = Sense(
        embedder.name, questions, texts, np.zeros((0, embedder.dimension), np.float32), stray, _subject(shelves)
    )
    return replace(sense, elsewhere=sense.of_questions(found.elsewhere))


def _subject(shelves: Sequence[Shelf]) -> Vectors:
    """What tells passages about health and care at work from others."""
    ours, others = (
        [passage.vector for shelf in shelves if (shelf.lesson.name in ANYTHING) is wanted for _, passage in shelf.texts]
        for wanted in (False, True)
    )
    return tell_apart(np.asarray(ours), np.asarray(others))


def _weighed(way: str, found: Found) -> dict[str, object]:
    return {f"{way}, {kind}": _fitted(f"{way}, {kind}", tabled, kind) for kind, tabled in _by_kind(way, found).items()}


def _by_kind(way: str, found: Found) -> dict[str, Found]:
    kinds: dict[str, Found] = {}
    for name, tabled in found.items():
        of_no_sense = scoring.TEXT_ALONE if way == "plain" else ""
        kind = of_no_sense or (scoring.ON_ANYTHING if name in ANYTHING else scoring.ON_SUBJECT)
        kinds.setdefault(scoring.KNOWN if name == "built-in" else kind, {})[name] = tabled
    return kinds


def _fitted(title: str, found: Found, kind: str) -> dict[str, object]:
    bars, outcomes = BARS[kind], _outcomes(found, kind)
    set_by = [judged for name, judged in outcomes.items() if name not in NOT_SET_BY]
    strays = Bars(1, 1) if kind == scoring.KNOWN else STRAYS
    limits = [weighing.thresholds(judged, bars, MADE_UP, strays) for judged in set_by]
    answered, related = (round(max(each), 4) for each in zip(*limits, strict=True))
    ours = kind == scoring.KNOWN
    strayed = round(min(weighing.strayed(judged, related, STRAYED) for judged in set_by), 4) if ours else 1.0
    for name, judged in outcomes.items():
        sys.stdout.write(f"{title}, {name}: {weighing.said(judged, answered, related, strayed)}\n")
    return _models(found, kind) | {"answered": answered, "related": related, "strayed": strayed}


def _models(found: Found, kind: str) -> dict[str, Any]:
    """Linear where what was heard says nearly all; trees where much more must be weighed.

    Only our own articles are about the review, so only there does it matter what has nothing to do with it.
    """
    lessons = list(found.values())
    ours = kind == scoring.KNOWN
    sentence = weighing.fit_sentences(lessons, KNOWN_KEPT_SMALL if ours else weighing.RANKING_KEPT_SMALL)
    ranks = Linear.of(sentence, OF_A_SENTENCE)
    question = weighing.fit_questions(lessons, ranks, linear=ours)
    stray = weighing.fit_strays(lessons, ranks) if ours else None
    return {"sentence": sentence, "question": question} | ({"stray": stray} if stray else {})


def _outcomes(found: Found, kind: str) -> dict[str, list[Outcome]]:
    """Every question judged by models that were fitted without its fold."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in found}
    for fold in range(FOLDS):
        others = {name: [one for one in rows if one.example.fold != fold] for name, rows in found.items()}
        models = scoring.of(_models(others, kind) | {"answered": 1, "related": 1})
        for name, rows in found.items():
            outcomes[name] += [weighing.judge(one, models) for one in rows if one.example.fold == fold]
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
