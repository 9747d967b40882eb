"""The proposals as a whole: who has been heard and who has not, and what is alike in what came in."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Desk
from bot.desk.searching import Asked, options
from knowledge.proposals.model import NOT_SAID, names
from knowledge.proposals.overview import Coverage

MOST_SHOWN = 40
"""Clusters on one page."""


def router(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    made = APIRouter(route_class=PlainRoute)
    Reviewer = Annotated[Visitor, Depends(door.reviewer)]  # noqa: N806 - a type

    @made.get("/desk/coverage")
    def coverage(request: Request, visitor: Reviewer) -> Response:
        found = desk.proposals.coverage()
        return pages.page(request, "coverage.html", visitor=visitor, coverage=found, grid=grid(found))

    @made.get("/desk/themes")
    def themes(request: Request, visitor: Reviewer, asked: Annotated[Asked, Query()]) -> Response:
        found = desk.proposals.themes(asked.filters())
        return pages.page(
            request,
            "themes.html",
            visitor=visitor,
            found=found,
            shown=found.clusters[:MOST_SHOWN],
            asked=asked,
            lists=options(asked, {}),
        )

    return made


def grid(coverage: Coverage) -> dict[str, Any]:
    """Settings down, levels across: how many proposals each pair sent, and the address that lists them."""
    counts = {(heard.setting, heard.level): heard for heard in coverage.heard}
    most = max((heard.proposals for heard in coverage.heard), default=0)
    levels = names("level")
    rows = [
        {"setting": setting, "cells": [_cell(counts.get((setting, level)), setting, level, most) for level in levels]}
        for setting in names("setting")
    ]
    return {"levels": levels, "rows": rows}


def _cell(heard: Any, setting: str, level: str, most: int) -> dict[str, Any]:
    proposals, supports = (heard.proposals, heard.supports) if heard else (0, 0)
    shade = 0 if not proposals else 1 + (3 * proposals - 1) // most  # 1 to 3, by thirds of the largest
    silent = not proposals and not supports and NOT_SAID not in (setting, level)
    return {
        "proposals": proposals,
        "supports": supports,
        "shade": "silent" if silent else shade,
        "address": "/desk?" + urlencode({"setting": setting, "level": level}),
    }
