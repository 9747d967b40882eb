"""Whether two texts propose the same, something similar, or the opposite.

An embedding thinks opposites alike, so nearness alone never says "the same": the words are compared too.
"""

import re

from knowledge.proposals.model import Alikeness

SAME_FROM = 0.9
NEAR_FROM = 0.6
_WORD = re.compile(r"[a-z0-9$£%'+]+")
_NOT = frozenset("no not never without stop ban abolish scrap end against instead cut cease remove".split())  # noqa: SIM905


def alikeness(one: str, other: str, cosine: float) -> Alikeness | None:
    """How a text relates to another, given the cosine of their vectors; None when they are simply different."""
    if cosine < NEAR_FROM:
        return None
    if _turned(one) != _turned(other):
        return "the opposite"
    return "the same" if cosine >= SAME_FROM else "similar"


def _turned(text: str) -> bool:
    words: list[str] = _WORD.findall(text.lower().replace("’", "'"))
    return sum(word in _NOT or word.endswith("n't") for word in words) % 2 != 0
