"""Passages have exact offsets, keep their headings, and stay below what the model reads."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.chunking import MOST_TOKENS, Media, split
from retrieval.embedding import count_tokens

ARTICLE = """# The review

Who leads it, in a few words that are long enough to stand alone as a passage of their own, all by themselves.

## What it covers

Three things:

- **pay**, in a first item
- people
  - of every kind

### Dates

| when | what |
| --- | --- |
| 2021 | terms |
"""


def passages(text: str, media: Media = "markdown") -> list[str]:
    return [text[chunk.start : chunk.end] for chunk in split(text, media)]


def test_headings_become_the_section_and_the_title_does_not():
    assert [chunk.section for chunk in split(ARTICLE, "markdown")] == [
        "",
        "What it covers",
        "What it covers › Dates",
    ]


def test_a_list_stays_with_the_words_that_introduce_it():
    assert "Three things:\n\n- **pay**, in a first item\n- people\n  - of every kind" in passages(ARTICLE)


def test_a_table_is_one_block():
    assert passages(ARTICLE)[-1] == "| when | what |\n| --- | --- |\n| 2021 | terms |"


def test_plain_text_is_never_read_as_markdown():
    text = "If we could start by seeking to reassure:\n-\nWe know how hard it is.\n# not a heading"
    assert all(chunk.section == "" for chunk in split(text, "text"))


def test_lines_wrapped_by_hand_are_one_paragraph():
    text = (
        "We very much want the review to be regarded by all of you as an\n"
        "opportunity, and we will do what we can to make it one.\n\n"
        "Another paragraph."
    )
    assert passages(text, "text") == [text]


def test_the_letter_keeps_its_bullets_apart_from_their_markers(shared: Path):
    text = (shared / "seeds" / "leadership-review-letter.txt").read_text(encoding="utf-8")
    found = passages(text, "text")
    assert any(passage.startswith("Equally, we are mindful") for passage in found)
    assert not any(passage.startswith("-") for passage in found)
    assert all(chunk.section == "" for chunk in split(text, "text"))


@pytest.mark.parametrize("media", ["markdown", "text"])
@pytest.mark.parametrize("text", ["", " \n\t\n", "---\n***\n", "# Only a heading", "\x00", "🙂🙂🙂"])
def test_odd_texts_do_no_harm(text: str, media: Media):
    assert len(split(text, media)) <= 1


@pytest.mark.parametrize("long", ["word " * 5_000, "unbroken" * 5_000, "A sentence with words. " * 900, "中文" * 4_000])
def test_long_texts_are_cut_below_what_the_model_reads(long: str):
    found = split(long, "text")
    assert all(count_tokens(long[chunk.start : chunk.end]) <= MOST_TOKENS for chunk in found)
    assert "".join(long[chunk.start : chunk.end] for chunk in found).replace(" ", "") == long.replace(" ", "")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab .-#*|`>\n\r\t1)é🙂"), max_size=400), st.sampled_from(["markdown", "text"]))
def test_passages_are_in_order_and_never_overlap(text: str, media: Media):
    end = 0
    for chunk in split(text, media):
        assert end <= chunk.start < chunk.end <= len(text)
        assert text[chunk.start : chunk.end].strip() == text[chunk.start : chunk.end] != ""
        end = chunk.end
