"""Opposites use the same words; these are told apart, and what only sounds so is not."""

import pytest

from knowledge.proposals.stance import opposed, stance


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pay managers more", "Pay managers less"),
        ("There should be a national register of managers", "No national register of managers please"),
        ("Managers should be clinicians", "Managers should not be clinicians"),
        ("New managers should get a coach", "New managers should not get a coach, it's a waste of money"),
        ("Chief executives should be paid a bonus for performance", "Stop paying bonuses to chief executives"),
        ("Make courses compulsory for ward managers", "Courses for ward managers should be voluntary"),
        ("Appoint leaders from outside the NHS", "Appoint leaders from within rather than from outside the NHS"),
        ("Bring back matrons", "We do not need matrons back"),
        ("Leash laws should be more strictly enforced", "There should never be a leash law in the county"),
        ("Bowling Green needs a fairness ordinance", "Bowling Green does Not need a fairness ordinance"),
    ],
)
def test_opposites_are_opposed_either_way_round(one, other):
    assert opposed(stance(one), stance(other))
    assert opposed(stance(other), stance(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nobody ever trains us to manage people", "We should be trained to manage people"),
        ("There is no career path for receptionists", "Create a career path for receptionists"),
        ("Stop bullying by senior managers", "End bullying from the top"),
        ("Don't promote people without training", "Train people before promoting them"),
        ("Pay care workers the same as the NHS", "Care workers should not earn less than NHS assistants"),
        ("Fewer layers of management", "Take out layers of management"),
        ("It is embarrassing not to have a fairness ordinance", "Please pass a fairness ordinance"),
        ("More walking paths", "Reduce barriers to walking"),
        ("", ""),
    ],
)
def test_lacking_something_is_not_being_against_it(one, other):
    assert not opposed(stance(one), stance(other))
