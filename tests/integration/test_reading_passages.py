"""Passages are read whole and sentence by sentence, by the real embedding model."""

import numpy as np
import pytest

from retrieval.alignment import aligned, matches
from retrieval.readings import Readings

LIGHTHOUSE = "The lighthouse at Port Elgin stands on a reef. Its keepers were paid by the county. It was lit in 1831."


@pytest.fixture(scope="module")
def readings(embedder) -> Readings:
    return Readings.of(embedder)


def test_a_sentence_of_a_passage_knows_what_it_speaks_of(readings):
    asked = readings.words("When was the lighthouse lit?")
    passage = readings.passage(LIGHTHOUSE)
    alone, in_context = passage.sentences[2].reading, passage.in_context[2]
    met = {name: aligned(asked, *matches(asked, [one])) for name, one in (("alone", alone), ("in context", in_context))}
    assert met["in context"].worst > met["alone"].worst
    assert float(in_context.vector @ asked.reading.vector) > float(alone.vector @ asked.reading.vector)


def test_the_parts_of_a_passage_are_its_tokens_with_places_of_their_own(readings):
    passage = readings.passage(LIGHTHOUSE)
    whole = readings.words(LIGHTHOUSE).reading
    assert np.array_equal(np.concatenate([one.tokens for one in passage.in_context]), whole.tokens)
    for (start, end), part in zip(passage.places, passage.in_context, strict=True):
        sentence = LIGHTHOUSE[start:end]
        assert {sentence[first:last] for first, last in part.spans} >= {sentence.split()[0], "."}
        assert np.isclose(np.linalg.norm(part.vector), 1.0)


def test_blanks_around_a_passage_do_not_shift_its_sentences(readings):
    plain, blank = readings.passage(LIGHTHOUSE), readings.passage(f"  \n{LIGHTHOUSE}\n")
    assert [one.text for one in blank.sentences] == [one.text for one in plain.sentences]
    for one, other in zip(blank.in_context, plain.in_context, strict=True):
        assert np.array_equal(one.tokens, other.tokens)


def test_what_the_model_cannot_see_is_read_by_itself(readings):
    passage = readings.passage("Nothing of note happened in that year. " * 60 + "The reef was charted in 1790.")
    assert passage.in_context[-1] is passage.sentences[-1].reading


def test_each_token_of_a_question_is_met_by_its_best_match_in_each_text(readings):
    asked = readings.words("Who paid the keepers?")
    texts = [one.reading for one in readings.passage(LIGHTHOUSE).sentences]
    texts.insert(1, readings.words("").reading)
    found = matches(asked, texts)
    assert not found[1].any()
    for one, text in zip(found, texts, strict=True):
        if len(text.tokens):
            assert np.allclose(one, np.maximum((asked.reading.tokens @ text.tokens.T).max(axis=1), 0), atol=1e-6)
