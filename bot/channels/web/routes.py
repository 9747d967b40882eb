"""The one way our routes fail: a plain sentence and the right status, never a traceback."""

import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import Message, Receive

from retrieval.errors import NotFound, Refused, SoundingsError, Unavailable

LARGEST_BODY = 300_000
"""Bytes. The longest message a person may send is far shorter; this only stops floods."""
LARGEST_UPLOAD = 21_000_000
"""Bytes of a form with a file: a little more than the largest document."""

NOT_JSON = "The body is not JSON. Send one JSON object."
UNPARSED = "There was an error parsing the body"
"""FastAPI's words for a body it could not read."""
OUR_FAULT = "Something went wrong on our side. Nothing was lost; please try again."

log = logging.getLogger(__name__)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PlainRoute(APIRoute):
    """A route whose every failure is an HTTPException with one plain sentence."""

    largest_body: ClassVar[int] = LARGEST_BODY

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, with bounded bodies, no foreign forms, and errors put plainly."""
        handle = super().get_route_handler()

        async def plainly(request: Request) -> Response:
            refuse_foreign(request)
            try:
                return await handle(Request(request.scope, bounded(request.receive, self.largest_body)))
            except RequestValidationError as error:
                raise HTTPException(422, explain(error.errors())) from error
            except SoundingsError as error:
                raise HTTPException(status_of(error), str(error)) from error
            except StarletteHTTPException as error:
                if error.detail == UNPARSED:
                    raise HTTPException(400, NOT_JSON) from error
                raise
            except Exception as error:
                log.exception("A request to %s failed", request.url.path)
                raise HTTPException(
                    500, "Something went wrong on our side. Nothing was lost; please try again."
                ) from error

        return plainly


class UploadRoute(PlainRoute):
    """A route that takes a file."""

    largest_body = LARGEST_UPLOAD


def bounded(receive: Receive, limit: int = LARGEST_BODY) -> Receive:
    """The same body, refused with 413 as soon as it passes `limit` bytes."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, f"That is too much at once. Send at most {_size(limit)}.")
        return message

    return counted


def _size(limit: int) -> str:
    return f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1_000} kB"


def refuse_foreign(request: Request) -> None:
    """Refuse a change that another site's page asks for in a person's name (403)."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or "authorization" in request.headers:
        return
    if not _same_site(request):
        raise HTTPException(403, "That came from another site's page. Open this page itself, and send it from there.")


def _same_site(request: Request) -> bool:
    fetched_from = request.headers.get("sec-fetch-site")
    if fetched_from is not None:
        return fetched_from in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if origin is None:  # not a browser
        return True
    hosts = {request.headers.get("host"), request.headers.get("x-forwarded-host")}
    return urlsplit(origin).netloc in hosts


def status_of(error: SoundingsError) -> int:
    """The HTTP status that says what kind of error it is."""
    kinds = ((NotFound, 404), (Refused, 422), (Unavailable, 503))
    return next((status for kind, status in kinds if isinstance(error, kind)), 500)


def explain(errors: Sequence[Any]) -> str:
    """One sentence about the first thing wrong in a request."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return NOT_JSON
    if first["type"] in {"model_attributes_type", "dict_type"}:
        return "The body must be one JSON object, sent as application/json."
    field = ".".join(str(part) for part in first["loc"] if part not in {"body", "query"}) or "The body"
    if first["type"] == "missing":
        return f"{field} is missing."
    reason = str(first["msg"]).removeprefix("Value error, ")
    return reason if first["type"] == "value_error" else f"{field}: {reason[:1].lower()}{reason[1:]}."
