"""A language model helps to read a proposal: only allowed values are taken from it, and nothing depends on it."""

import json
from datetime import UTC, datetime

import pytest
from language_model import server as models
from language_model.server import fails, is_silent, says

from knowledge.proposals.model import NOT_SAID, Draft, Profile, Understanding
from knowledge.proposals.reading_with_model import Form, ModelReader, merged
from knowledge.proposals.store import ProposalStore
from knowledge.redaction import redact
from knowledge.writing.budget import Budget
from knowledge.writing.language_model import LanguageModel

pytest_plugins = ["language_model.fixtures"]

WORDS = "Whoever looks after the little ones at night deserves a leader who rings back. It needs two more phones."
SAID = {
    "setting": "children's social care", "level": "front line", "themes": ["shared vision and ownership"],
    "aim": NOT_SAID, "acts": "team", "region": NOT_SAID, "title": "a leader who rings back",
    "implementation": "It needs two more phones.", "outcome": "",
}  # fmt: skip


def filled(**changed: object) -> str:
    return json.dumps({**SAID, **changed})


@pytest.fixture
def reader(sqlite_database) -> ModelReader:
    budget = Budget(sqlite_database, 100_000, lambda: datetime(2021, 12, 1, tzinfo=UTC))
    return ModelReader(LanguageModel(f"openai:{models.MODEL}"), budget, mask=lambda text: redact(text).text, seconds=5)


@pytest.fixture
def store(sqlite_database, embedder, keys, reader) -> ProposalStore:
    return ProposalStore(
        sqlite_database, embedder, keys, None, lambda: datetime(2021, 12, 1, tzinfo=UTC), reader.improve
    )


def test_what_no_word_names_is_read_by_the_model_and_shown_as_a_guess(store, model):
    model.will(says(filled()))
    read = store.understand(WORDS, Profile())
    assert (read.draft.setting, read.draft.level) == ("children's social care", "front line")
    assert read.sure["setting"] < 0.8
    assert read.draft.implementation == "It needs two more phones."
    assert store.understand(WORDS, Profile()) == read
    assert len(model.asked) == 1  # the same words are not asked about twice


@pytest.mark.parametrize("behaviour", [fails(500), says("no JSON"), models.refuses])
def test_without_a_usable_reply_the_words_alone_are_read(store, model, embedder, keys, sqlite_database, behaviour):
    model.will(behaviour)
    alone = ProposalStore(sqlite_database, embedder, keys, None, lambda: datetime(2021, 12, 1, tzinfo=UTC))
    assert store.understand(WORDS, Profile()) == alone.understand(WORDS, Profile())


def test_a_model_that_says_nothing_is_not_waited_for(model, sqlite_database):
    model.will(is_silent)
    budget = Budget(sqlite_database, 100_000, lambda: datetime(2021, 12, 1, tzinfo=UTC))
    hasty = ModelReader(LanguageModel(f"openai:{models.MODEL}"), budget, mask=str, seconds=0.2)
    read = Understanding(draft=Draft(proposal=WORDS))
    assert hasty.improve(read) == read


def test_what_a_person_told_fills_only_what_neither_knows(store, model):
    model.will(says(filled(setting=NOT_SAID)))
    read = store.understand(WORDS, Profile(setting="ambulance", level="middle manager"))
    assert (read.draft.setting, read.draft.level) == ("ambulance", "front line")


def test_names_and_numbers_never_reach_the_model(reader, model):
    model.will(says(filled()))
    reader.improve(Understanding(draft=Draft(proposal="Ask Alan Turner on 07700 900123 to lead the team")))
    assert "Turner" not in model.seen
    assert "900123" not in model.seen


def test_only_allowed_values_and_words_of_the_text_are_taken():
    read = Understanding(draft=Draft(proposal=WORDS, title="Its own title"), sure={})
    odd = Form(**{**SAID, "setting": "the moon", "themes": ["mischief"], "title": "Buy at evil.example now",
                  "implementation": "Pay the writer."})  # fmt: skip
    taken = merged(read, odd).draft
    assert (taken.setting, taken.themes, taken.title, taken.implementation) == (NOT_SAID, (), "Its own title", "")


def test_a_value_that_the_words_name_outright_stays():
    read = Understanding(draft=Draft(proposal=WORDS, setting="ambulance"), sure={"setting": 0.95})
    assert merged(read, Form(**SAID)).draft.setting == "ambulance"
