"""What one sentence does: asks, proposes, praises, complains. Cues only; pure functions.

People write tired, on phones, without question marks: "can we have", "why don't they just", "stop making us" propose,
whatever their grammar; "I want to know who" asks.
"""

import re
from typing import Literal

from bot.conversation import asking_cues, mood_cues, proposing_cues
from bot.conversation.text import plain, sentences, words

Act = Literal["question", "proposal", "rhetorical", "praise", "complaint", "statement", "topic"]
SHORT = 5
"""Words of a question that may lack a verb: "pay rise?"."""


def act(sentence: str) -> Act:
    """What one sentence does, taken by itself."""
    said = asking_cues.FILLER.sub("", plain(sentence)).strip()
    if not said:
        return "statement"
    if mood_cues.WELL_DONE.match(said):
        return "praise"
    if form := _by_form(said):
        return form
    if proposing_cues.proposes(said):
        return "question" if _marked(said) and len(words(said)) <= SHORT else "proposal"
    return "question" if _marked(said) else _statement(said)


def acts(text: str) -> list[tuple[str, Act]]:
    """Every sentence of a text, with what it does."""
    return [(sentence, act(sentence)) for sentence in sentences(text)]


def _by_form(said: str) -> Act | None:
    """What the form of the sentence says, before its words are weighed."""
    if asking_cues.ASKS.match(said) or (_marked(said) and asking_cues.ABOUT_MINE.search(said)):
        return "question"
    if asking_cues.RHETORICAL.match(said):
        return "rhetorical"
    if proposing_cues.PROPOSES_ASKING.match(said):
        return "proposal"
    return "question" if _asks(said) else None


def _asks(said: str) -> bool:
    marked = _marked(said)
    if asking_cues.WH_CLAUSE.match(said) and not (marked and not proposing_cues.proposes(said)):
        return False
    if proposing_cues.HAVE_SOMETHING.match(said) and not marked:
        return False
    forms = (asking_cues.WH, asking_cues.AUX_ASKS, *([asking_cues.AUX_FIRST] if marked else []))
    return any(form.match(said) for form in forms)


def _marked(said: str) -> bool:
    return said.rstrip("\"') ").endswith("?")


def _statement(said: str) -> Act:
    count = len(words(said))
    if asking_cues.WH_INSIDE.search(said):
        return "question"
    noun = proposing_cues.NOUNS.match(said)
    if (
        count <= SHORT
        and not noun
        and not mood_cues.COMPLAINT.search(said)
        and (count <= 3 or asking_cues.TOPIC.search(said))
    ):
        return "topic"
    if noun and not re.search(r"\b(?:is|are|was|were)\b", said):
        return "proposal"
    if mood_cues.PRAISE.search(said):
        return "praise"
    return "complaint" if mood_cues.COMPLAINT.search(said) else "statement"


def asks_about_privacy(text: str) -> bool:
    """Whether somebody asks who will know: not a matter for others to read along."""
    return bool(asking_cues.PRIVACY.search(plain(text)))


def asks_about_review(text: str) -> bool:
    """Whether the words are about the review or this assistant."""
    return bool(asking_cues.TOPIC.search(plain(text)))
