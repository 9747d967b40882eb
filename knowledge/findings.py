"""What a search of the knowledge base gives: plain data, shared by everything above."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["answered", "related", "not_covered"]


class Citation(BaseModel):
    """The words an answer rests on. `text[start:end] == quote` in the cited version of the document."""

    model_config = ConfigDict(frozen=True)

    document: str
    title: str
    section: str = ""
    quote: str
    start: int
    end: int
    url: str = ""
    """Where the passage can be read in its document, on our own pages (a path, or absolute with SOUNDINGS_URL)."""
    version: int = 1
    source: str = ""
    publisher: str = ""
    published: date | None = None
    link: str = ""
    """Where the document itself was published, if anywhere."""
    cut_before: bool = False
    """Whether words of the same sentence stand before the quote."""
    cut_after: bool = False
    """Whether words of the same sentence stand after it."""

    @property
    def shown(self) -> str:
        """The quote as people see it: with "…" where its sentence goes on."""
        said = self.quote.rstrip(" ,;:.-–") + "…" if self.cut_after else self.quote
        return f"…{said}" if self.cut_before else said


class Finding(BaseModel):
    """What the knowledge base says to one question."""

    model_config = ConfigDict(frozen=True)

    question: str
    status: Status
    citations: tuple[Citation, ...] = ()
    """Best first: the quotes that answer, or the nearest passages (three at most) when only related."""
    further: tuple[Citation, ...] = ()
    """Of the nearest passages that are not among the citations, three at most: offered when those did not help."""
    confidence: float = 0.0
    """0 to 1: how sure we are that the first citation answers this question."""
    note: str = ""
    """Something the reader must know, such as a newer version that replaces an older one."""
    written: str = ""
    """The answer in a language model's words, every sentence of it resting on one of the citations; "" when none
    wrote it. People are told when one did."""
