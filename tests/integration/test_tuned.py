"""The embedding model with tuned upper layers, and what tuning them teaches, with the real model."""

from dataclasses import replace

import numpy as np
import pytest

from knowledge.training import tuning
from knowledge.training.examples import Example, Lesson, Text
from knowledge.training.reading import Shelf
from retrieval import tuned
from retrieval.embedding import Embedder, packaged_model
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


def test_tuned_weights_are_kept_and_what_lies_below_is_shared(embedder, tmp_path):
    own = {name: weight.numpy() for name, weight in tuned.upper(embedder.model).state_dict().items()}
    tuned.save(embedder.name, own, tmp_path / "tuned.npz")
    kept = tuned.retuned(embedder.model, tmp_path / "tuned.npz")
    assert np.allclose(kept.encode(LEVELS), embedder.model.encode(LEVELS), atol=2e-2)
    ours, theirs = (one[0].auto_model for one in (kept, embedder.model))
    assert ours.embeddings is theirs.embeddings
    assert ours.encoder.layer[0] is theirs.encoder.layer[0]
    assert ours.encoder.layer[-1] is not theirs.encoder.layer[-1]


def test_questions_are_drawn_to_what_answers_them(embedder, shelf, tmp_path, monkeypatch):
    monkeypatch.setattr(tuning, "BATCH", 4)
    monkeypatch.setattr(tuning, "EPOCHS", 12)
    tuned.save(embedder.name, tuning.tune([shelf], embedder, real=False), tmp_path / "tuned.npz")
    learnt = tuned.retuned(embedder.model, tmp_path / "tuned.npz")
    assert _answered_first(learnt) > _answered_first(embedder.model)


def test_what_people_asked_is_learnt_from_only_where_that_is_wanted(embedder, shelf):
    asked = tuple(replace(one, real=True) for one in shelf.lesson.examples[:-1])
    real = Shelf(replace(shelf.lesson, examples=(*asked, shelf.lesson.examples[-1])), embedder, Glossary())
    texts = tuning.Texts(embedder.model)
    assert not list(tuning.questions(real, texts, real=False))
    assert len(list(tuning.questions(real, texts, real=True))) == 8


def _answered_first(model) -> int:
    said = model.encode([said for said, _ in TEXTS.values()], normalize_embeddings=True)
    asked = [(place, ask) for place, (_, asks) in enumerate(TEXTS.values()) for ask in asks]
    vectors = model.encode([ask for _, ask in asked], normalize_embeddings=True)
    return sum(int(np.argmax(said @ vector)) == place for (place, _), vector in zip(asked, vectors, strict=True))
