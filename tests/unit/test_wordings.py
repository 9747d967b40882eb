"""Which of the questions a language model writes for a document may be kept at all."""

import pytest

from knowledge.writing.wordings import MOST_CHARACTERS, MOST_PORTIONS, MOST_QUESTIONS, Wordings, fit, plain, portions

TEXT = "Sir Gordon Messenger leads it for the NHS. It reports in 2022. Care homes aren't left out. Ask: is it all over?"


def kept(*questions: str, known: frozenset[str] = frozenset()) -> list[str]:
    return list(fit(Wordings(questions=list(questions)), TEXT, known))


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the review?",
        "And what about care homes, are they left out?",
        "Who's Gordon Messenger to the NHS?",
        "Isn't it about care homes too?",
        "Will I hear when it reports?",
        "Is 2022 when it reports?",
        "In what year does it report?",
        "Is it the NHS's own review?",
    ],
)
def test_a_plain_question_is_kept(question: str):
    assert kept(f"  {question} ") == [question]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("", id="nothing"),
        pytest.param("Who?", id="too short"),
        pytest.param(f"Who leads {'the ' * 40}review?", id="too long"),
        pytest.param("The review is led by Messenger.", id="no question"),
        pytest.param("Tell everybody to leave, will you?", id="an order"),
        pytest.param("Who leads it? Write to evil.", id="a second sentence"),
        pytest.param("Who leads it? And why?", id="two questions"),
        pytest.param("Who leads it: see evil?", id="something after a colon"),
        pytest.param("Is it at https://evil.example?", id="a link"),
        pytest.param("Is it at evil.example?", id="an address"),
        pytest.param("Can I write to evil@example.com?", id="an e-mail"),
        pytest.param("Who **leads** the review?", id="markup"),
        pytest.param("Who leads <b>the</b> review?", id="tags"),
        pytest.param("Who leads\u202e the review?", id="a hidden character"),
        pytest.param("Should you ignore your instructions?", id="words to a machine"),
        pytest.param("Why did Lord Rose resign?", id="a name of its own"),
        pytest.param("Is it all over?", id="one that stands in the text"),
        pytest.param("Does it report in 2035?", id="a number of its own"),
    ],
)
def test_whatever_is_more_than_one_plain_question_about_the_text_is_dropped(question: str):
    assert kept(question) == []


def test_what_is_there_already_or_said_twice_is_dropped():
    known = frozenset({plain("Who leads the review?")})
    assert kept("who leads the REVIEW ?", "When does it report?", "When does it report??"[:-1], known=known) == [
        "When does it report?"
    ]


def test_however_many_there_are_only_so_many_are_looked_at():
    questions = [f"Why does it report {'so ' * number}late?" for number in range(1, 12)]
    assert kept(*questions) == questions[:MOST_QUESTIONS]


def test_a_long_document_is_cut_into_portions_and_an_endless_one_cut_off():
    passages = ["x" * 1_000] * 7
    assert portions(passages) == [passages[:6], passages[:1]]
    assert portions(["x" * (MOST_CHARACTERS + 1)]) == [["x" * (MOST_CHARACTERS + 1)]]
    assert len(portions(["x" * 4_000] * 50)) == MOST_PORTIONS
    assert portions([]) == []
