"""From a question to an answer: the quote first, then where it is from; never more than the quotes say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.conversation import wording
from bot.conversation.messages import Choice, Reply
from bot.conversation.ports import KnowledgeBase
from bot.conversation.text import clip, clip_words
from knowledge.findings import Citation, Finding, Status

MOST_WORDS = 90
"""Quoted in one answer."""
MOST_QUESTIONS = 4
LONGEST_QUESTION = 500
NEAREST = 3
"""Passages shown when none answers."""
_CITED = ("document", "title", "section", "quote", "start", "end", "url")


class Answered(BaseModel):
    """An answer, ready to show or to print as JSON."""

    model_config = ConfigDict(frozen=True)

    reply: Reply
    finding: Finding

    @property
    def status(self) -> Status:
        """How well the question is covered."""
        return self.reply.status or "not_covered"

    def as_json(self) -> dict[str, Any]:
        """`status`, `answer`, `citations` and `confidence`, as the command line and the API give them."""
        cited = [citation.model_dump(mode="json", include=set(_CITED)) for citation in self.reply.citations]
        ordered = [{name: citation[name] for name in _CITED} for citation in cited]
        return {
            "status": self.status,
            "answer": self.reply.text,
            "citations": ordered,
            "confidence": self.reply.confidence or 0.0,
        }


def answer(knowledge: KnowledgeBase, question: str, *, as_of: date | None = None) -> Answered:
    """Answer one question, or the several one message holds, as one reply."""
    parts = split(knowledge, question)
    found = [knowledge.worded(knowledge.find(part, as_of=as_of), as_of=as_of) for part in parts]
    names = parts if len(parts) > 1 else [""]
    replies = [build_answer(finding, name) for finding, name in zip(found, names, strict=True)]
    if len(replies) == 1:
        return Answered(reply=replies[0], finding=found[0])
    return Answered(reply=_merged(replies), finding=found[0])


def split(knowledge: KnowledgeBase, text: str) -> list[str]:
    """The single questions in a message, each no longer than is sensible."""
    parts = [clip(part.strip(), LONGEST_QUESTION) for part in knowledge.split(text) if part.strip()]
    return parts or [clip(text, LONGEST_QUESTION)]


def build_answer(finding: Finding, name: str = "") -> Reply:
    """The reply to one question; `name` is the question as asked, repeated where several are answered."""
    status: Status = finding.status if finding.citations else "not_covered"
    citations = () if status == "not_covered" else _fitting(finding.citations, status, whole=bool(finding.written))
    head = f"**{_as_question(name)}**" if name else ""
    written = finding.written if status == "answered" else ""
    said = wording.WRITTEN if written else ""
    return Reply(
        kind="answer",
        text=_paragraphs(head, _LEADS[status], written, *_quotes(citations, status), finding.note, said),
        lead=_paragraphs(head, _LEADS[status], written, finding.note, said),
        citations=citations,
        choices=feedback_choices(finding.question),
        status=status,
        confidence=finding.confidence,
        generated=bool(written),
    )


def build_further(finding: Finding) -> Reply | None:
    """The passages that come next, for somebody whom the answer did not help; None when there are none."""
    if not finding.further:
        return None
    lead = _paragraphs(wording.FEEDBACK_SORRY, wording.FEEDBACK_FURTHER)
    return Reply(
        kind="answer",
        text=_paragraphs(lead, *_quotes(finding.further, "related")),
        lead=lead,
        citations=finding.further,
        status="related",
        confidence=0.0,
    )


def feedback_choices(question: str) -> tuple[Choice, ...]:
    """Helpful or not."""
    asked = clip(question, 300)
    return (
        Choice(id="helpful", label="Helpful", value=asked),
        Choice(id="not_helpful", label="Not helpful", value=asked),
    )


def _fitting(citations: Sequence[Citation], status: Status, *, whole: bool) -> tuple[Citation, ...]:
    if whole:  # Sentences were written from all of them, and within the same bounds.
        return tuple(citations)
    if status == "related":
        return tuple(citations[:NEAREST])
    chosen, room = [citations[0]], MOST_WORDS - len(citations[0].quote.split())
    for citation in citations[1:]:
        room -= len(citation.quote.split())
        if room < 0:
            break
        chosen.append(citation)
    return tuple(chosen)


_LEADS: dict[Status, str] = {"answered": "", "related": wording.RELATED, "not_covered": wording.NOT_COVERED}


def _quotes(citations: Sequence[Citation], status: Status) -> list[str]:
    most = MOST_WORDS // max(1, len(citations)) if status == "related" else MOST_WORDS
    return [_quoted(citation, most) for citation in citations]


def _quoted(citation: Citation, most: int) -> str:
    lines = clip_words(citation.quote, most).strip().splitlines()
    return "\n".join(f"> {line.strip()}" for line in lines if line.strip())


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _as_question(question: str) -> str:
    question = question.strip().rstrip(",;")
    return f"{question[:1].upper()}{question[1:]}" + ("" if question.endswith(("?", ".", "!", "…")) else "?")


def _merged(replies: Sequence[Reply]) -> Reply:
    """Several answers as one, as good as the worst of them."""
    return Reply(
        kind="answer",
        text=_paragraphs(*(reply.text for reply in replies)),
        lead=_paragraphs(*(reply.lead for reply in replies)),
        citations=tuple(citation for reply in replies for citation in reply.citations),
        status=max((reply.status or "not_covered" for reply in replies), key=_WORST.index),
        confidence=min(reply.confidence or 0.0 for reply in replies),
        generated=any(reply.generated for reply in replies),
    )


_WORST: tuple[Status, ...] = ("answered", "related", "not_covered")
