"""What a language model is shown: the passages an answer rests on, and the others of the same documents."""

from knowledge.documents.snapshot import Passage, Snapshot
from knowledge.findings import Citation, Finding
from knowledge.writing.checking import Quote

MOST_SHOWN = 6


def shown(finding: Finding, shelf: Snapshot) -> tuple[tuple[Passage, ...], tuple[Quote, ...]]:
    """The passages, those that answer first, and the words that answer in them. Nothing where they are gone by now."""
    quotes = tuple(quote for one in finding.citations if (quote := _quote(one, shelf)) is not None)
    resting = [passage for passage, _, _ in quotes]
    beside = [other for passage in resting for other in shelf.by_document.get(passage.about.document, [])]
    distinct = {passage.id: passage for passage in [*resting, *beside]}
    return tuple(distinct.values())[:MOST_SHOWN], quotes


def _quote(citation: Citation, shelf: Snapshot) -> Quote | None:
    for passage in shelf.by_document.get(citation.document, []):
        inside = passage.start <= citation.start and citation.end <= passage.end
        if inside and passage.about.version == citation.version:
            return passage, citation.start - passage.start, citation.end - passage.start
    return None
