"""Groups of proposals that belong together: seen as a whole, answered as one, and undone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Desk
from bot.desk.reviewing_pages import checked_first
from knowledge.proposals.reviewing import Group
from retrieval.errors import NotFound

HOME = "/desk/groups"
DONE = {
    "grouped": "They are together now.",
    "answered": "All of them are answered. Contributors are told, if they wished to hear.",
    "taken-out": "It is taken out.",
    "dissolved": "The group is dissolved. Its proposals are what they were before.",
}


def router(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    made = APIRouter(route_class=PlainRoute)
    made.include_router(_reading(desk, door, pages))
    made.include_router(_changing(desk, door, pages))
    return made


def _reading(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)
    Reviewer = Annotated[Visitor, Depends(door.reviewer)]  # noqa: N806 - a type

    @made.get(HOME)
    def groups(request: Request, visitor: Reviewer, done: str = "") -> Response:
        return pages.page(
            request, "groups.html", visitor=visitor, groups=desk.reviews.groups(), done=DONE.get(done, "")
        )

    @made.get(HOME + "/{number}")
    def one(request: Request, visitor: Reviewer, number: int, done: str = "") -> Response:
        group = find(desk, number)
        return pages.page(request, "group.html", visitor=visitor, group=group, done=DONE.get(done, ""))

    return made


def _changing(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)
    Reviewer = Annotated[Visitor, Depends(door.reviewer)]  # noqa: N806 - a type

    @made.post(HOME)
    def make(
        visitor: Reviewer,
        title: Annotated[str, Form()] = "",
        with_: Annotated[list[str], Form(alias="with")] = [],  # noqa: B006 - FastAPI copies it
    ) -> Response:
        return RedirectResponse(f"{HOME}/{desk.reviews.group(title, with_, by=visitor.name).id}?done=grouped", 303)

    @made.post(HOME + "/{number}/take-out")
    def take_out(visitor: Reviewer, number: int, reference: Annotated[str, Form()]) -> Response:
        desk.reviews.leave(reference, by=visitor.name)
        return RedirectResponse(f"{HOME}/{number}?done=taken-out", 303)

    @made.get(HOME + "/{number}/answer")
    def write(request: Request, visitor: Reviewer, number: int) -> Response:
        group = find(desk, number)
        return pages.page(
            request, "answer.html", visitor=visitor, group=group, proposals=group.proposals, kind="answer", words=""
        )

    @made.post(HOME + "/{number}/answer")
    def answer(
        request: Request,
        visitor: Reviewer,
        number: int,
        words: Annotated[str, Form()] = "",
        sure: Annotated[str, Form()] = "",
    ) -> Response:
        group = find(desk, number)
        shown = {"visitor": visitor, "group": group, "proposals": group.proposals, "kind": "answer", "words": words}

        def give() -> Response:
            desk.reviews.answer_group(number, words, by=visitor.name)
            return RedirectResponse(f"{HOME}/{number}?done=answered", 303)

        return checked_first(request, pages, shown, sure, give)

    @made.post(HOME + "/{number}/dissolve")
    def dissolve(visitor: Reviewer, number: int) -> Response:
        desk.reviews.dissolve(number, by=visitor.name)
        return RedirectResponse(f"{HOME}?done=dissolved", 303)

    return made


def find(desk: Desk, number: int) -> Group:
    """A group. Raises NotFound."""
    group = next((group for group in desk.reviews.groups() if group.id == number), None)
    if group is None:
        raise NotFound("There is no such group. It may have been dissolved since.")
    return group
