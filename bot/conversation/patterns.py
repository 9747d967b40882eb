"""Building blocks of patterns."""

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern that matches where any of these does."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def word_list(text: str) -> str:
    """Words apart by spaces as alternatives; an underscore stands for a space inside one."""
    return "|".join(part.replace("_", " ") for part in text.split())
