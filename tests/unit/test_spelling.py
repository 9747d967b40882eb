"""Misspelt words are put right; words of the index and names stay."""

import pytest

from retrieval.spelling import Spelling

SPELLING = Spelling(["Sir Gordon Messenger leads the review. Social care, leadership and redundancies."])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("socail care", "social care"),
        ("redundencies on the cards?", "redundancies on the cards?"),
        ("all the recomendations", "all the recommendations"),
        ("leadrship", "leadership"),
        ("anonymus", "anonymous"),
        ("who is messenger", "who is messenger"),
        ("NHSE and CQC", "NHSE and CQC"),
        ("don't", "don't"),
        ("日本語 🙂 123", "日本語 🙂 123"),
        ("", ""),
    ],
)
def test_spelling(typed: str, meant: str):
    assert SPELLING.correct(typed) == meant


def test_words_of_the_index_stand_however_rare():
    assert Spelling(["Zorblatt ward"]).correct("zorblatt") == "zorblatt"


def test_of_many_words_as_near_the_commonest_is_meant():
    own = " ".join(f"wrad{letter}" for letter in "abcdefghijkl")
    assert Spelling([own, "the ward"]).correct("a wrad") == "a ward"
