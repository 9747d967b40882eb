"""Whether two texts propose the same, something similar, or the opposite.

Nearness alone never says "the same": every telling word of each must be met in the other, numbers and negations must
agree, and neither may be against what the other is for. Strict on purpose: a person who is wrongly told that somebody
said the same may not send what only they had to say.
"""

from dataclasses import dataclass
from functools import cached_property

from knowledge.proposals.model import Alikeness
from knowledge.proposals.stance import Stance, opposed, stance
from retrieval.alignment import Words, align

NEAR_FROM = 0.6
"""Cosine below which two texts are simply different."""
SAME_FROM = 0.9
ALL_MET = ((0.9, 0.55), (0.85, 0.75))
"""Either pair will do: how well words are met on the whole, and the least met of the telling ones, both ways."""


@dataclass(frozen=True)
class Read:
    """A text as it is compared: its words with their readings, and what it is for and against."""

    words: Words

    @cached_property
    def stance(self) -> Stance:
        """What it is for and against."""
        return stance(self.words.text)


def alikeness(one: Read, other: Read, cosine: float) -> Alikeness | None:
    """How a text relates to another, given the cosine of their vectors; None when they are simply different."""
    if cosine < NEAR_FROM:
        return None
    if opposed(one.stance, other.stance):
        return "the opposite"
    return "the same" if cosine >= SAME_FROM and _agree(one, other) else "similar"


def _agree(one: Read, other: Read) -> bool:
    if any(getattr(one.stance, part) != getattr(other.stance, part) for part in ("numbers", "negations", "amounts")):
        return False
    there, back = align(one.words, other.words), align(other.words, one.words)
    met, worst = min(there.score, back.score), min(there.worst, back.worst)
    return any(met >= enough and worst >= least for enough, least in ALL_MET)
