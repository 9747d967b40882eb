"""The proposals, for the review team: found by meaning and by field, read, and compared."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Book, Desk
from bot.desk.searching import FOUND_AT_MOST, PAGE, Asked, options, paging
from knowledge.proposals.exporting import WRITERS
from knowledge.proposals.model import IMPORTED, NOT_SAID, Draft, Found, Proposal
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
    "answered": "It is answered. {told}",
    "declined": "It is declined, with your reason. {told}",
    "ungrouped": "It is in no group any more.",
}


def router(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    book = desk.proposals
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)
    InReview = Annotated[Visitor, Depends(door.reviewer)]  # noqa: N806 - a type

    @made.get("/desk")
    def search(request: Request, visitor: InReview, asked: Annotated[Asked, Query()]) -> Response:
        found, total = found_from(book, asked), None if asked.q else book.count(asked.filters())
        return pages.page(
            request,
            "proposals.html",
            visitor=visitor,
            asked=asked,
            found=found[:PAGE],
            total=total,
            lists=options(asked, book.facets(asked.filters())),
            links=paging(asked, total, len(found)),
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
    def one(request: Request, visitor: InReview, reference: str, asked: Annotated[Asked, Query()]) -> Response:
        proposal = find(book, reference)
        alike = {near.proposal.reference: near.alike for near in book.similar(proposal.draft, MORE + 1)}
        groups = desk.reviews.groups()
        return pages.page(
            request,
            "proposal.html",
            visitor=visitor,
            asked=asked,
            proposal=proposal,
            rows=rows(proposal.draft),
            more=book.more_like(proposal.reference, MORE),
            alike=alike,
            versions=list(book.history(proposal.reference)),
            groups=groups,
            titles={group.id: group.title for group in groups},
            done=DONE.get(asked.done, "").format(told=who_hears([proposal])),
        )

    return made


def find(book: Book, reference: str) -> Proposal:
    """A proposal by its reference. Raises NotFound."""
    proposal = book.get(reference.upper())
    if proposal is None:
        raise NotFound("There is no proposal of that reference. It may have been withdrawn since.")
    return proposal


def who_hears(proposals: Sequence[Proposal]) -> str:
    """Who hears of an answer to these proposals, for those who give it. What came in a file has no receipt."""
    contacted = sum(one.draft.contact for one in proposals)
    receipts = sum(one.source != IMPORTED for one in proposals)
    if not receipts:
        return "Nobody is told: it came in a file, so nobody has a receipt."
    if len(proposals) > 1:
        told = (
            f"For {contacted} of the {len(proposals)}, the contributor is told once" if contacted else "Nobody is told"
        )
        read = "all" if receipts == len(proposals) else "those not from a file"
        return f"{told}; {read} can read it with the receipt."
    if contacted:
        return "Its contributor is told once, and can read it with the receipt."
    return "Nobody is told; it can be read with the receipt."


def found_from(book: Book, asked: Asked) -> Sequence[Found]:
    """The proposals of the page asked for, and the first of the next one."""
    start = (asked.page - 1) * PAGE
    if asked.q:
        return book.search(asked.q, asked.filters(), min(start + PAGE + 1, FOUND_AT_MOST))[start:]
    return [Found(proposal=one, score=0.0) for one in book.list(asked.filters(), PAGE + 1, start)]


def rows(draft: Draft) -> list[dict[str, Any]]:
    """The fields of a proposal that say something, for a summary list."""
    fields = draft.model_dump()
    said = {name: fields[name] for name in LABELS if fields[name] not in ("", (), NOT_SAID)}
    shown = [(LABELS[name], ", ".join(value) if isinstance(value, tuple) else value) for name, value in said.items()]
    consent = f"{'May' if draft.quote else 'May not'} be quoted; {'may' if draft.contact else 'may not'} be contacted"
    return [{"key": {"text": key}, "value": {"text": value}} for key, value in [*shown, ("Consent", consent)]]
