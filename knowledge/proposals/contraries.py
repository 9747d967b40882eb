"""Words of which one undoes the other, as people use them in proposals."""

from collections.abc import Mapping

_PAIRS = (
    ("more extra", "less fewer cut reduce"),
    ("increase raise grow expand", "decrease reduce lower cut shrink"),
    ("higher", "lower"),
    ("longer", "shorter"),
    ("bigger larger", "smaller"),
    ("add hire recruit", "remove fire sack"),
    ("keep retain preserve", "abolish scrap remove demolish replace"),
    ("open", "close shut"),
    ("allow permit let legalise legalize", "ban forbid prohibit stop"),
    ("compulsory mandatory required obligatory", "voluntary optional"),
    ("central centrally centralise nationally national", "local locally decentralise"),
    ("merge combine join merged", "split separate"),
    ("one single", "separate"),
    ("stricter strict strictly tighter", "looser relaxed relax reduce"),
    ("start begin", "stop end"),
    ("always", "never"),
    ("support", "oppose"),
    ("public publicly", "private privately confidential confidentially"),
    ("internal internally", "external externally"),
    ("permanent", "temporary"),
    ("faster quicker", "slower"),
    ("together jointly", "separately apart"),
    ("same", "different"),
    ("encourage", "discourage"),
    ("strengthen", "weaken"),
    ("everyone everybody", "nobody"),
)
UPWARDS = frozenset("more extra increase raise grow expand".split())  # noqa: SIM905
DOWNWARDS = frozenset("less fewer cut reduce decrease lower shrink".split())  # noqa: SIM905
AMOUNTS = UPWARDS | DOWNWARDS
"""These speak of what comes after them."""


def _contraries() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for left, right in _PAIRS:
        for words, others in ((left.split(), right.split()), (right.split(), left.split())):
            for word in words:
                found[word] = found.get(word, frozenset()) | frozenset(others)
    return found


CONTRARIES = _contraries()
"""Each word with those that undo it."""
