"""How much is quoted: the fewest words that very likely hold the answer."""

import numpy as np
import pytest

from retrieval.quoting import MOST_WORDS, Quote, Weighed, answering, around
from retrieval.scoring import softmax
from retrieval.sentences import sentences


def passages(*texts: tuple[str, list[float]]) -> list[Weighed]:
    """Texts with a score for each of their sentences."""
    shares = softmax([np.asarray(scores, np.float32) for _, scores in texts])
    return [Weighed(text, sentences(text), share) for (text, _), share in zip(texts, shares, strict=True)]


THREE = "Tea is at four. Cake is at five. Supper is at seven."
OTHER = "The kitchen is on the left. Mugs are in the cupboard."
LONG = "It goes on and on " * 16


def test_a_clear_winner_is_quoted_alone() -> None:
    assert answering(passages((THREE, [-4, 4, -4]), (OTHER, [-4, -4]))) == [Quote(0, 1, 1)]


def test_of_two_sentences_that_may_be_right_both_are_quoted_with_what_stands_between() -> None:
    assert answering(passages((THREE, [2, -4, 2]), (OTHER, [-4, -4]))) == [Quote(0, 0, 2)]


def test_of_two_passages_that_may_be_right_both_are_quoted_best_first() -> None:
    assert answering(passages((THREE, [-4, 2, -4]), (OTHER, [2.2, -4]))) == [Quote(1, 0, 0), Quote(0, 1, 1)]


def test_no_more_than_two_places_are_quoted() -> None:
    several = passages((THREE, [2, -4, -4]), (OTHER, [2, -4]), ("Ask the cook.", [2]))
    assert len(answering(several)) == 2


def test_where_it_is_not_sure_that_they_answer_three_may_be() -> None:
    several = passages((THREE, [2, -4, -4]), (OTHER, [2, -4]), ("Ask the cook.", [2]), ("Ask the porter.", [1.9]))
    assert answering(several, sure=False) == [Quote(0, 0, 0), Quote(1, 0, 0), Quote(2, 0, 0)]
    assert answering(several, sure=True) == [Quote(0, 0, 0), Quote(1, 0, 0)]


def test_there_the_second_is_quoted_also_when_the_first_is_rather_likely() -> None:
    rather_likely = passages((THREE, [3.4, -4, -4]), (OTHER, [0, -4]))
    assert answering(rather_likely, sure=True) == [Quote(0, 0, 0)]
    assert answering(rather_likely, sure=False) == [Quote(0, 0, 0), Quote(1, 0, 0)]


def test_an_answer_of_several_sentences_stays_short() -> None:
    several = passages((f"{LONG}. {LONG}. {LONG}.", [1, 1, 1]), (f"{LONG}.", [1]))
    [quote] = answering(several)
    assert several[0].words(quote.first, quote.last) <= MOST_WORDS


def test_a_place_that_is_hardly_the_answer_is_not_quoted_too() -> None:
    too_long_to_add = f"Tea is at four. {LONG}and on and on and on and on. Supper is at seven."
    assert answering(passages((too_long_to_add, [2, 1.9, -4]), (OTHER, [-4, -4]))) == [Quote(0, 0, 0)]
    assert len(answering(passages((too_long_to_add, [2, 1.9, -4]), (OTHER, [-4, -1])))) == 2


@pytest.mark.parametrize(
    "leaning", ["These are at four.", "And it is at four.", "In such cases ask the cook.", "Most of them are at four."]
)
def test_a_sentence_that_makes_no_sense_alone_is_quoted_with_the_one_before_it(leaning: str) -> None:
    assert answering(passages((f"Tea and cake are free. {leaning} Supper is not.", [-4, 4, -4]))) == [Quote(0, 0, 1)]


def test_the_one_before_is_left_out_when_both_would_be_too_long() -> None:
    assert answering(passages((f"{LONG}. This {LONG * 2}. Supper is not.", [-4, 4, -4]))) == [Quote(0, 1, 1)]


def test_where_it_is_less_sure_which_sentence_it_is_as_much_as_stays_short_is_quoted() -> None:
    assert answering(passages((THREE, [-1, 4, -1]), (OTHER, [-4, -4])), widely=True) == [Quote(0, 0, 2)]
    [quote] = answering(passages((f"{LONG}. Tea. {LONG}.", [-1, 4, 0])), widely=True)
    assert quote == Quote(0, 1, 2)


def test_there_too_a_sentence_that_is_all_but_sure_is_quoted_alone() -> None:
    assert answering(passages((THREE, [-4, 4, -4]), (OTHER, [-4, -4])), widely=True) == [Quote(0, 1, 1)]


def test_there_a_second_place_is_quoted_only_when_the_first_is_rather_unsure() -> None:
    assert len(answering(passages((THREE, [2.2, -4, -4]), (OTHER, [-4, 0.5])), widely=True)) == 1
    assert len(answering(passages((THREE, [2.2, -4, -4]), (OTHER, [-4, 2.1])), widely=True)) == 2


def test_a_single_sentence_may_be_long() -> None:
    assert answering(passages((f"{LONG * 3}.", [1]))) == [Quote(0, 0, 0)]


def test_what_is_only_related_is_its_best_sentence_and_what_follows_while_that_may_be_it() -> None:
    assert around(3, *passages((THREE, [-4, 4, -4]))) == Quote(3, 1, 1)
    assert around(3, *passages((THREE, [-4, 1, 1]))) == Quote(3, 1, 2)


def test_what_stands_before_the_best_sentence_is_taken_last() -> None:
    assert around(3, *passages((THREE, [1, 1.2, -4]))) == Quote(3, 0, 2)


def test_what_is_only_related_stays_short_too() -> None:
    [long] = passages((f"{LONG}. {LONG}. {LONG}.", [1, 1.1, 1]))
    quote = around(0, long)
    assert long.words(quote.first, quote.last) <= MOST_WORDS
