"""What people and programs see when there is no such page, or something failed: one sentence, never a traceback."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import OUR_FAULT

HEADINGS = {401: "Please sign in", 403: "Not allowed", 404: "Page not found", 413: "That is too much at once"}
PLAIN = {404: "There is nothing at this address. Check it, or start from the conversation."}

log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Make the whole application fail in our words."""
    pages = Pages()

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this kind only
        return _shown(request, error.status_code, str(error.detail), dict(error.headers or {}))

    async def failed(request: Request, error: Exception) -> Response:
        log.error("A request to %s failed", request.url.path, exc_info=error)
        return _shown(request, 500, OUR_FAULT, {})

    def _shown(request: Request, status: int, detail: str, headers: dict[str, str]) -> Response:
        if not _is_browsing(request):
            return JSONResponse({"detail": detail}, status, headers=headers)
        words = PLAIN.get(status, detail) if detail in ("Not Found", "Method Not Allowed") else detail
        heading = HEADINGS.get(status, "Something went wrong" if status >= 500 else "That did not work")
        page = pages.page(request, "message.html", status, heading=heading, words=words, **_way_back(request))
        page.headers.update(headers)
        return page

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, failed)


def _way_back(request: Request) -> dict[str, str]:
    at_desk = request.url.path.startswith("/desk")
    return {"back": "/desk", "back_words": "Back to the desk"} if at_desk else {}


def _is_browsing(request: Request) -> bool:
    asked_by_script = "soundings-part" in request.headers
    wants_page = "text/html" in request.headers.get("accept", "")
    return wants_page and not asked_by_script and not request.url.path.startswith("/api/")
