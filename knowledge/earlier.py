"""Whether what is quoted now was said differently by the version before it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.contradictions import contradict
from knowledge.documents.model import VersionRow
from knowledge.documents.snapshot import About
from retrieval.sentences import sentences

LONGEST = 200_000
"""Characters of an earlier version that are looked through."""


def earlier_text(session: Session, about: About) -> str:
    """The text of the version that this one replaced; "" when it is the first."""
    if about.version == 1:
        return ""
    before = select(VersionRow.text).where(
        VersionRow.document == about.document, VersionRow.number < about.version, ~VersionRow.set_aside
    )
    return (session.scalar(before.order_by(VersionRow.number.desc()).limit(1)) or "")[:LONGEST]


def said_otherwise(question: str, quote: str, earlier: str) -> bool:
    """Whether the earlier text answered the question in a way that the quote contradicts."""
    if " ".join(quote.split()) in " ".join(earlier.split()):
        return False
    return any(contradict(question, quote, earlier[start:end]) for start, end in sentences(earlier))


def note(about: About) -> str:
    """What to tell a reader of the newer text, which took effect on its own first day, else when it was added."""
    since = about.days.starts or about.added
    return f"This is the newer text: “{about.title}” said otherwise until it was changed on {since:%-d %B %Y}."
