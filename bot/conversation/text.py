"""Reading what was typed: control characters out, sentences apart, small talk off the ends. Pure functions."""

import re
import unicodedata

from bot.conversation.asking_cues import TAIL_ASKS

LONGEST_READ = 20_000
"""Longer messages are not read; the person is told so."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', " ": " ", "\u200b": ""})
_SPACES = re.compile(r"[^\S\n]+")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\s*\n+\s*|\s*;\s+")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|dr|mr|mrs|ms|prof|st|no|approx)\.$", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-*•–]|\(?\d{1,2}[.)])\s+")
_ASIDE = re.compile(
    r",?\s+(?:and|but|also|anyway|so)\s+(?=(?:i|we) (?:think|propose|suggest|reckon|believe)\b|my (?:idea|suggestion|"
    r"proposal)\b)",
    re.IGNORECASE,
)
_POLITE = (
    r"please|pls|plz|thanks|thank you|thx|ta|cheers|ok|okay|yes|yeah|yep|yup|right|well|so|then|now|just|and|but|"
    r"actually|"
    r"oh|hi|hello|hey|sorry|um|er|erm|hmm|can you|could you|would you|i want to|i wanna|i'd like to|"
    r"i would like to|let's|go ahead and|for me|mate|love|x|xx"
)
_LEAD = re.compile(rf"^(?:(?:{_POLITE})\b[\s,.!:–-]*)+", re.IGNORECASE)
_TRAIL = re.compile(
    r"(?:[\s,.!]+(?:please|pls|plz|thanks|thank you|thx|ta|cheers|now|then|for me|mate|x|xx))+$", re.IGNORECASE
)
_LINKS = re.compile(r"\](?=[(\[:])")
"""Where the name of a link ends: in `[a](b)`, `[a][b]` and `[b]: c`."""
_MARKS = re.compile(r"[*`]")


def tidy(text: str) -> str:
    """The words without control characters and odd spaces, lines kept."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter)[0] != "C" or letter == "\u200d"
    )
    return _SPACES.sub(" ", kept).strip()


def plain(text: str) -> str:
    """The words in lower case with straight quotes, for comparing."""
    return _SPACES.sub(" ", tidy(text).translate(_QUOTES).lower()).strip()


def core(text: str) -> str:
    """A short message without its punctuation and politeness: "Yes, submit it please!" → "submit it"."""
    said = plain(text).strip(" .!,;:-–\"'*_")
    bare = _TRAIL.sub("", _LEAD.sub("", said)).strip(" .!,;:-–\"'*_")
    return bare or said


def sentences(text: str) -> list[str]:
    """The sentences of a message, a question at the end of a run-on sentence apart."""
    parts: list[str] = []
    for part in _SENTENCE.split(tidy(text)):
        bare = _BULLET.sub("", part.strip())
        if parts and _ABBREVIATION.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {bare}"
        elif bare:
            parts.append(bare)
    return [piece for part in parts for piece in _apart(part)]


def _apart(sentence: str) -> list[str]:
    straight = sentence.translate(_QUOTES).lower()
    cut = TAIL_ASKS.search(straight, 8) or _ASIDE.search(straight, 8)
    if cut is None:
        return [sentence]
    return [sentence[: cut.start()].rstrip(" ,-–"), sentence[cut.end() :].strip()]


def words(text: str) -> list[str]:
    """Its words, in lower case."""
    return re.findall(r"[\w&]+(?:['-]\w+)*", plain(text))


def clip(text: str, longest: int) -> str:
    """The text, cut at a word with an ellipsis when longer than `longest`."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-–") + "…"


def clip_before(text: str, longest: int) -> str:
    """The text, its beginning cut off at a word with an ellipsis when longer than `longest`."""
    if len(text) <= longest:
        return text
    return "…" + text[1 - longest :].split(" ", 1)[-1]


def clip_words(text: str, most: int) -> str:
    """The text, cut after `most` words."""
    found = list(re.finditer(r"\S+", text))
    return text if len(found) <= most else text[: found[most - 1].end()].rstrip(" ,;:.-–") + "…"


def joined(first: str, second: str) -> str:
    """Two pieces of one text as sentences."""
    first, second = first.strip(), second.strip()
    if not first or not second:
        return first or second
    if first[-1] not in ".!?…:":
        first += "."
    return f"{first} {second[0].upper()}{second[1:]}"


def inert(text: str) -> str:
    """Words inside our Markdown: nothing in them becomes a link with another name."""
    return _LINKS.sub("] ", text)


def in_line(text: str) -> str:
    """People's words in a line of ours: they stay in that line, and in its bold type."""
    return inert(" ".join(_MARKS.sub("", text).split()))


def unlinked(text: str) -> str:
    """Somebody else's words: addresses in them are left out, so that nobody is led anywhere."""
    return re.sub(r"(?:https?://|www\.)\S+", "[link]", inert(text), flags=re.IGNORECASE)


def first_part(text: str, longest: int) -> str:
    """As many whole sentences as fit in `longest` characters; whole words where one sentence is longer."""
    cut = text[:longest]
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)|\n", cut)]
    return cut[: ends[-1]].strip() if ends and ends[-1] > longest // 3 else clip(text, longest)


def numbered(text: str, citations: int) -> str:
    """An answer with `[1]`, `[2]` after its quotes: its `>` paragraphs, which are its citations' words in their order.

    A citation whose words the text leaves out has its number at the end.
    """
    left = list(range(1, citations + 1))
    parts = []
    for paragraph in text.split("\n\n"):
        quoted = paragraph.startswith(">") and left
        parts.append(f"{paragraph} [{left.pop(0)}]" if quoted else paragraph)
    return " ".join(["\n\n".join(parts), *(f"[{number}]" for number in left)])
