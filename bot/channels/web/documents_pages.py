"""The documents that answers come from, to read: with the quoted words marked."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from bot.channels.web.cards import date_words
from bot.channels.web.parts import Shelf
from bot.channels.web.passages import render
from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from knowledge.documents.records import Listed, Shown
from retrieval.errors import NotFound

PRIVACY = ("what-is-kept", "who-can-see-my-proposal", "is-it-anonymous", "withdraw-or-change")
"""The built-in documents that say what is done with what people write."""
NOT_HERE = "Nothing is answered from that document now. Ask, and you will see what there is."

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
        shown, current = find(shelf, document, version)
        return pages.page(
            request,
            "document.html",
            document=shown,
            origin=origin(shown),
            notice=notice(shown, current),
            body=Markup(render(shown.text, shown.media, start, end)),  # noqa: S704 - `render` escapes all HTML
        )

    @made.get("/privacy")
    def privacy(request: Request) -> Response:
        here = {one.document for one in shelf.list() if one.answered_from}
        shown = [shelf.show(name) for name in PRIVACY if name in here]
        parts = [{"title": one.title, "body": Markup(render(one.text, one.media))} for one in shown]  # noqa: S704
        return pages.page(request, "privacy.html", parts=parts)

    return made


def find(shelf: Shelf, document: str, version: int | None) -> tuple[Shown, Shown]:
    """A version of a document that people may read, and the one in force. Raises NotFound."""
    try:
        current = shelf.show(document)
        shown = current if version is None else shelf.show(document, version)
    except NotFound as error:
        raise NotFound(NOT_HERE) from error
    to_come = shown.valid_from is not None and shown.valid_from > datetime.now(UTC).date()
    if current.removed is not None or to_come:
        raise NotFound(NOT_HERE)
    return shown, current


def origin(document: Listed) -> str:
    """Where a document is from, in one line."""
    parts = (document.source, document.publisher, date_words(document.published))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def notice(shown: Shown, current: Shown) -> str:
    """What a reader of this version must know; empty when it is in force."""
    if shown.version != current.version:
        return f"This is version {shown.version}. Answers come from version {current.version}, which replaced it."
    if not shown.answered_from:
        until = f" It was in force until {date_words(shown.valid_to)}." if shown.valid_to else ""
        return f"Answers do not come from this any more.{until}"
    return ""
