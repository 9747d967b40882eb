"""Signing in to the desk, and out of it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import SIGN_IN, Door, only_desk


def router(door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)

    @made.get(SIGN_IN)
    def ask(request: Request, wanted: str = "/desk") -> Response:
        return pages.page(request, "sign_in.html", wanted=only_desk(wanted), problem="")

    @made.post(SIGN_IN)
    def sign_in(
        request: Request, token: Annotated[str, Form()] = "", wanted: Annotated[str, Form()] = "/desk"
    ) -> Response:
        opened = RedirectResponse(only_desk(wanted), 303)
        if door.open(request, opened, token):
            return opened
        problem = "That token opens nothing. Check that you copied all of it, or ask an admin for a new one."
        return pages.page(request, "sign_in.html", 401, wanted=only_desk(wanted), problem=problem)

    @made.post("/desk/sign-out")
    def sign_out() -> Response:
        closed = RedirectResponse(SIGN_IN, 303)
        door.close(closed)
        return closed

    return made
