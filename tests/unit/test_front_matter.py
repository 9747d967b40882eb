"""The block at the head of a document, and what is said when it cannot be taken."""

from datetime import date

import pytest

from knowledge.documents import front_matter
from retrieval.errors import Refused


def test_the_block_is_read_and_the_text_is_all_that_follows():
    matter, text = front_matter.split("---\ntitle: A letter\ndate: 2021-11-23\n---\n\nDear all,\n---\nYours")
    assert matter == {"title": "A letter", "date": date(2021, 11, 23)}
    assert text == "\nDear all,\n---\nYours"


@pytest.mark.parametrize(
    "text", ["Dear all", "---\nA ruled line above words\n---\nmore", "---\n- a\n- b\n---\n", "---\n"]
)
def test_what_is_no_block_of_names_and_values_is_part_of_the_text(text):
    assert front_matter.split(text) == (None, text)


def test_two_ruled_lines_are_no_block():
    assert front_matter.split("---\n---\nDear all") == (None, "---\n---\nDear all")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"titel": "A"}, "cannot carry “titel”"),
        ({"valid_from": "soon"}, "“valid_from” must be a date such as 2021-11-23"),
        ({"valid_from": 20211123}, "“valid_from” must be a date such as 2021-11-23"),
        ({"date": "2021-02-30"}, "“date” must be a date such as 2021-11-23"),
        ({"valid_from": "2022-01-01", "valid_to": "2021-01-01"}, "“valid_to” is before the first day, 1 January 2022"),
        ({"title": "x" * 201}, "“title” must have at most 200 characters"),
        ({"id": "../etc"}, "lower-case letters"),
        ({"link": "javascript:alert(1)"}, "web address"),
        ({"questions": "who?"}, "“questions” is not right"),
        ({"questions": ["?"]}, "must each have 3 to 300 characters"),
        ({"questions": [{"a": 1}]}, "“questions” is not right"),
        ({"title": ["a"]}, "“title” is not right"),
        ({"title": "a\x00b"}, "control characters"),
        ({1: "a"}, "“1” is not right"),
    ],
)
def test_what_cannot_be_taken_is_refused_naming_it(given, says):
    with pytest.raises(Refused, match=says):
        front_matter.check(given)


def test_a_block_that_cannot_be_read_is_refused_naming_the_line():
    with pytest.raises(Refused, match="near line 2"):
        front_matter.split("---\ntitle: Letter: open\n---\nDear all")


def test_absent_values_are_the_same_as_none():
    assert front_matter.check({"title": None, "valid_to": "", "questions": None}) == front_matter.check({})


@pytest.mark.parametrize(
    ("words", "slug"),
    [("Open Letter (final)", "open-letter-final"), ("Ré­sumé", "resume"), ("письмо", ""), ("..", "")],
)
def test_a_slug_is_made_of_plain_letters(words, slug):
    assert front_matter.slug(words) == slug
