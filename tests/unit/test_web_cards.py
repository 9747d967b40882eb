"""What replies look like on a page, decided by pure functions."""

import json
from datetime import date

import pytest

from bot.channels.web.cards import (
    card,
    date_words,
    first_paragraph,
    live_turns,
    pieces,
    pressed,
    read_pressed,
    unbroken,
)

CITED = [{"title": "Terms", "quote": "led by"}, {"title": "Letter", "quote": "all levels"}]


def test_an_answer_shows_its_quotes_where_the_text_has_them():
    found = pieces("**Who?**\n\n> led by\n> somebody\n\n> all levels\n\nA note.", CITED)
    assert [list(piece) for piece in found] == [["text"], ["quote", "citation"], ["quote", "citation"], ["text"]]
    assert found[1] == {"quote": "led by\nsomebody", "citation": CITED[0]}
    assert found[3] == {"text": "A note."}


def test_a_quote_of_nobody_stays_text_and_a_citation_left_out_comes_last():
    assert pieces("> nobody’s words", []) == [{"text": "> nobody’s words"}]
    assert pieces("Here.", CITED[:1]) == [{"text": "Here."}, {"quote": "led by", "citation": CITED[0]}]


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


def turn(kind: str, *choices: str) -> tuple[str, list[dict]]:
    return "said", [{"kind": kind, "choices": [{"id": choice} for choice in choices]}]


def test_only_the_last_turn_and_the_waiting_draft_can_be_pressed():
    answer, card, receipt = turn("answer", "helpful"), turn("confirm", "submit", "cancel"), turn("receipt", "open")
    assert live_turns([]) == set()
    assert live_turns([answer, card, answer, answer]) == {1, 3}
    assert live_turns([card, card, answer]) == {1, 2}
    assert live_turns([card, turn("message", "submit"), answer]) == {1, 2}
    assert live_turns([card, receipt, answer]) == {2}


def test_a_reference_stays_on_one_line():
    assert unbroken("<b> P-10.") == '&lt;b&gt; <span class="unbroken">P-10</span>.'


def test_dates_are_written_as_people_write_them():
    assert date_words("2021-11-03") == date_words(date(2021, 11, 3)) == "3 November 2021"
    assert date_words(None) == date_words("") == ""
