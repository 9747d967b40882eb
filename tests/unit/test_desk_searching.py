"""The list's address says what was asked for, and reads back the same."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import ValidationError

from bot.desk.door import only_desk
from bot.desk.searching import PAGE, Asked, options, paging


def test_an_address_reads_back_as_what_was_asked():
    asked = Asked(q="coach & mentor", setting="adult social care", page=3)
    read = Asked.model_validate(dict(parse_qsl(urlsplit(asked.address(page=3)).query)))
    assert read == asked


def test_a_changed_filter_goes_back_to_the_first_page():
    assert "page" not in Asked(q="x", page=4).address(setting="ambulance")


def test_a_filter_of_no_known_value_counts_as_none():
    assert Asked(setting="<script>", status="nonsense").filters().model_dump(exclude_none=True) == {}


def test_words_are_tidied_and_bounded():
    assert Asked(q="  a\0b \n c  ").q == "ab c"
    assert len(Asked(q="x" * 9_999).q) == 500
    with pytest.raises(ValidationError):
        Asked(page=0)


def test_filters_show_how_many_they_would_give():
    lists = options(Asked(level="front line"), {"setting": {"ambulance": 1_200}})
    setting, level = lists[0], lists[1]
    assert setting["items"][0] == {"value": "", "text": "Any setting", "selected": True}
    assert "ambulance (1,200)" in [item["text"] for item in setting["items"]]
    assert [item["value"] for item in level["items"] if item["selected"]] == ["front line"]


def test_what_is_withdrawn_is_no_choice():
    assert "withdrawn" not in [item["value"] for item in options(Asked(), {})[-1]["items"]]


def test_pages_link_to_their_neighbours():
    assert paging(Asked(), None, 0) == {}
    links = paging(Asked(q="x", page=2), PAGE * 4 + 1, PAGE + 1)
    assert links["previous"] == {"href": "/desk?q=x", "labelText": "Page 1"}
    assert links["next"] == {"href": "/desk?q=x&page=3", "labelText": "Page 3 of 5"}


def test_a_page_beyond_the_last_leads_back_to_it():
    assert paging(Asked(page=9), PAGE * 4 + 1, 0)["previous"] == {"href": "/desk?page=5", "labelText": "Page 5"}
    for total in (0, None):
        assert paging(Asked(q="x", page=9), total, 0) == {"previous": {"href": "/desk?q=x", "labelText": "Page 1"}}


def test_chosen_filters_can_be_taken_off():
    assert Asked(q="x", setting="ambulance").chosen() == [("setting", "ambulance", "/desk?q=x")]


@pytest.mark.parametrize("wanted", ["/desk", "/desk/proposals/P-1?x=1"])
def test_signing_in_leads_to_the_page_wanted(wanted: str):
    assert only_desk(wanted) == wanted


@pytest.mark.parametrize("wanted", ["https://evil", "//evil", "/", "/desk//evil", "/desk\\evil", "desk"])
def test_signing_in_leads_nowhere_else(wanted: str):
    assert only_desk(wanted) == "/desk"
