"""What a word or a short form means: looked up by the word, for likeness cannot tell ICS from ICB."""

import re

from knowledge.deciding import Decision
from knowledge.documents.glossary_document import line
from knowledge.documents.snapshot import Snapshot
from retrieval.glossary import Glossary

_OPENING = (
    r"^(?:(?:sorry|ok|so|and|but|please|erm?|hi|hello|remind me|(?:can|could) you (?:tell me|explain)|tell me)\W+)*"
)
_ARTICLE = r"(?:an?\s+|the\s+)?"
_CLOSING = r"(?:\s+(?:even|actually|again|then|please|mean|means|stand\s+for|stands\s+for))*\W*$"
_FORMS = (
    r"(?:what\W*(?:s|is|are|was|were)|define|explain|(?:the\s+)?meaning\s+of)\s+(?:meant\s+by\s+)?",
    r"what\s+do(?:es)?\s+(?:you\s+mean\s+by\s+)?",
)
_ASKED = [re.compile(f"{_OPENING}{form}{_ARTICLE}(?P<term>.+?){_CLOSING}", re.IGNORECASE) for form in _FORMS]
SURE = 0.95


def term_asked(question: str) -> str:
    """The word whose meaning is asked ("what's an ICS?" asks ICS); empty when something else is asked."""
    found = next((match for form in _ASKED if (match := form.match(question.strip()))), None)
    return found["term"].strip("\"'“”‘’ ") if found else ""


def definition(question: str, glossary: Glossary, shelf: Snapshot) -> Decision | None:
    """What the glossary says the word asked for means.

    None when something else is asked, the word is not in the glossary, or an article has more to say of it.
    """
    for entry in glossary.named(term_asked(question)):
        said = line(entry)
        for passage in () if entry.see else shelf.definitions.values():
            start = passage.text.find(said)
            if start >= 0:
                return Decision("answered", ((passage, start, start + len(said)),), SURE)
    return None
