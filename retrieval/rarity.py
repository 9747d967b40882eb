"""How much a word says: rare words in general English say more.

From the `wordfreq` package: in an index as small as ours every word is rare.
"""

from functools import lru_cache

_MOST_COMMON = 7.8
"""Zipf frequency of "the": a word that says nothing. Words nobody uses are near 0."""


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """0 for the commonest words to 1 for words hardly ever seen (1 - Zipf frequency / 7.8)."""
    from wordfreq import zipf_frequency

    return float(min(1.0, max(0.0, 1.0 - zipf_frequency(word, "en") / _MOST_COMMON)))
