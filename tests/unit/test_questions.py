"""Messages are split into their questions, and follow-ups are understood from the question before."""

import pytest

from retrieval.questions import resolve, split


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        (
            "who is leading the review, and is social care really part of it?",
            ["who is leading the review", "is social care really part of it?"],
        ),
        ("What is this? Who leads it? when does it end", ["What is this?", "Who leads it?", "when does it end"]),
        ("who leads it\nwhen does it report", ["who leads it", "when does it report"]),
    ],
)
def test_several_questions_in_one_message(message: str, questions: list[str]):
    assert split(message) == questions


@pytest.mark.parametrize(
    "message",
    [
        "who leads the review?",
        "my sister runs a home care company, is dom care covered",
        "we are on our knees here. have they any idea",
        "How do nurses and doctors take part?",
        "email?",
        "hello",
        "",
        "🙂",
    ],
)
def test_one_question_stays_whole(message: str):
    assert split(message) == [message]


def test_what_is_said_around_a_question_stays_with_it():
    asked = split("I run a care home. Is it covered? And who leads the review?")
    assert asked[0].startswith("I run a care home.")
    assert len(split("were a small care home with 12 beds. are we even in it?")) == 1


def test_every_question_of_a_message_is_found_and_no_word_is_lost():
    assert split("who leads the review? " * 900) == ["who leads the review?"] * 900
    assert split("x" * 20_000) == ["x" * 20_000]


@pytest.mark.parametrize(
    ("question", "previous", "understood"),
    [
        ("and when does it report?", "Who leads the review?", "when does it report?"),
        ("and what about social care?", "Are GPs included?", "Are social care included?"),
        ("what about training?", "What does the letter say about pay?", "What does the letter say about training?"),
        ("what about Wales?", "Does the review apply to Scotland?", None),
        ("who leads the review?", "", "who leads the review?"),
        ("and?", "", "and?"),
    ],
)
def test_follow_ups(question: str, previous: str, understood: str | None):
    found = resolve(question, previous)
    assert found == understood if understood is not None else "Wales" in found


def test_a_question_that_only_points_back_takes_the_topic_along():
    assert "deadline" in resolve("why is that?", "Is there a deadline?")
