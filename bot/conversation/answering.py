"""From a question to an answer: the quote first, then where it is from; never more than the quotes say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.conversation import wording
from bot.conversation.messages import Choice, Reply
from bot.conversation.ports import KnowledgeBase
from bot.conversation.speech import acts
from bot.conversation.text import clip_before, clip_words, in_line
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
    asked = split(knowledge, question)
    parts = asked[:MOST_QUESTIONS]
    found = [knowledge.worded(knowledge.find(part, as_of=as_of), as_of=as_of) for part in parts]
    names = parts if len(parts) > 1 else [""]
    replies = [build_answer(finding, name) for finding, name in zip(found, names, strict=True)]
    if len(replies) == 1:
        return Answered(reply=replies[0], finding=found[0])
    return Answered(reply=_merged(replies, more_questions(asked)), finding=found[0])


def split(knowledge: KnowledgeBase, text: str) -> list[str]:
    """The single questions in a message, each no longer than is sensible."""
    parts = [_asking(part.strip()) for part in knowledge.split(text) if part.strip()]
    return parts or [_asking(text)]


def _asking(text: str) -> str:
    """A long question cut to its end, which is the last sentence that asks: people tell first, and then ask."""
    if len(text) <= LONGEST_QUESTION:
        return text
    said = acts(text)
    last = max((place for place, (_, act) in enumerate(said) if act == "question"), default=len(said))
    return clip_before(" ".join(sentence for sentence, _ in said[: last + 1]) or text, LONGEST_QUESTION)


def more_questions(questions: Sequence[str]) -> str:
    """What is said where a message asks more than is answered at once; else ""."""
    return wording.MORE_QUESTIONS.format(count=MOST_QUESTIONS) if len(questions) > MOST_QUESTIONS else ""


def build_answer(finding: Finding, name: str = "") -> Reply:
    """The reply to one question; `name` is the question as asked, repeated where several are answered."""
    status: Status = finding.status if finding.citations else "not_covered"
    citations = () if status == "not_covered" else _fitting(finding.citations, status, whole=bool(finding.written))
    head = f"**{in_line(_as_question(name))}**" if name else ""
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
    asked = clip_before(question, 300)
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
    lines = clip_words(citation.shown, most).strip().splitlines()
    return "\n".join(f"> {line.strip()}" for line in lines if line.strip())


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _as_question(question: str) -> str:
    question = question.strip().rstrip(",;")
    return f"{question[:1].upper()}{question[1:]}" + ("" if question.endswith(("?", ".", "!", "…")) else "?")


def _merged(replies: Sequence[Reply], note: str) -> Reply:
    """Several answers as one, as good as the worst of them."""
    return Reply(
        kind="answer",
        text=_paragraphs(*(reply.text for reply in replies), note),
        lead=_paragraphs(*(reply.lead for reply in replies), note),
        citations=tuple(citation for reply in replies for citation in reply.citations),
        status=max((reply.status or "not_covered" for reply in replies), key=_WORST.index),
        confidence=min(reply.confidence or 0.0 for reply in replies),
        generated=any(reply.generated for reply in replies),
    )


_WORST: tuple[Status, ...] = ("answered", "related", "not_covered")
