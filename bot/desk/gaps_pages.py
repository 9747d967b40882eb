"""What people asked and nothing answered, for admins: teach a document the wording, or set the gap aside."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Desk
from knowledge.documents.records import Listed
from knowledge.questions import Gap
from retrieval.errors import Refused

GAPS = "/desk/knowledge/gaps"
SHOWN = 20
DONE = {"taught": "The next person who asks that is answered.", "aside": "That gap is set aside."}


def router(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)
    Admin = Annotated[Visitor, Depends(door.admin)]  # noqa: N806 - a type

    @made.get(GAPS)
    def gaps(request: Request, visitor: Admin, done: str = "") -> Response:
        documents = desk.library.list()
        open_ones = [(gap, choices(gap, documents)) for gap in desk.questions.gaps(SHOWN)]
        return pages.page(
            request,
            "knowledge_gaps.html",
            visitor=visitor,
            gaps=open_ones,
            counts=desk.questions.counts(),
            unhelpful=[said for said in desk.questions.feedback() if not said.helpful and said.reason],
            done=DONE.get(done, ""),
        )

    @made.post(GAPS + "/teach")
    def teach(visitor: Admin, document: Annotated[str, Form()] = "", wording: Annotated[str, Form()] = "") -> Response:
        if not document:
            raise Refused("Choose the document that holds the answer.")
        desk.library.add_wording(document, wording, by=visitor.name)
        return RedirectResponse(f"{GAPS}?done=taught", 303)

    @made.post(GAPS + "/dismiss")
    def dismiss(visitor: Admin, gap: Annotated[int, Form(ge=1, le=2**31)]) -> Response:
        desk.questions.dismiss(gap, by=visitor.name)
        return RedirectResponse(f"{GAPS}?done=aside", 303)

    return made


def choices(gap: Gap, documents: Sequence[Listed]) -> list[dict[str, object]]:
    """The documents to teach, the nearest one chosen."""
    first: dict[str, object] = {"value": "", "text": "Choose a document", "selected": not gap.nearest}
    rest = ({"value": one.document, "text": one.title, "selected": one.document == gap.nearest} for one in documents)
    return [first, *rest]
