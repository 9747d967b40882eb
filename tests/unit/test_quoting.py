"""How much is quoted: the fewest words that very likely hold the answer."""

import numpy as np

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


def test_an_answer_of_several_sentences_stays_short() -> None:
    several = passages((f"{LONG}. {LONG}. {LONG}.", [1, 1, 1]), (f"{LONG}.", [1]))
    [quote] = answering(several)
    assert several[0].words(quote.first, quote.last) <= MOST_WORDS


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
