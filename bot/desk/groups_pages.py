"""Groups of proposals that belong together: seen as a whole, answered as one, and undone."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Desk
from bot.desk.proposals_pages import find as proposal
from bot.desk.proposals_pages import who_hears
from bot.desk.reviewing_pages import checked_first
from knowledge.proposals.reviewing import Group, Reviews, edition
from knowledge.proposals.validation import tidy
from retrieval.errors import NotFound, Refused

HOME = "/desk/groups"
DONE = {
    "grouped": "They are together now in “{group}”.",
    "answered": "All of them are answered. {told}",
    "taken-out": "It is taken out.",
    "dissolved": "The group is dissolved. Answers already given stay.",
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
        done = DONE.get(done, "").format(group=group.title, told=who_hears(group.proposals))
        return pages.page(request, "group.html", visitor=visitor, group=group, done=done)

    @made.get(HOME + "/{number}/dissolve")
    def ask_to_dissolve(request: Request, visitor: Reviewer, number: int) -> Response:
        return pages.page(request, "dissolve.html", visitor=visitor, group=find(desk, number))

    return made


def _changing(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)
    Reviewer = Annotated[Visitor, Depends(door.reviewer)]  # noqa: N806 - a type

    @made.post(HOME)
    def put(
        request: Request,
        visitor: Reviewer,
        into: Annotated[int, Form()] = 0,
        title: Annotated[str, Form()] = "",
        with_: Annotated[list[str], Form(alias="with")] = [],  # noqa: B006 - FastAPI copies it
    ) -> Response:
        if not with_:
            raise Refused("Tick the proposals that belong together.")
        try:
            group = _together(desk.reviews, into, title, with_, visitor.name)
        except NotFound:
            raise
        except Refused as error:
            groups = desk.reviews.groups()
            return pages.page(
                request,
                "together.html",
                422,
                visitor=visitor,
                proposals=[proposal(desk.proposals, reference) for reference in dict.fromkeys(with_)],
                groups=groups,
                titles={group.id: group.title for group in groups},
                into=into,
                title=title,
                at_title=bool(into) == bool(tidy(title)),
                problem=str(error),
            )
        return RedirectResponse(f"{HOME}/{group.id}?done=grouped", 303)

    @made.post(HOME + "/{number}/take-out")
    def take_out(visitor: Reviewer, number: int, reference: Annotated[str, Form()]) -> Response:
        desk.reviews.leave(reference, by=visitor.name)
        return RedirectResponse(f"{HOME}/{number}?done=taken-out", 303)

    @made.get(HOME + "/{number}/answer")
    def write(request: Request, visitor: Reviewer, number: int) -> Response:
        group = find(desk, number)
        return pages.page(request, "answer.html", **_shown(visitor, group), words="")

    @made.post(HOME + "/{number}/answer")
    def answer(
        request: Request,
        visitor: Reviewer,
        number: int,
        words: Annotated[str, Form()] = "",
        read: Annotated[str, Form()] = "",
        sure: Annotated[str, Form()] = "",
    ) -> Response:
        group = find(desk, number)
        shown = {**_shown(visitor, group), "words": words, "read": read}

        def give() -> Response:
            desk.reviews.answer_group(number, words, by=visitor.name, read=read)
            return RedirectResponse(f"{HOME}/{number}?done=answered", 303)

        return checked_first(request, pages, shown, sure, give)

    @made.post(HOME + "/{number}/dissolve")
    def dissolve(visitor: Reviewer, number: int) -> Response:
        desk.reviews.dissolve(number, by=visitor.name)
        return RedirectResponse(f"{HOME}?done=dissolved", 303)

    return made


def _together(reviews: Reviews, into: int, title: str, references: Sequence[str], by: str) -> Group:
    """Put proposals into a group that is there, or into a new one. Raises NotFound or Refused."""
    if not into:
        return reviews.group(title, references, by=by)
    if tidy(title):
        raise Refused("You chose a group and typed a title. Choose “A new group” to use it, or leave the title empty.")
    return reviews.join(into, *references, by=by)


def _shown(visitor: Visitor, group: Group) -> dict[str, Any]:
    proposals = group.proposals
    return {"visitor": visitor, "group": group, "proposals": proposals, "edition": edition(proposals), "kind": "answer"}


def find(desk: Desk, number: int) -> Group:
    """A group. Raises NotFound."""
    group = next((group for group in desk.reviews.groups() if group.id == number), None)
    if group is None:
        raise NotFound("There is no such group. It may have been dissolved since.")
    return group
