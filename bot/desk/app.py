"""The desk: all its pages together."""

from pathlib import Path

from fastapi import APIRouter

from bot.channels.web.rendering import Pages
from bot.desk import (
    gaps_pages,
    groups_pages,
    knowledge_pages,
    overview_pages,
    proposals_pages,
    reviewing_pages,
    sign_in,
)
from bot.desk.door import Door
from bot.desk.parts import Desk

TEMPLATES = Path(__file__).parent / "templates"


def router(desk: Desk) -> APIRouter:
    """The routes of the desk."""
    pages, door = Pages(TEMPLATES), Door(desk.keys, desk.tokens)
    made = APIRouter(include_in_schema=False)
    made.include_router(sign_in.router(door, pages))
    made.include_router(proposals_pages.router(desk, door, pages))
    made.include_router(reviewing_pages.router(desk, door, pages))
    made.include_router(groups_pages.router(desk, door, pages))
    made.include_router(overview_pages.router(desk, door, pages))
    made.include_router(gaps_pages.router(desk, door, pages))
    made.include_router(knowledge_pages.router(desk, door, pages))
    return made
