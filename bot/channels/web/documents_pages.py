"""The documents that answers come from, to read: with the quoted words marked."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from bot.channels.web.cards import date_words
from bot.channels.web.parts import Shelf
from bot.channels.web.passages import render
from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from knowledge.documents.records import Listed

PRIVACY = ("what-is-kept", "who-can-see-my-proposal", "is-it-anonymous", "withdraw-or-change")
"""The built-in documents that say what is done with what people write."""

Position = Annotated[int | None, Query(ge=0, le=10_000_000)]
Number = Annotated[int | None, Query(ge=1, le=1_000_000)]


def router(shelf: Shelf, pages: Pages) -> APIRouter:
    """The routes of the documents."""
    made = APIRouter(route_class=PlainRoute)

    @made.get("/documents")
    def documents(request: Request) -> Response:
        rows = [
            {"id": one.document, "title": one.title, "origin": origin(one)} for one in shelf.list() if one.answered_from
        ]
        return pages.page(request, "documents.html", documents=rows)

    @made.get("/documents/{document}")
    def one(
        request: Request, document: str, version: Number = None, start: Position = None, end: Position = None
    ) -> Response:
        opened = shelf.open(document, version)
        shown = opened.shown
        return pages.page(
            request,
            "document.html",
            document=shown,
            origin=origin(shown),
            notice=opened.notice,
            body=Markup(render(shown.text, shown.media, start, end)),  # noqa: S704 - `render` escapes all HTML
        )

    @made.get("/privacy")
    def privacy(request: Request) -> Response:
        here = {one.document for one in shelf.list() if one.answered_from}
        shown = [shelf.show(name) for name in PRIVACY if name in here]
        parts = [{"title": one.title, "body": Markup(render(one.text, one.media))} for one in shown]  # noqa: S704
        return pages.page(request, "privacy.html", parts=parts)

    return made


def origin(document: Listed) -> str:
    """Where a document is from, in one line."""
    parts = (document.source, document.publisher, date_words(document.published))
    return " · ".join(dict.fromkeys(part for part in parts if part))
