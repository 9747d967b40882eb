"""The documents that answers come from, to read: with the quoted words marked."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from bot.channels.web.cards import date_words
from bot.channels.web.parts import Shelf, ShownDocument
from bot.channels.web.passages import render
from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from retrieval.errors import NotFound

PRIVACY = ("what-is-kept", "who-can-see-my-proposal", "is-it-anonymous", "withdraw-or-change")
"""The built-in documents that say what is done with what people write."""

Position = Annotated[int | None, Query(ge=0, le=10_000_000)]
Number = Annotated[int | None, Query(ge=1, le=1_000_000)]


def router(shelf: Shelf, pages: Pages) -> APIRouter:
    """The routes of the documents."""
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)

    @made.get("/documents")
    def documents(request: Request) -> Response:
        listed = [document for document in shelf.list() if is_open(document, date.today())]  # noqa: DTZ011
        rows = [
            {"id": document.document, "title": document.title, "origin": origin(document)}
            for document in sorted(listed, key=lambda document: document.title.lower())
        ]
        return pages.page(request, "documents.html", documents=rows)

    @made.get("/documents/{document}")
    def one(
        request: Request, document: str, version: Number = None, start: Position = None, end: Position = None
    ) -> Response:
        shown = shelf.show(document, version)
        return _reading(request, pages, shelf, shown, start, end)

    @made.get("/privacy")
    def privacy(request: Request) -> Response:
        here = {document.document for document in shelf.list()}
        shown = [shelf.show(name) for name in PRIVACY if name in here]
        parts = [{"title": one.title, "body": Markup(render(one.text, one.media))} for one in shown]  # noqa: S704
        return pages.page(request, "privacy.html", parts=parts)

    return made


def _reading(
    request: Request, pages: Pages, shelf: Shelf, shown: ShownDocument, start: int | None, end: int | None
) -> Response:
    current = next((listed for listed in shelf.list() if listed.document == shown.document), None)
    if current is None or (shown.valid_from or date.min) > date.today():  # noqa: DTZ011
        raise NotFound("Nothing is answered from that document now. Ask, and you will see what there is.")
    body = Markup(render(shown.text, shown.media, start, end))  # noqa: S704 - `render` escapes all HTML
    return pages.page(
        request,
        "document.html",
        document=shown,
        origin=origin(shown),
        notice=notice(shown, current.version, date.today()),  # noqa: DTZ011
        body=body,
        marked="<mark" in body,
    )


def is_open(document: ShownDocument, today: date) -> bool:
    """Whether a document is answered from today."""
    return (document.valid_from or date.min) <= today <= (document.valid_to or date.max)


def origin(document: ShownDocument) -> str:
    """Where a document is from, in one line."""
    parts = (document.source, document.publisher, date_words(document.published))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def notice(shown: ShownDocument, current: int, today: date) -> str:
    """What a reader of this version must know; empty when it is in force."""
    if shown.version != current:
        return f"This is version {shown.version}. Version {current} has replaced it, and answers come from that."
    if shown.valid_to and shown.valid_to < today:
        return f"This is no longer in force: it was valid until {date_words(shown.valid_to)}."
    return ""
