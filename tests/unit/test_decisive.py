"""What settles a question without weighing."""

import pytest

from retrieval.decisive import asked_word_for_word, topic


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the letter say about systems leadership?", "systems leadership"),
        ("and what do they say about diversity", "diversity"),
        ("what will be done about variation across the country?", "variation across the country"),
        ("What are you going to do about bullying?", "bullying"),
        ("is there anything in the terms on pay?", "pay"),
        ("Does the letter mention volunteers?", "volunteers"),
        ("tell me about integrated care systems", "integrated care systems"),
        ("what's said about training", "training"),
    ],
)
def test_a_question_that_only_names_a_topic_is_known_by_its_frame(question, named):
    assert topic(question) == named


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the review?",
        "What is this about?",
        "How do I get paid for my time?",
        "When will you report?",
        "tell me about it",
        "what does the letter say",
        "",
    ],
)
def test_a_question_of_its_own_names_no_topic(question):
    assert topic(question) == ""


def test_a_known_wording_counts_whatever_its_marks_and_capitals():
    known = (("Where do nights get their porridge?", 0.9),)
    assert asked_word_for_word("where do nights get their porridge", known)
    assert not asked_word_for_word("where do nights get their parking", known)


def test_a_wording_that_means_all_but_the_same_counts_too():
    assert asked_word_for_word(
        "Where does the night get its porridge?", (("Where do nights get their porridge?", 0.99),)
    )
