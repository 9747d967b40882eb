"""The proposals, for the review team: found by meaning and by field, read, and compared."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Book, Desk
from bot.desk.searching import PAGE, Asked, options, paging
from knowledge.proposals.exporting import WRITERS
from knowledge.proposals.model import NOT_SAID, Draft, Proposal
from knowledge.proposals.reviewing import Group
from retrieval.errors import NotFound

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
}
MORE = 6
"""Proposals shown beside one."""
LABELS = {
    "setting": "Setting",
    "level": "Level",
    "themes": "Themes",
    "aim": "Aim",
    "implementation": "What helps or gets in the way",
    "acts": "Who would have to act",
    "outcome": "What would be better",
    "region": "Region",
}


DONE = {
    "considered": "It is now under consideration.",
    "answered": "It is answered. Its contributor is told, if they wished to hear.",
    "declined": "It is declined, with your reason. Its contributor is told, if they wished to hear.",
    "grouped": "It is in a group now.",
    "ungrouped": "It is in no group any more.",
}


def router(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    book = desk.proposals
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)
    InReview = Annotated[Visitor, Depends(door.reviewer)]  # noqa: N806 - a type

    @made.get("/desk")
    def search(request: Request, visitor: InReview, asked: Annotated[Asked, Query()]) -> Response:
        found = book.search(asked.q, asked.filters(), asked.page * PAGE + 1)
        shown = list(found)[(asked.page - 1) * PAGE : asked.page * PAGE]
        more = len(found) > asked.page * PAGE
        return pages.page(
            request,
            "proposals.html",
            visitor=visitor,
            asked=asked,
            found=shown,
            lists=options(asked, book.facets(asked.filters())),
            links=paging(asked, None, more=more),
            done="It is erased." if asked.done == "erased" else "",
            formats=[ending.removeprefix(".") for ending in WRITERS],
        )

    @made.get("/desk/export.{ending}", dependencies=[Depends(door.reviewer)])
    def export(ending: str, asked: Annotated[Asked, Query()]) -> Response:
        write = WRITERS.get(f".{ending}")
        if write is None:
            raise NotFound(f"Proposals can be had as {', '.join(WRITERS)}, and not as .{ending}.")
        named = {"Content-Disposition": f'attachment; filename="proposals.{ending}"', "Cache-Control": "no-store"}
        return Response(write(list(book.list(asked.filters()))), media_type=TYPES[f".{ending}"], headers=named)

    @made.get("/desk/proposals/{reference}")
    def one(request: Request, visitor: InReview, reference: str, done: str = "") -> Response:
        proposal = find(book, reference)
        alike = {near.proposal.reference: near.alike for near in book.similar(proposal.draft, MORE + 1)}
        groups = desk.reviews.groups()
        return pages.page(
            request,
            "proposal.html",
            visitor=visitor,
            proposal=proposal,
            rows=rows(proposal.draft),
            more=book.more_like(proposal.reference, MORE),
            alike=alike,
            versions=list(book.history(proposal.reference)),
            groups=groups,
            group=group_of(groups, proposal.reference),
            done=DONE.get(done, ""),
        )

    return made


def find(book: Book, reference: str) -> Proposal:
    """A proposal by its reference. Raises NotFound."""
    proposal = book.get(reference.upper())
    if proposal is None:
        raise NotFound("There is no proposal of that reference. It may have been withdrawn since.")
    return proposal


def group_of(groups: Sequence[Group], reference: str) -> Group | None:
    """The group a proposal is in."""
    return next((group for group in groups if reference in {one.reference for one in group.proposals}), None)


def rows(draft: Draft) -> list[dict[str, Any]]:
    """The fields of a proposal that say something, for a summary list."""
    fields = draft.model_dump()
    said = {name: fields[name] for name in LABELS if fields[name] not in ("", (), NOT_SAID)}
    shown = [(LABELS[name], ", ".join(value) if isinstance(value, tuple) else value) for name, value in said.items()]
    consent = f"{'May' if draft.quote else 'May not'} be quoted; {'may' if draft.contact else 'may not'} be contacted"
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in [*shown, ("Consent", consent)]]
