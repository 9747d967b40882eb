"""Citations: the exact words an answer rests on, and where they can be read. Pure."""

from urllib.parse import quote

from knowledge.documents.snapshot import Passage
from knowledge.findings import Citation
from retrieval.sentences import broken


def cite(passage: Passage, start: int, end: int, public_url: str = "") -> Citation:
    """The citation of `passage.text[start:end]`; its own start and end are in the version's text."""
    about = passage.about
    cut_before, cut_after = _cut(passage, start, end)
    start, end = passage.start + start, passage.start + end
    return Citation(
        document=about.document,
        title=about.title,
        section=passage.section,
        quote=passage.text[start - passage.start : end - passage.start],
        start=start,
        end=end,
        url=f"{public_url.rstrip('/')}{address(about.document, about.version, start, end)}",
        version=about.version,
        source=about.source,
        publisher=about.publisher,
        published=about.published,
        link=about.link,
        cut_before=cut_before,
        cut_after=cut_after,
    )


def _cut(passage: Passage, start: int, end: int) -> tuple[bool, bool]:
    """Whether the sentence goes on before and after; beyond the passage a small letter or a comma tells."""
    before, after = broken(passage.text, start, end)
    starts_small = start == 0 < passage.start and passage.text[:1].islower()
    ends_open = end == len(passage.text) and passage.text.endswith((",", ";"))
    return before or starts_small, after or ends_open


def address(document: str, version: int, start: int, end: int) -> str:
    """Where our pages show these words in their document."""
    return f"/documents/{quote(document)}?version={version}&start={start}&end={end}#quote"
