"""A proposal in one minute: invented people who correct, digress and come back have their receipt in a few turns."""

import pytest

from bot.app import Soundings
from bot.conversation.rehearsal import Actor, cast, rehearse
from knowledge.proposals.model import names


@pytest.mark.slow
def test_a_receipt_takes_two_turns_for_most_and_four_for_nine_in_ten(parts: Soundings):
    shown = rehearse(parts.assistant.handle)
    lost = [one.said for one in shown.performances if not one.received]
    assert not lost
    assert shown.median == 2
    assert shown.within(4) >= 0.9


def test_there_are_at_least_forty_people_and_their_wishes_are_possible():
    assert len({actor.id for actor in cast()}) == len(cast()) >= 40
    for actor in cast():
        assert all(value in names(field) for field, value in actor.wants.items()), actor.id


def test_who_never_gets_a_card_gives_up():
    def deaf(incoming):
        return []

    gave_up = rehearse(deaf, [Actor(id="one", says="every manager should have a coach")])
    assert gave_up.performances[0].received is False
    assert gave_up.within(4) == 0
