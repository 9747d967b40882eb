"""Our own style, scripts and icon, and the design system's, served with fingerprints."""

from pathlib import Path

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse

from bot.channels.web.rendering import ASSETS, STATIC
from bot.channels.web.routes import PlainRoute

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def router() -> APIRouter:
    """The routes of the files."""
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)

    @made.get("/static/{name}")
    def static(name: str) -> Response:
        return _file(STATIC, name)

    @made.get("/assets/{name}")
    def assets(name: str) -> Response:
        return _file(ASSETS, name)

    return made


def _file(folder: Path, name: str) -> Response:
    known = {file.name: file for file in folder.glob("*") if file.suffix in TYPES}
    if name not in known:
        raise HTTPException(404, "There is no such file.")
    return FileResponse(known[name], headers=FOR_EVER, media_type=TYPES[known[name].suffix])
