"""What reviewers do with one proposal: consider, answer, decline, take out of its group; admins also erase it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Desk
from bot.desk.proposals_pages import find, who_hears
from knowledge.proposals.model import Proposal
from knowledge.proposals.reviewing import edition
from retrieval.errors import Refused

HERE = "/desk/proposals/{reference}"
Kind = Annotated[str, Form(pattern="^(answer|decline)$")]
Words = Annotated[str, Form()]


def router(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    made = APIRouter(route_class=PlainRoute)
    made.include_router(_answering(desk, door, pages))
    made.include_router(_grouping(desk, door))
    made.include_router(_erasing(desk, door, pages))
    return made


def _answering(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)
    Reviewer = Annotated[Visitor, Depends(door.reviewer)]  # noqa: N806 - a type

    @made.post(HERE + "/consider")
    def consider(visitor: Reviewer, reference: str) -> Response:
        desk.reviews.consider(reference, by=visitor.name)
        return to_proposal(reference, "considered")

    @made.get(HERE + "/answer")
    def write(request: Request, visitor: Reviewer, reference: str) -> Response:
        proposal = find(desk.proposals, reference)
        words = proposal.answer or proposal.reason
        kind = "decline" if proposal.status == "declined" else "answer"
        return pages.page(request, "answer.html", **_shown(visitor, proposal), kind=kind, words=words)

    @made.post(HERE + "/answer")
    def answer(
        request: Request,
        visitor: Reviewer,
        reference: str,
        kind: Kind,
        words: Words = "",
        read: Words = "",
        sure: Words = "",
    ) -> Response:
        proposal = find(desk.proposals, reference)
        shown = {**_shown(visitor, proposal), "kind": kind, "words": words, "read": read}

        def give() -> Response:
            give = desk.reviews.answer if kind == "answer" else desk.reviews.decline
            give(reference, words, by=visitor.name, read=read)
            return to_proposal(reference, "answered" if kind == "answer" else "declined")

        return checked_first(request, pages, shown, sure, give)

    return made


def _shown(visitor: Visitor, proposal: Proposal) -> dict[str, Any]:
    return {"visitor": visitor, "proposals": [proposal], "edition": edition([proposal])}


def checked_first(
    request: Request, pages: Pages, shown: dict[str, Any], sure: str, give: Callable[[], Response]
) -> Response:
    """Show what would be sent before it is; then send it. What is not to be sent, or cannot be, is asked for again."""
    if not str(shown["words"]).strip():
        return pages.page(request, "answer.html", 422, **shown, problem="Write what the contributor will read.")
    if not sure:
        return pages.page(request, "answer_check.html", **shown, told=who_hears(shown["proposals"]))
    if sure == "no":
        return pages.page(request, "answer.html", **shown)
    try:
        return give()
    except Refused as error:
        return pages.page(request, "answer.html", 422, **shown, problem=str(error))


def _grouping(desk: Desk, door: Door) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)
    Reviewer = Annotated[Visitor, Depends(door.reviewer)]  # noqa: N806 - a type

    @made.post(HERE + "/ungroup")
    def ungroup(visitor: Reviewer, reference: str) -> Response:
        desk.reviews.leave(reference, by=visitor.name)
        return to_proposal(reference, "ungrouped")

    return made


def _erasing(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)
    Admin = Annotated[Visitor, Depends(door.admin)]  # noqa: N806 - a type

    @made.get(HERE + "/erase")
    def ask(request: Request, visitor: Admin, reference: str) -> Response:
        proposal = find(desk.proposals, reference)
        return pages.page(request, "erase.html", visitor=visitor, proposal=proposal)

    @made.post(HERE + "/erase")
    def erase(visitor: Admin, reference: str) -> Response:
        desk.proposals.withdraw(reference, by=visitor.name)
        return RedirectResponse("/desk?done=erased", 303)

    return made


def to_proposal(reference: str, done: str) -> Response:
    """Back to the proposal, saying what was done."""
    return RedirectResponse(f"/desk/proposals/{reference.upper()}?done={done}", 303)
