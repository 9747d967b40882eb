"""Whether two passages that both answer a question answer it differently. Pure, and careful: in doubt they do not.

Only what can be told from the words counts: another date, another number with the same unit, another amount, another
address, or a plain "not" where the other has none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from retrieval.alignment import stem
from retrieval.answer_type import AnswerType, wanted
from retrieval.keywords import words

_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
}
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?({_MONTH})(?:\s+(\d{{4}}))?\b", re.IGNORECASE)
_NUMBER = re.compile(rf"(?<![\w£$€.])(\d[\d,.]*\d|\d|{'|'.join(_NUMBERS)})\s+([a-z]{{3,}})", re.IGNORECASE)
_MONEY = re.compile(r"[£$€]\s?\d[\d,.]*(?:\s?(?:k|m|bn|thousand|million|billion)\b)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b0\d{3,4}[\s-]?\d{3}[\s-]?\d{3,4}\b")
_NOT = re.compile(
    r"\b(?:not|no|never|none|nobody|without|cannot|neither|nor|excluded?|except)\b|n['’]t\b", re.IGNORECASE
)
_SAME_SUBJECT = 0.6
"""Share of the shorter text's words that the other must have, when the question does not say what kind is wanted."""

Date = tuple[str, str, str]


@dataclass(frozen=True)
class Claim:
    """What a passage says that another can say differently."""

    text: str

    @cached_property
    def dates(self) -> frozenset[Date]:
        """Day, month and year, "" where not given; "may" alone is a verb."""
        found = ((day, month.lower(), year) for day, month, year in _DATE.findall(self.text))
        return frozenset(date for date in found if date != ("", "may", ""))

    @cached_property
    def numbers(self) -> frozenset[tuple[str, str]]:
        """Numbers with what they count; months of dates are no units."""
        found = ((_NUMBERS.get(number.lower(), number), unit.lower()) for number, unit in _NUMBER.findall(self.text))
        return frozenset((number, stem(unit)) for number, unit in found if unit not in _MONTHS)

    @cached_property
    def money(self) -> frozenset[str]:
        """Amounts."""
        return frozenset(re.sub(r"[\s,]", "", amount.lower()) for amount in _MONEY.findall(self.text))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """E-mail addresses and telephone numbers."""
        return frozenset(re.sub(r"[\s-]", "", address.lower()).rstrip(".") for address in _ADDRESS.findall(self.text))

    @cached_property
    def denies(self) -> bool:
        """Whether it says that something is not so."""
        return _NOT.search(self.text) is not None

    @cached_property
    def subject(self) -> frozenset[str]:
        """The words left when all that is taken away."""
        bare = self.text
        for pattern in (_ADDRESS, _MONEY, _DATE, _NUMBER, _NOT):
            bare = pattern.sub(" ", bare)
        return frozenset(stem(word) for word in words(bare))


def contradict(question: str, one: str, other: str) -> bool:
    """Whether two texts, both taken as answers to a question, cannot both be right."""
    left, right = Claim(one), Claim(other)
    kind = wanted(question)
    if kind in _BY_KIND and left.subject & right.subject:
        return any(differ(left, right) for differ in _BY_KIND[kind])
    if not _same_subject(left, right):
        return False
    return left.denies != right.denies or any(differ(left, right) for differ in _ALL)


def _same_subject(left: Claim, right: Claim) -> bool:
    fewer = min(len(left.subject), len(right.subject))
    return fewer > 1 and len(left.subject & right.subject) / fewer >= _SAME_SUBJECT


def _dates(left: Claim, right: Claim) -> bool:
    return bool(left.dates and right.dates) and not any(_agree(one, two) for one in left.dates for two in right.dates)


def _agree(one: Date, two: Date) -> bool:
    return all(mine == theirs or not (mine and theirs) for mine, theirs in zip(one, two, strict=True))


def _numbers(left: Claim, right: Claim) -> bool:
    shared = {unit for _, unit in left.numbers} & {unit for _, unit in right.numbers}
    return any(
        {number for number, counted in left.numbers if counted == unit}.isdisjoint(
            number for number, counted in right.numbers if counted == unit
        )
        for unit in shared
    )


def _money(left: Claim, right: Claim) -> bool:
    return bool(left.money and right.money) and left.money.isdisjoint(right.money)


def _addresses(left: Claim, right: Claim) -> bool:
    return bool(left.addresses and right.addresses) and left.addresses.isdisjoint(right.addresses)


_ALL: tuple[Callable[[Claim, Claim], bool], ...] = (_dates, _numbers, _money, _addresses)
_BY_KIND: dict[AnswerType, tuple[Callable[[Claim, Claim], bool], ...]] = {
    "time": (_dates, _numbers),
    "duration": (_numbers,),
    "number": (_numbers,),
    "money": (_money, _numbers),
    "contact": (_addresses,),
}
