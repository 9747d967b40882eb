"""Citations: the exact words an answer rests on, and where they can be read. Pure."""

from urllib.parse import quote

from knowledge.documents.snapshot import Passage
from knowledge.findings import Citation


def cite(passage: Passage, start: int, end: int, public_url: str = "") -> Citation:
    """The citation of `passage.text[start:end]`; its own start and end are in the version's text."""
    about = passage.about
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
    )


def address(document: str, version: int, start: int, end: int) -> str:
    """Where our pages show these words in their document."""
    return f"/documents/{quote(document)}?version={version}&start={start}&end={end}#quote"
