"""The embedding model with tuned upper layers, and what tuning them teaches, with the real model."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.training import tuning
from knowledge.training.examples import Example, Lesson, Text
from knowledge.training.reading import Shelf
from retrieval import tuned
from retrieval.embedding import PACKAGED, Embedder, load_embedder, packaged_model
from retrieval.glossary import Glossary

LEVELS = "Your level counts, whatever it is."
TEXTS = {
    "levels": (LEVELS, ("I only mop floors, is it worth my while", "bottom rung here, do they care what i think")),
    "report": ("The report is due at the end of March.", ("how long till we hear", "whens it all done and dusted")),
    "money": ("The cost is not known.", ("what are we shelling out for this", "bet its not cheap")),
    "visits": ("Visits are held in every region.", ("will they come to us in the sticks", "any chance of a trip here")),
}


@pytest.fixture(scope="module")
def shelf(embedder: Embedder) -> Shelf:
    texts = tuple(Text(name, "", said) for name, (said, _) in TEXTS.items())
    asked = [Example(ask, (name,), (said,)) for name, (said, asks) in TEXTS.items() for ask in asks]
    away = [Example(ask) for ask in ("is the canteen open", "who has the keys")]
    return Shelf(Lesson("built-in", texts, (*asked, *away)), embedder, Glossary())


def test_a_text_has_a_meaning_beside_its_vector(embedder):
    (reading,) = embedder.read([LEVELS])
    assert reading.meaning is not None
    assert np.linalg.norm(reading.meaning) == pytest.approx(1, abs=1e-4)
    assert float(reading.meaning @ reading.vector) < 0.99
    assert reading.part(0, 10).meaning is None


def test_a_meaning_does_not_hang_on_what_is_read_together(embedder):
    alone, beside = embedder.read([LEVELS]), embedder.read(["A much longer text. " * 20, LEVELS])
    assert np.allclose(alone[0].meaning, beside[1].meaning, atol=1e-4)


def test_another_model_was_not_tuned_and_has_none():
    (reading,) = Embedder(packaged_model(), "another").read([LEVELS])
    assert reading.meaning is None


def test_tuned_weights_are_kept_and_as_the_model_came_they_mean_the_same_as_its_vector(embedder, tmp_path, monkeypatch):
    own = {name: weight.numpy() for name, weight in tuned.upper(embedder.model).state_dict().items()}
    (reading,) = _with(own, tmp_path, monkeypatch).read([LEVELS])
    assert np.allclose(reading.meaning, reading.vector, atol=2e-2)


def test_layers_of_ones_own_leave_the_model_as_it_is(embedder):
    before = embedder.embed([LEVELS])
    for weight in tuned.upper(embedder.model).parameters():
        weight.data.zero_()
    assert np.array_equal(embedder.embed([LEVELS]), before)


def test_questions_are_drawn_to_what_answers_them(embedder, shelf, tmp_path, monkeypatch):
    monkeypatch.setattr(tuning, "BATCH", 4)
    monkeypatch.setattr(tuning, "EPOCHS", 12)
    learnt = _with(tuning.tune([shelf], embedder), tmp_path, monkeypatch)
    assert _answered_first(learnt, "meaning") > _answered_first(embedder, "vector")


def test_what_people_asked_is_not_learnt_from_for_what_it_is_worth_is_weighed_by_it(embedder, shelf):
    asked = tuple(replace(one, real=True) for one in shelf.lesson.examples[:-1])
    real = Shelf(replace(shelf.lesson, examples=(*asked, shelf.lesson.examples[-1])), embedder, Glossary())
    assert len(list(tuning.questions(shelf, tuning.Texts(embedder.model)))) == 8
    assert not list(tuning.questions(real, tuning.Texts(embedder.model)))


def _with(weights, folder, monkeypatch) -> Embedder:
    """The model with these upper layers."""
    tuned.save(PACKAGED, weights, folder / "tuned.npz")
    monkeypatch.setattr(tuned.load, "__defaults__", (folder / "tuned.npz",))
    return load_embedder()


def _answered_first(model: Embedder, of: str) -> int:
    said = np.asarray([getattr(one, of) for one in model.read([said for said, _ in TEXTS.values()])])
    asked = [(place, ask) for place, (_, asks) in enumerate(TEXTS.values()) for ask in asks]
    read = model.read([ask for _, ask in asked])
    return sum(int(np.argmax(said @ getattr(one, of))) == place for (place, _), one in zip(asked, read, strict=True))
