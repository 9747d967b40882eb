"""What replies look like on a page, decided by pure functions."""

import json
from datetime import date

import pytest

from bot.channels.web.cards import card, date_words, first_paragraph, live_turns, pieces, pressed, read_pressed

CITED = [{"title": "Terms", "quote": "led by"}, {"title": "Letter", "quote": "all levels"}]


def test_an_answer_shows_its_quotes_where_the_text_has_them():
    text = "**Who?**\n\n> led by\n> somebody\n\n[1] Terms · 23 November 2021\n\n> all levels\n\n[2] Letter\n\nA note."
    found = pieces(text, CITED)
    assert [list(piece) for piece in found] == [["text"], ["quote", "citation"], ["quote", "citation"], ["text"]]
    assert found[1] == {"quote": "led by\nsomebody", "citation": CITED[0]}
    assert found[3] == {"text": "A note."}


@pytest.mark.parametrize("text", ["> nobody’s words", "> nobody’s\n\n[7] Unknown", "[1] not after a quote"])
def test_a_quote_without_its_source_stays_text(text: str):
    found = pieces(text, CITED)
    assert all("citation" not in piece for piece in found)
    assert "\n\n".join(piece["text"] for piece in found) == text


CARD = """This is your proposal as I understood it:

> A coach
> for <b>all</b>

- **Title:** Coach
- **Setting:** adult social care (I think)
- **Level:** not said

Nothing is sent until you `submit`."""


def test_a_card_shows_the_words_and_the_rows_of_its_text():
    made = card(CARD, "Nothing is sent.", {"proposal": "A coach\nfor <b>all</b>"})
    assert made["heading"] == "This is your proposal as I understood it"
    assert made["lead"] == "Nothing is sent."
    assert [(row["key"]["text"], str(row["value"]["html"])) for row in made["rows"]] == [
        ("Your words", "A coach<br>for &lt;b&gt;all&lt;/b&gt;"),
        ("Title", "Coach"),
        ("Setting", "adult social care (I think)"),
        ("Level", "not said"),
    ]


def test_the_first_paragraph_can_be_a_heading():
    assert first_paragraph("**Thank you. It is in: P-1.**\n\nKeep it.\n\nBye.") == (
        "Thank you. It is in: P-1.",
        "Keep it.\n\nBye.",
    )
    assert first_paragraph("Done") == ("Done", "")


def test_a_button_carries_its_action_there_and_back():
    action, label = read_pressed(pressed({"id": "support", "label": "Support P-1 “too”", "value": {"a": [1]}})) or (
        None,
        "",
    )
    assert action is not None
    assert (action.id, action.value, label) == ("support", {"a": [1]}, "Support P-1 “too”")


@pytest.mark.parametrize(
    "carried", ["", "x", "[]", "{}", '{"id": 7}', "null", "[" * 5_000, json.dumps({"id": "x" * 101})]
)
def test_a_button_that_is_none_of_ours_is_none(carried: str):
    assert read_pressed(carried) is None


def test_only_the_last_turn_and_the_waiting_card_can_be_pressed():
    answer, card, receipt = ("q", [{"kind": "answer"}]), ("p", [{"kind": "confirm"}]), ("s", [{"kind": "receipt"}])
    assert live_turns([]) == set()
    assert live_turns([answer, card, answer, answer]) == {1, 3}
    assert live_turns([card, card, answer]) == {1, 2}
    assert live_turns([card, receipt, answer]) == {2}


def test_dates_are_written_as_people_write_them():
    assert date_words("2021-11-03") == date_words(date(2021, 11, 3)) == "3 November 2021"
    assert date_words(None) == date_words("") == ""
