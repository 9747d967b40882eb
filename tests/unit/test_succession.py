"""Which version of a document is answered from on which day."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents.succession import Dated, Span, after_rollback, in_force

NOVEMBER, DECEMBER, JANUARY = date(2021, 11, 1), date(2021, 12, 1), date(2022, 1, 1)


def on(day: date, versions: list[Dated], current: int) -> list[int]:
    return [number for number, span in in_force(versions, current).items() if span.holds(day)]


def test_an_undated_document_is_answered_from_on_every_day():
    assert in_force([Dated(1, None, None)], 1) == {1: Span(None, None)}


def test_an_undated_new_version_replaces_the_old_one_for_all_days():
    assert in_force([Dated(1, None, None), Dated(2, None, None)], 2) == {2: Span(None, None)}


def test_a_version_that_begins_later_leaves_the_old_one_in_force_until_then():
    versions = [Dated(1, None, None), Dated(2, JANUARY, None)]
    assert on(date(2021, 12, 31), versions, 2) == [1]
    assert on(JANUARY, versions, 2) == [2]


def test_a_version_that_has_ended_does_not_bring_the_one_before_it_back():
    versions = [Dated(1, None, None), Dated(2, NOVEMBER, DECEMBER)]
    assert on(date(2021, 12, 2), versions, 2) == []
    assert on(date(2021, 10, 31), versions, 2) == [1]


def test_an_edit_with_the_same_dates_leaves_the_old_version_no_day():
    assert set(in_force([Dated(1, NOVEMBER, None), Dated(2, NOVEMBER, None)], 2)) == {2}


def test_versions_after_the_current_one_and_those_set_aside_have_no_days():
    versions = [Dated(1, None, None), Dated(2, DECEMBER, None, set_aside=True), Dated(3, JANUARY, None)]
    assert in_force(versions, 1) == {1: Span(None, None)}
    assert on(date(2021, 12, 15), versions, 3) == [1]


def test_a_rollback_sets_aside_what_came_after():
    versions = [Dated(1, None, None), Dated(2, None, None), Dated(3, None, None, set_aside=True)]
    assert after_rollback(versions, 1) == {1: False, 2: True, 3: True}
    assert after_rollback(versions, 3) == {1: False, 2: False, 3: False}


days = st.dates(date(2021, 1, 1), date(2022, 12, 31))
dated = st.lists(st.tuples(st.none() | days, st.none() | days, st.booleans()), min_size=1, max_size=6)


@given(dated, days)
def test_never_more_than_one_version_is_in_force_and_only_within_its_own_dates(rows, day):
    versions = [Dated(number, *row) for number, row in enumerate(rows, 1)]
    found = on(day, versions, len(versions))
    assert len(found) <= 1
    for version in versions:
        if version.number in found:
            assert Span(version.valid_from, version.valid_to).holds(day)
            assert not version.set_aside
