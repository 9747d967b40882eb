"""The door for Teams in our own web app: what is not a well-formed, well-signed request stops here.

The package's own FastAPI adapter answers 500 with a traceback to malformed JSON; this one answers what is the matter.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

LARGEST = 256 * 1024
"""Bytes of one activity. Teams keeps its own below 100 kB; files come by a link."""

Body = dict[str, Any]
Guard = Callable[[Body, Mapping[str, str], str], None]
"""Given the body, the headers and the caller's address; raises Stop."""


class Handler(Protocol):
    """What the Teams package registers: takes body and headers, gives status and body."""

    async def __call__(self, request: Any) -> Any:
        """Work one request."""
        ...


class Stop(Exception):
    """A request ends here, with this status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class DoorAdapter:
    """Implements the package's `HttpServerAdapter` on our FastAPI app."""

    def __init__(self, app: FastAPI, guard: Guard) -> None:
        self._app = app
        self._guard = guard
        self._handlers: dict[str, Handler] = {}

    def register_route(self, method: str, path: str, handler: Handler) -> None:
        """Register the messaging endpoint (called by the package)."""
        self._handlers[path] = handler

    def open(self, path: str) -> None:
        """Add the route to our app. It answers 503 until the package registered its handler."""

        async def endpoint(request: Request) -> Response:
            return await self._answer(request, path)

        self._app.add_api_route(path, endpoint, methods=["POST"], include_in_schema=False)

    def serve_static(self, path: str, directory: str) -> None:
        """Nothing is served for the package."""

    async def start(self, port: int) -> None:
        """Our own app is the server."""

    async def stop(self) -> None:
        """Our own app is the server."""

    async def _answer(self, request: Request, path: str) -> Response:
        handler = self._handlers.get(path)
        if handler is None:
            return JSONResponse({"error": "Starting. Try again in a moment."}, 503)
        try:
            body = await _read(request)
            caller = request.client.host if request.client else ""
            await run_in_threadpool(self._guard, body, request.headers, caller)
        except Stop as stop:
            return JSONResponse({"error": str(stop)}, stop.status)
        result = await handler({"body": body, "headers": dict(request.headers)})
        if result.get("body") is None:
            return Response(status_code=result["status"])
        return JSONResponse(result["body"], result["status"])


async def _read(request: Request) -> Body:
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST:
            raise Stop(413, "This activity is too large.")
    try:
        body = json.loads(content)
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair could be kept nowhere
    except (ValueError, RecursionError) as error:
        raise Stop(400, "This is not JSON.") from error
    if not isinstance(body, dict):
        raise Stop(400, "An activity is a JSON object.")
    body.pop("service_url", None)  # the package's own spelling, never sent by Teams
    return body
