"""Questions as staff would put them about our own articles: what a new question is matched with, beside the wordings.

What they mean is shipped, each with the words of the articles that answer it, and the words they are put in;
`python -m knowledge.training` makes them. Never shown to anybody.
"""

from functools import cache
from pathlib import Path

from retrieval.heard import Heard

WEIGHTS = Path(__file__).parents[1] / "sources" / "heard.npz"


def heard(model: str) -> Heard:
    """The questions as the model of this name reads them; none when they were not read with it."""
    found = _load(WEIGHTS)
    return found if found.model == model else Heard()


@cache
def _load(path: Path) -> Heard:
    return Heard.load(path) if path.is_file() else Heard()
