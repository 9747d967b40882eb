"""Public references such as `P-1042`: made from a proposal's number, never stored."""

import re

FIRST = 1000
_REFERENCE = re.compile(r"\s*P[\s\-\u2010-\u2015]?(\d{4,9})\s*", re.IGNORECASE)


def reference(number: int) -> str:
    """The public reference of a proposal's number; the first is `P-1001`."""
    return f"P-{FIRST + number}"


def number(typed: str) -> int | None:
    """The number of a reference as typed by a person (`p1042`, `P-1042`); None if it cannot be one."""
    match = _REFERENCE.fullmatch(typed)
    found = int(match[1]) - FIRST if match else 0
    return found if found > 0 else None
