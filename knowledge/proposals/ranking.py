"""The order of proposals found: meaning and words together."""

from collections.abc import Mapping

KEYWORD_SHARE = 0.25
"""How much of the score words may add to meaning."""


def blend(cosines: Mapping[int, float], keywords: Mapping[int, float]) -> list[tuple[int, float]]:
    """Ids and scores from 0 to 1, best first. `keywords` are scores within one search; only their ratio counts."""
    best = max(keywords.values(), default=0.0)
    scores = {
        found: max(0.0, cosine) * (1 - KEYWORD_SHARE)
        + KEYWORD_SHARE * (keywords.get(found, 0.0) / best if best else 0.0)
        for found, cosine in cosines.items()
    }
    return sorted(((found, min(1.0, score)) for found, score in scores.items()), key=lambda pair: (-pair[1], pair[0]))
