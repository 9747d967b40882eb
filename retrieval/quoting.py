"""How much of a passage to quote: the sentence that answers, with as much around it as it needs, and no more."""

from collections.abc import Sequence

MOST_WORDS = 60
"""Of a quote that was widened; a single sentence may be longer."""
AS_GOOD = 2.5
"""A neighbouring sentence is taken in when its log-odds are no further below the best than this."""


def around(text: str, places: Sequence[tuple[int, int]], scores: Sequence[float]) -> tuple[int, int]:
    """Start and end of the words to quote from a passage, given its sentences and how well each answers."""
    best = max(range(len(places)), key=lambda place: (scores[place], -place))
    first = last = best
    while True:
        neighbours = [place for place in (first - 1, last + 1) if 0 <= place < len(places)]
        wider = [place for place in neighbours if scores[place] >= scores[best] - AS_GOOD]
        fitting = [place for place in wider if _words(text, places, min(first, place), max(last, place)) <= MOST_WORDS]
        if not fitting:
            return places[first][0], places[last][1]
        taken = max(fitting, key=lambda place: scores[place])
        first, last = min(first, taken), max(last, taken)


def _words(text: str, places: Sequence[tuple[int, int]], first: int, last: int) -> int:
    return len(text[places[first][0] : places[last][1]].split())
