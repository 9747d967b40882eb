"""How long work reports how far it is."""

from collections.abc import Callable

Report = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


def silent(done: int, total: int) -> None:
    """Report to nobody."""
