"""Two answers to one question: when they cannot both be right, and when they can."""

import pytest

from knowledge.contradictions import contradict

CLOSES = "When does it close?"


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (CLOSES, "Contributions close on 31 January 2022.", "Contributions close on 28 February 2022."),
        (CLOSES, "Contributions close on 31st January.", "Contributions are welcome until February 2022."),
        ("How long will it take?", "The review takes four months.", "The review takes about six months."),
        ("How many people are on it?", "The review has 12 members.", "The review has nine members."),
        ("How much does it cost?", "The review costs £1.2 million.", "The review costs £2 million."),
        ("How do I contact the review?", "Write to the review at a@dhsc.gov.uk.", "The review is at b@dhsc.gov.uk."),
        ("Are agency staff included?", "Agency staff are included in the review.", "Agency staff are not included."),
        ("Which care homes?", "All care homes take part.", "Only 12 care homes take part, no all care homes."),
    ],
)
def test_these_cannot_both_be_right(question, one, other):
    assert contradict(question, one, other)
    assert contradict(question, other, one)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (CLOSES, "Contributions close on 31 January 2022.", "Contributions close on 31 January."),
        (CLOSES, "Contributions close on 31 January 2022.", "The contributions may be sent by e-mail."),
        (CLOSES, "The review closes in January 2022.", "Lunch is at 12 noon on 3 March."),
        ("How long will it take?", "The review takes four months.", "The review takes about 4 months."),
        ("Who leads it?", "Sir Gordon Messenger leads the review.", "Dame Linda Pollard supports him."),
        ("Who leads it?", "General Sir Gordon Messenger leads.", "The letter is signed by Sir Gordon Messenger."),
        ("Are GPs included?", "Primary care is included.", "The review does not only look at hospitals."),
        ("", "", ""),
    ],
)
def test_these_can_both_be_right(question, one, other):
    assert not contradict(question, one, other)
    assert not contradict(question, other, one)
