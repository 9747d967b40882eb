"""What people asked and nothing answered, for admins: teach a document the wording, or set the gap aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Desk
from knowledge.documents.front_matter import LONGEST_WORDING
from knowledge.documents.glossary_document import DOCUMENT as GLOSSARY
from knowledge.documents.records import Listed
from knowledge.questions import Gap
from retrieval.errors import Refused

GAPS = "/desk/knowledge/gaps"
SHOWN = 20
DONE = {
    "taught": "The next person who asks that is answered.",
    "open": "That wording is taught. The question it came from is not answered yet, so it stays here.",
    "aside": "That gap is set aside.",
}


Number = Annotated[int, Form(ge=1, le=2**31)]


@dataclass(frozen=True)
class Tried:
    """What was typed to teach a document, and what is wrong with it."""

    gap: int
    document: str
    wording: str
    field: Literal["document", "wording"]
    problem: str

    def chosen(self, gap: Gap) -> Gap:
        """A gap whose nearest document is the one that was chosen for it."""
        return gap.model_copy(update={"nearest": self.document}) if gap.gap == self.gap else gap


def router(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)
    Admin = Annotated[Visitor, Depends(door.admin)]  # noqa: N806 - a type

    def page(request: Request, visitor: Visitor, done: str = "", tried: Tried | None = None) -> Response:
        documents, found = desk.library.list(), desk.questions.gaps(SHOWN + 1)
        return pages.page(
            request,
            "knowledge_gaps.html",
            422 if tried else 200,
            visitor=visitor,
            gaps=[(gap, choices(tried.chosen(gap) if tried else gap, documents)) for gap in found[:SHOWN]],
            more=len(found) > SHOWN,
            counts=desk.questions.counts(),
            unhelpful=desk.questions.feedback(reasons=True),
            done=DONE.get(done, ""),
            tried=tried,
            longest=LONGEST_WORDING,
        )

    @made.get(GAPS)
    def gaps(request: Request, visitor: Admin, done: str = "") -> Response:
        return page(request, visitor, done)

    @made.post(GAPS + "/teach")
    def teach(
        request: Request,
        visitor: Admin,
        gap: Number,
        document: Annotated[str, Form()] = "",
        wording: Annotated[str, Form()] = "",
    ) -> Response:
        if not document:
            problem = "Choose the document that holds the answer."
            return page(request, visitor, tried=Tried(gap, document, wording, "document", problem))
        try:
            desk.library.add_wording(document, wording, by=visitor.name)
        except Refused as error:
            return page(request, visitor, tried=Tried(gap, document, wording, "wording", str(error)))
        done = "taught" if desk.questions.close(gap, by=visitor.name) else "open"
        return RedirectResponse(f"{GAPS}?done={done}", 303)

    @made.post(GAPS + "/dismiss")
    def dismiss(visitor: Admin, gap: Number) -> Response:
        desk.questions.dismiss(gap, by=visitor.name)
        return RedirectResponse(f"{GAPS}?done=aside", 303)

    return made


def choices(gap: Gap, documents: Sequence[Listed]) -> list[dict[str, object]]:
    """The documents to teach, the nearest one chosen. The glossary is looked up by the word, so it is not one."""
    taught = [one for one in documents if one.document != GLOSSARY]
    first: dict[str, object] = {"value": "", "text": "Choose a document", "selected": not gap.nearest}
    rest = ({"value": one.document, "text": one.title, "selected": one.document == gap.nearest} for one in taught)
    return [first, *rest]
