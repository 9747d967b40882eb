"""`python -m knowledge.training`: learn the weights of `retrieval` anew, about half an hour on two cores.

Reads the open letter and the public articles from the folder beside the project; without them it refuses, for the
weights would forget what they teach.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import track

from knowledge.documents.builtin import SOURCES
from knowledge.training import examples, reading, weighing
from knowledge.training.examples import FOLDS, Lesson
from knowledge.training.reading import Shelf, Tabled
from knowledge.training.turning import train
from knowledge.training.weighing import Bars, Outcome
from retrieval import scoring
from retrieval.embedding import Embedder, load_embedder
from retrieval.features import OF_A_SENTENCE
from retrieval.glossary import Glossary
from retrieval.scoring import Linear, Trees
from retrieval.sense import Sense

SHARED = Path("../shared")
EVERY = {"built-in": 4, "half of it": 12}
WEIGHT = {"encyclopaedia": 0.5}
KNOWN, ALONE = Bars(answered=0.01, related=0.30), Bars(answered=0.015, related=0.33)
MADE_UP, STRAY = Bars(answered=0.10, related=0.45), Bars(answered=0.03, related=0.10)
NOT_SET_BY = "half of it"
"""What is left out there is often said elsewhere too, so its labels are too rough to set a threshold by."""
Found = dict[str, list[Tabled]]


def main() -> int:
    """Learn, write the weights, and say how good they are on what they were not taught."""
    embedder = load_embedder()
    glossary = Glossary.load(SOURCES / "glossary.yaml")
    shelves = [Shelf(one, embedder, glossary, WEIGHT.get(one.name, 1.0), EVERY.get(one.name, 1)) for one in _lessons()]
    turned: Found = {shelf.lesson.name: [] for shelf in shelves}
    plain: Found = {shelf.lesson.name: [] for shelf in shelves}
    for fold in track(range(FOLDS), "Reading each fold with what the others teach"):
        sense = _sense(shelves, embedder, fold)
        for shelf in shelves:
            turned[shelf.lesson.name] += shelf.table(sense, fold)
            plain[shelf.lesson.name] += shelf.table(None, fold)
    _sense(shelves, embedder, leave_out=-1).save()
    shelves[0].heard().save()
    kept = _weighed("turned", turned) | _weighed("plain", plain)
    scoring.WEIGHTS.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    return 0


def _lessons() -> Iterator[Lesson]:
    whole = examples.builtin()
    letter, encyclopaedia = examples.letter(SHARED), examples.encyclopaedia(SHARED)
    if letter is None or encyclopaedia is None:
        raise SystemExit("The open letter and the public articles are not in ../shared, so nothing was changed.")
    yield from (whole, examples.without_known(whole), letter, encyclopaedia)


def _sense(shelves: Sequence[Shelf], embedder: Embedder, leave_out: int) -> Sense:
    found = reading.lessons(shelves, leave_out)
    questions, texts = train(found)
    sense = Sense(embedder.name, questions, texts, np.zeros((0, embedder.dimension), np.float32))
    return Sense(embedder.name, questions, texts, sense.of_questions(found.elsewhere))


def _weighed(way: str, found: Found) -> dict[str, object]:
    known = {name: tabled for name, tabled in found.items() if name == "built-in"}
    alone = {name: tabled for name, tabled in found.items() if name != "built-in"}
    return {f"{way}, known questions": _fitted(way, known, KNOWN), f"{way}, text alone": _fitted(way, alone, ALONE)}


def _fitted(way: str, found: Found, bars: Bars) -> dict[str, object]:
    outcomes = _outcomes(found)
    set_by = [judged for name, judged in outcomes.items() if name != NOT_SET_BY]
    limits = [weighing.thresholds(judged, bars, MADE_UP, STRAY) for judged in set_by]
    answered, related = (round(max(each), 4) for each in zip(*limits, strict=True))
    for name, judged in outcomes.items():
        sys.stdout.write(f"{way}, {name}: {weighing.said(judged, answered, related)}\n")
    return _models(found) | {"answered": answered, "related": related}


def _models(found: Found) -> dict[str, Any]:
    sentence = weighing.fit_sentences(list(found.values()))
    question = weighing.fit_questions(list(found.values()), Linear.of(sentence, OF_A_SENTENCE))
    return {"sentence": sentence, "question": question}


def _outcomes(found: Found) -> dict[str, list[Outcome]]:
    """Every question judged by models that were fitted without its fold."""
    outcomes: dict[str, list[Outcome]] = {name: [] for name in found}
    for fold in range(FOLDS):
        models = _models({name: [one for one in rows if one.example.fold != fold] for name, rows in found.items()})
        ranks, decides = Linear.of(models["sentence"], OF_A_SENTENCE), Trees.of(models["question"])
        for name, rows in found.items():
            outcomes[name] += [weighing.judge(one, ranks, decides) for one in rows if one.example.fold == fold]
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
