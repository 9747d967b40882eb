"""What settles a question without weighing: it is one the document is known to answer, or it only names a topic."""

import re
from collections.abc import Iterable

import numpy as np

from retrieval.alignment import Words, align, stem
from retrieval.keywords import STOP_WORDS
from retrieval.rarity import rarity

CERTAIN = 0.98
"""How sure we are of what is settled."""
ON_TOPIC = 6.0
"""What speaking of the topic adds to the log-odds of a sentence, so that it is the one quoted."""
ALMOST_THE_SAME = 0.98
"""Cosine of two questions that differ by an ending or a stop word."""
LIKE_A_WORDING = 0.7
"""Turned cosine of a question to a wording, from which on what that answers is at least related to it."""
TOPIC_MET, WORST_MET = 0.66, 0.40
"""How well a sentence meets the words of a topic it speaks of, and the least met of them: below, it is something near.
Set on topics that the open letter does and does not speak of: "variation across the country" against "leadership pay".
"""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SOURCE = r"(?:(?:the|this|that|your|their|its|you|they|it|we|he|she)\b[\w\s'’]{0,40}?)"
_ABOUT = r"(?:about|on|regarding|concerning)"
_FRAMES = (
    rf"what\s+(?:do|does|did|is|has|have)\s+{_SOURCE}\s*(?:say|said|saying|mention|write|tell\s+us)\s+{_ABOUT}",
    rf"what(?:'?s|\s+is|\s+was)?\s+(?:said|written|says)\s+{_ABOUT}",
    r"what\s+(?:will|can|should|do|are|is)\s+(?:\w+\s+){1,4}?(?:do|done|doing)\s+about",
    rf"(?:is|are)\s+there\s+(?:anything|something|much)\s+(?:in\s+(?:\w+\s+){{1,4}}?)?{_ABOUT}",
    rf"(?:do|does|did)\s+{_SOURCE}\s*(?:say\s+(?:anything|something|much)\s+{_ABOUT}|mention|(?:talk|speak)\s+about)",
    r"tell\s+(?:me|us)\s+(?:more\s+)?about",
)
_TOPIC = re.compile(
    rf"^(?:(?:and|but|so|ok|please|also|can you|could you)[\s,]+)*(?:{'|'.join(_FRAMES)})\s+(?P<topic>.+?)[\s?.!]*$",
    re.IGNORECASE,
)


def asked_word_for_word(question: str, wordings: Iterable[tuple[str, float]]) -> bool:
    """Whether a question is one of these wordings, or all but. Each comes with its cosine to the question."""
    said = _plain(question)
    return any(cosine >= ALMOST_THE_SAME or _plain(wording) == said for wording, cosine in wordings)


def topic(question: str) -> str:
    """What a question like "what does the letter say about pay?" is about; "" when it asks something of its own.

    Whatever speaks of the topic answers such a question.
    """
    found = _TOPIC.match(question.strip())
    return found["topic"].strip() if found and _telling(found["topic"]) else ""


def speaks_of(topic: Words, text: Words) -> float:
    """How well a text meets the words of a topic, 0 to 1; 0 when it lacks one of them."""
    places = [place for place, word in enumerate(topic.said) if word not in STOP_WORDS]
    if not places:
        return 0.0
    near = align(topic, text).met
    met = np.asarray([1.0 if stem(topic.said[place]) in text.stems else float(near[place]) for place in places])
    weights = np.asarray([rarity(topic.said[place]) for place in places]) + 1e-6
    score = float(met @ weights / weights.sum())
    return score if score >= TOPIC_MET and float(met.min()) >= WORST_MET else 0.0


def _telling(text: str) -> bool:
    return any(word.lower() not in STOP_WORDS for word in _WORD.findall(text))


def _plain(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]
