"""Which version of a document is answered from on which day. Pure: nothing here reads a database or a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Dated:
    """A version as far as its days go."""

    number: int
    valid_from: date | None
    valid_to: date | None
    set_aside: bool = False


@dataclass(frozen=True)
class Span:
    """First and last day a version is answered from; None is without end."""

    starts: date | None
    ends: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


def in_force(versions: Sequence[Dated], current: int) -> Mapping[int, Span]:
    """The days of each version; a version that has none is left out.

    A version is answered from within its own dates, until the day a later one begins. So a version that begins in the
    future leaves the one before it in force until then, and one that has ended does not bring its predecessor back.
    Versions after `current`, and those set aside by a rollback, have no days.
    """
    spans: dict[int, Span] = {}
    line = [one for one in versions if one.number <= current and not one.set_aside]
    last: date | None = None
    for version in sorted(line, key=lambda one: one.number, reverse=True):
        ends = _earlier(version.valid_to, last)
        if version.valid_from is None or ends is None or version.valid_from <= ends:
            spans[version.number] = Span(version.valid_from, ends)
        if version.valid_from is None or version.valid_from == date.min:
            break  # in force from the beginning of time: nothing before it ever is
        last = _earlier(last, version.valid_from - DAY)
    return spans


def _earlier(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days) if days else None


def after_rollback(versions: Sequence[Dated], target: int) -> Mapping[int, bool]:
    """Which versions are set aside once `target` is back in force: those after it. It itself no longer is."""
    return {one.number: one.set_aside or one.number > target for one in versions if one.number != target} | {
        target: False
    }
