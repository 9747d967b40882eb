"""What messages do, read as a whole: what was specified by cues still holds, and much else is heard rightly too."""

from pathlib import Path

import numpy as np
import pytest

from bot.conversation import intents
from bot.conversation.measuring import measure_messages
from bot.conversation.routing import Context, route
from knowledge.acts import ACTS, KEPT, ActReader, act_reader
from knowledge.training import acts as training
from retrieval.embedding import Embedder
from tests.unit.test_routing import BOTH, CARD, NOTHING, PROPOSALS, QUESTIONS, REMARKS, WAITING


@pytest.fixture(scope="module")
def reader(embedder: Embedder) -> ActReader:
    found = act_reader(embedder)
    assert found is not None
    return found


@pytest.mark.parametrize("context", [NOTHING, WAITING], ids=["at first", "while a draft waits"])
def test_questions_are_still_heard_as_such(reader: ActReader, context: Context):
    misheard = [text for text in QUESTIONS if not isinstance(route(text, context, reader), intents.Ask)]
    assert misheard == []


@pytest.mark.parametrize("context", [NOTHING, WAITING, CARD], ids=["at first", "while a draft waits", "on its card"])
def test_proposals_are_still_heard_as_such(reader: ActReader, context: Context):
    heard = {text: route(text, context, reader) for text in PROPOSALS}
    assert {text: found for text, found in heard.items() if not isinstance(found, intents.Propose)} == {}
    assert all(found.words == text for text, found in heard.items())


def test_what_does_both_and_remarks_are_still_heard_as_such(reader: ActReader):
    assert all(isinstance(route(text, NOTHING, reader), intents.AskAndPropose) for text in BOTH)
    heard = {text: route(text, NOTHING, reader) for text, _ in REMARKS}
    assert {text: getattr(found, "remark", found) for text, found in heard.items()} == dict(REMARKS)


@pytest.mark.parametrize(
    "text",
    [
        "can you unblock the sink in the staff room",
        "will ministers quietly drop it if it isnt to their taste",
        "can carers send something or just the bosses",
        "so it's just for consultants really",
        "book me a taxi for half six",
    ],
)
def test_what_its_words_would_make_a_proposal_is_a_question(reader: ActReader, text: str):
    assert isinstance(route(text, NOTHING, reader), intents.Ask)


@pytest.mark.parametrize(
    "text", ["the lift at our end of the building is out again", "somebody has taken my lunch from the fridge"]
)
def test_news_of_the_day_is_no_proposal(reader: ActReader, text: str):
    assert not isinstance(route(text, NOTHING, reader), intents.Propose)


def test_on_messages_nothing_was_learnt_from_it_meets_its_bars_and_is_better_than_cues(reader: ActReader):
    report = measure_messages(reader)
    assert report.met, report.text()
    value = {figure.name: figure.value for figure in report.figures}
    for heard in ("proposals heard as proposals", "questions heard as questions"):
        assert value[heard] > value[f"by cues alone: {heard}"]
    for taken in ("questions taken for proposals", "other things taken for proposals"):
        assert value[taken] < value[f"by cues alone: {taken}"]


def test_likelihoods_are_those_of_the_three_acts(reader: ActReader):
    likely = reader("Give every new ward manager a mentor")
    assert tuple(likely) == ACTS
    assert sum(likely.values()) == pytest.approx(1)
    assert likely["propose"] > 0.9


@pytest.mark.parametrize("text", ["", "?", "\x00", "🙂" * 3000, "word " * 5000, "kto to czyta"])
def test_anything_can_be_read(reader: ActReader, text: str):
    assert sum(reader(text).values()) == pytest.approx(1)


def test_what_is_shipped_was_learnt_from_the_examples_that_are_there():
    with np.load(KEPT) as kept:
        assert str(kept["mark"]) == training.mark(list(training.examples()))


def test_it_is_learnt_from_messages_with_what_they_do(embedder: Embedder, tmp_path: Path):
    messages = [one for one in training.examples() if one.counts == training.COUNTS["message"]]
    learnt = training.learn(embedder, messages[::4])
    learnt.save("mark", tmp_path / "acts.npz")
    again = act_reader(embedder, tmp_path / "acts.npz")
    assert again is not None
    for act, text in (("propose", "Give every new ward manager a mentor"), ("ask", "who reads what I send?")):
        likely = again(text)
        assert max(likely, key=likely.__getitem__) == act
        assert list(likely.values()) == pytest.approx(list(learnt(text).values()), abs=0.02)


def test_without_a_reader_the_measure_asks_nothing_of_the_cues():
    report = measure_messages(None)
    assert report.met
    assert all(figure.bar is None for figure in report.figures)


def test_with_another_model_there_is_no_reader(reader: ActReader, embedder: Embedder, tmp_path: Path):
    kept = tmp_path / "acts.npz"
    np.savez(kept, model=np.asarray("another"), words=np.asarray(["^"]), weights=reader.weights, bias=reader.bias)
    assert act_reader(embedder, kept) is None
    assert act_reader(embedder, tmp_path / "missing.npz") is None
