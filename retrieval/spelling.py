"""Tolerance for spelling: words nobody writes, put right from the words of the index and from general English."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_KNOWN_ENGLISH = 60_000
_SHORTEST = 4
_COMMON = 2.9
"""Zipf frequency above which a word is taken as it is written."""
_WRITTEN = 2.4
"""Zipf frequency above which a word may be what was meant; below it the list is full of misspellings."""
_CLEARLY_COMMONER = 1.3
"""How much commoner (in Zipf steps, tenfold each) a word must be to replace one that some people do write."""
Choices = Mapping[tuple[str, int], Sequence[str]]
"""Words by first letter and length."""


class Spelling:
    """Puts words right. Words of the index always stand, however rare they are in English."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._own = frozenset(word for text in texts for word in _words(text) if len(word) >= _SHORTEST)
        self._choices = _by_start(self._own)
        self._corrected = lru_cache(maxsize=4_096)(self._correct)

    def correct(self, text: str) -> str:
        """The text with its misspelt words put right; everything else as it was."""
        return _WORD.sub(self._replacement, text)

    def _replacement(self, match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < _SHORTEST or word.isupper() or "'" in word or "’" in word:
            return word
        return self._corrected(word.lower()) or word

    def _correct(self, word: str) -> str:
        """The right spelling, or "" when the word stands as it is."""
        from wordfreq import zipf_frequency

        seen = zipf_frequency(word, "en")
        if seen >= _COMMON or word in self._own:
            return ""
        for choices in (self._choices, _english()):
            found = _nearest(word, choices)
            if found and zipf_frequency(found, "en") >= seen + _CLEARLY_COMMONER:
                return found
        return ""


def _nearest(word: str, choices: Choices) -> str:
    """The commonest of the words fewest changes away (swapped neighbours count as one); "" when none is near."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract
    from wordfreq import zipf_frequency

    most = 1 if len(word) < 8 else 2
    near = [one for more in range(-most, most + 1) for one in choices.get((word[0], len(word) + more), ())]
    found = extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=None)
    ranked = sorted(found, key=lambda hit: (hit[1], -zipf_frequency(hit[0], "en"), hit[0]))
    return str(ranked[0][0]) if ranked else ""


@cache
def _english() -> Choices:
    from wordfreq import top_n_list, zipf_frequency

    words = top_n_list("en", _KNOWN_ENGLISH)
    return _by_start(word for word in words if word.isalpha() and zipf_frequency(word, "en") >= _WRITTEN)


def _by_start(words: Iterable[str]) -> Choices:
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in words:
        found[word[0], len(word)].append(word)
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
