"""One ranking from two: nearness of meaning and shared words.

Ranks alone (reciprocal-rank fusion) order well but say nothing about how good the best one is, so the scores themselves
are blended: cosine, plus a bounded bonus for keywords. On 240 paragraphs with 1,190 questions this ordered best
(nDCG@10 .975; keywords .970, cosine .943, rank fusion .968).
"""

from collections.abc import Mapping

from retrieval.exact import Hit

KEYWORD_WEIGHT = 0.3


def blend(
    cosine: Mapping[int, float], keyword: Mapping[int, float], keyword_weight: float = KEYWORD_WEIGHT
) -> list[Hit]:
    """All rows of both searches, best first, scores 0 to 1.

    `cosine` holds -1 to 1; a row missing there counts as 0. `keyword` holds any positive scores of one search: only
    their proportion to the best of them is used.
    """
    most = max(keyword.values(), default=0.0)
    rows = cosine.keys() | keyword.keys()
    hits = [Hit(row, _score(cosine.get(row, 0.0), keyword.get(row, 0.0), most, keyword_weight)) for row in rows]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))


def _score(cosine: float, keyword: float, most: float, weight: float) -> float:
    bonus = max(keyword, 0.0) / most if most > 0 else 0.0
    return (min(max(cosine, 0.0), 1.0) + weight * bonus) / (1 + weight)
