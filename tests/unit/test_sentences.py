"""Sentences have exact offsets and are what a person would quote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.sentences import LONGEST_WORDS, broken, sentences


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Smith met Sir. A. Jones, e.g. Tuesday. Then left.", ["Dr. Smith met Sir. A. Jones, e.g. Tuesday.", "Then left."]),  # noqa: E501
        ("- first item\n- second item", ["first item", "second item"]),
        ("Three things:\n-\nthe first, in full", ["Three things:", "the first, in full"]),
        ("| when | what |\n| --- | --- |\n| 2021 | terms |", ["when | what", "2021 | terms"]),
        ("He said “No.” She went on. “Yes.”", ["He said “No.”", "She went on.", "“Yes.”"]),
        ("a line that was wrapped by hand because it was too long\nand goes on here. End.", None),
        ("", []),
        ("---", []),
    ],
)  # fmt: skip
def test_sentences(text: str, said: list[str] | None):
    found = [text[start:end] for start, end in sentences(text)]
    assert found == said if said is not None else len(found) == 2


def test_no_sentence_is_longer_than_a_quote_may_be_and_no_word_is_lost():
    text = "w " * 500
    parts = [text[start:end] for start, end in sentences(text)]
    assert all(len(part.split()) <= LONGEST_WORDS for part in parts)
    assert " ".join(parts) == text.strip()


@pytest.mark.parametrize("mark", [",", ";", ":"])
def test_a_longer_one_is_cut_at_its_last_pause(mark: str):
    text = f"{'w ' * 40}x, {'w ' * 40}x{mark} {'w ' * 30}end."
    assert [text[start:end] for start, end in sentences(text)] == [
        f"{'w ' * 40}x, {'w ' * 40}x{mark}",
        f"{'w ' * 30}end.",
    ]


@pytest.mark.parametrize(
    ("said", "is_broken"),
    [
        ("Tea is at four, or so.", (False, False)),
        ("Tea is at four, or so", (False, False)),
        ("Tea is at four,", (False, True)),
        ("or so.", (True, False)),
        ("at four", (True, True)),
        ("Tea is at four, or so. Cake is at five.", (False, False)),
        ("or so. Cake is", (True, True)),
    ],
)
def test_whether_words_begin_and_end_within_a_sentence(said: str, is_broken: tuple[bool, bool]):
    text = "Hello.\n- Tea is at four, or so. Cake is at five."
    start = text.index(said)
    assert broken(text, start, start + len(said)) == is_broken


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("Ab. !?\n-|1)“”é"), max_size=300))
def test_sentences_are_in_order_and_never_overlap(text: str):
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        last = end
