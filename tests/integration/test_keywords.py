"""Keyword search on both databases: finds forms of a word, ranks rare words first, and is safe on any input."""

import pytest
from sqlalchemy import Connection

from knowledge.database import Database
from retrieval.keywords import KeywordIndex, words

INDEX = KeywordIndex("trial_keywords")
ROWS = [
    (1, "The review is led by General Sir Gordon Messenger."),
    (2, "Leaders in social care, and the leadership of care homes."),
    (3, "Write to leadershipreview@dhsc.gov.uk with proposals."),
]


@pytest.fixture
def connection(database: Database):
    with database.write() as session:
        connection = session.connection()
        INDEX.create(connection)
        INDEX.put(connection, ROWS)
        yield connection
        session.rollback()


def found(connection: Connection, *wanted: str, limit: int = 10) -> list[int]:
    return [hit.id for hit in INDEX.search(connection, wanted, limit)]


def test_forms_of_a_word_are_found(connection: Connection):
    assert set(found(connection, "leader")) == {2}
    assert found(connection, "proposal") == [3]


def test_any_of_the_words_is_enough_and_more_of_them_come_first(connection: Connection):
    assert found(connection, "review", "general", "homes")[0] == 1
    assert set(found(connection, "review", "homes")) == {1, 2}


def test_the_limit_holds(connection: Connection):
    assert len(found(connection, "review", "care", "proposals", limit=2)) == 2
    assert found(connection, "review", limit=0) == []


def test_putting_again_replaces(connection: Connection):
    INDEX.put(connection, [(1, "Something else entirely")])
    assert found(connection, "messenger") == []
    assert found(connection, "entirely") == [1]


def test_removed_rows_are_not_found(connection: Connection):
    INDEX.remove(connection, [1, 99])
    INDEX.purge(connection)
    assert found(connection, "messenger") == []


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "'",
        "a\x00b",
        "NEAR(",
        "AND",
        "* OR *",
        "-",
        "🙂",
        ":x",
        "review:*",
        "\ud800",
        "x" * 100_000,
        "() & | !",
        "%",
    ],
)
def test_anything_can_be_typed(connection: Connection, typed: str):
    INDEX.put(connection, [(9, typed)])
    found(connection, typed)
    found(connection, *words(typed), "messenger")
    assert found(connection, "messenger", typed)[0] in (1, 9)


def test_thousands_of_words_can_be_typed(connection: Connection):
    assert 1 in found(connection, "messenger", *(f"word{number}" for number in range(5_000)))


def test_nothing_finds_nothing(connection: Connection):
    assert found(connection) == []
    assert found(connection, "", " ") == []


def test_words_leave_out_what_carries_no_meaning():
    assert words("Who is it that leads the Review, and WHY? It’s the review!") == ["leads", "review"]
