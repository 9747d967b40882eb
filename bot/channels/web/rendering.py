"""Turns data into pages: templates, the light Markdown of replies, and the headers every page carries."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from bot.channels.web.cards import card, date_words, first_paragraph, pieces, pressed, sends, unbroken
from bot.channels.web.lightmark import to_html

HERE = Path(__file__).parent
STATIC, ASSETS = HERE / "static", HERE / "assets"
STYLES, SCRIPT = "govuk-frontend.min.css", "govuk-frontend.min.js"

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Pages:
    """Renders templates of the web channel, and of `folders` added to it."""

    def __init__(self, *folders: Path) -> None:
        govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
        own = FileSystemLoader([HERE / "templates", *folders])
        self._environment = Environment(
            loader=ChoiceLoader([own, govuk]), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters.update(
            light=_light, date_words=date_words, pieces=pieces, pressed=pressed, unbroken=unbroken
        )
        self._environment.globals.update(
            static=static_url, card=card, sends=sends, first_paragraph=first_paragraph, styled=(ASSETS / STYLES).is_file
        )

    def fragment(self, template: str, **context: Any) -> str:
        """A piece of a page."""
        return self._environment.get_template(template).render(context)

    def page(self, request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A whole page, with its headers."""
        html = self.fragment(template, path=request.url.path, **context)
        return HTMLResponse(html, status, headers=dict(HEADERS))

    def piece(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A piece of a page as an answer to the page's own script."""
        return HTMLResponse(self.fragment(template, **context), status, headers=dict(HEADERS))


@cache
def static_url(name: str) -> str:
    """The address of one of our own files, with its fingerprint, so that browsers may keep it for ever."""
    for folder, prefix in ((STATIC, "/static"), (ASSETS, "/assets")):
        if (folder / name).is_file():
            fingerprint = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
            return f"{prefix}/{name}?v={fingerprint}"
    return f"/static/{name}"


def _light(text: str) -> Markup:
    return Markup(to_html(text))  # noqa: S704 - `to_html` escapes all HTML
