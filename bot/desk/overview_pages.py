"""The proposals as a whole: who has been heard and who has not, and what is alike in what came in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.desk.door import Door, Visitor
from bot.desk.parts import Desk
from bot.desk.searching import Asked, options
from knowledge.proposals.clusters import Cluster, Opposed
from knowledge.proposals.model import NOT_SAID, names
from knowledge.proposals.overview import Coverage
from knowledge.proposals.reviewing import Group

MOST_SHOWN = 40
"""Clusters on one page."""
MOST_LISTED = 200
"""References of one cluster."""
MOST_AT_ONCE = 100
"""Proposals of one cluster that are put together at once."""


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
            shown=with_groups(found.clusters[:MOST_SHOWN], desk.reviews.groups()),
            listed=MOST_LISTED,
            at_once=MOST_AT_ONCE,
            said={one.reference: one.draft.proposal for one in desk.proposals.list(asked.filters())},
            lists=options(asked, {}),
        )

    return made


def with_groups(clusters: Sequence[Cluster], groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Clusters, each with those in no group yet, and the groups that the others are in, the one with most first."""
    by_id = {group.id: group for group in groups}
    inside = {one.reference: group.id for group in groups for one in group.proposals}
    return [_with_groups(cluster, inside, by_id) for cluster in clusters]


def _with_groups(cluster: Cluster, inside: Mapping[str, int], by_id: Mapping[int, Group]) -> dict[str, Any]:
    free = [one for one in cluster.references if one not in inside]
    groups = [by_id[number] for number, _ in _groups_of(cluster, inside).most_common()]
    there = [one.reference for one in groups[0].proposals] if groups else []
    return {"cluster": cluster, "free": free, "groups": groups, "against": against(cluster.opposed, free, there)}


def against(pairs: Sequence[Opposed], free: Sequence[str], there: Sequence[str]) -> dict[str, str]:
    """Those that do not belong with what is there or with those before them, each with one that it is opposed to."""
    opposites: dict[str, set[str]] = {}
    for pair in pairs:
        opposites.setdefault(pair.one, set()).add(pair.other)
        opposites.setdefault(pair.other, set()).add(pair.one)
    together, found = set(there), dict[str, str]()
    for one in free:
        if foes := opposites.get(one, set()) & together:
            found[one] = min(foes)
        else:
            together.add(one)
    return found


def _groups_of(cluster: Cluster, inside: Mapping[str, int]) -> Counter[int]:
    return Counter(inside[one] for one in cluster.references if one in inside)


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
