"""Modals, opened at once: Slack gives three seconds from the press."""

import asyncio
import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError

from bot.channels.slack import mrkdwn
from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.blocks import build_section
from bot.channels.slack.parts import Parts
from bot.channels.slack.roles import Roles
from bot.channels.slack.sending import Sender
from bot.channels.slack.sharing import is_own, words_of
from bot.channels.slack.tools import FORMS, Tools, read_command, read_value
from bot.channels.slack.views import View, build_notice, build_passage, build_proposal_form, build_reason_form
from knowledge.proposals.model import Draft
from retrieval.errors import SoundingsError

log = logging.getLogger(__name__)


class Modals:
    """Knows which presses open a modal, and opens it."""

    def __init__(self, parts: Parts, sender: Sender, tools: Tools, roles: Roles) -> None:
        self._parts = parts
        self._sender = sender
        self._tools = tools
        self._roles = roles

    def opens(self, arrival: Arrival) -> bool:
        """Whether a shortcut is done with by opening a modal."""
        return arrival.name == "make_proposal" or (arrival.name == "turn_into_proposal" and is_own(arrival))

    async def open(self, arrival: Arrival) -> bool:
        """Open the modal an arrival asks for, if it does; False when that could not be done."""
        view = await self._view(arrival)
        client = await self._sender.client(arrival.team)
        if view is None or client is None:
            return True
        try:
            await client.views_open(trigger_id=arrival.trigger, view=view)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("A modal could not be opened (%s)", type(error).__name__)
            return False
        return True

    async def _view(self, arrival: Arrival) -> View | None:
        if arrival.guest:
            return None
        if arrival.name in {"home:propose", "make_proposal"}:
            return build_proposal_form()
        if arrival.name == "turn_into_proposal" and is_own(arrival):
            return build_proposal_form(Draft(proposal=words_of(arrival)))
        if (arrival.kind == "command" or arrival.name.startswith("tool:")) and read_command(arrival).verb in FORMS:
            return await asyncio.to_thread(self._tools.form, arrival, await self._roles.of(arrival))
        value = read_value(arrival.value)
        where: dict[str, Any] = value if isinstance(value, dict) else {}
        if arrival.name == "feedback" and where.get("i") == "not_helpful":
            return build_reason_form({"q": mrkdwn.cut(str(where.get("v") or ""), 1_000)})
        return await self._passage(where) if arrival.name.startswith("passage:") else None

    async def _passage(self, where: dict[str, Any]) -> View | None:
        try:
            opened = await asyncio.to_thread(self._parts.library.open, str(where.get("d")), where.get("v"))
        except SoundingsError as error:
            return build_notice("The passage", [build_section(mrkdwn.escape(str(error)))])
        public = self._parts.settings.public_url.rstrip("/")
        start, end = int(where.get("s", 0)), int(where.get("e", 0))
        url = f"{public}/documents/{where['d']}?version={where['v']}&start={start}&end={end}#quote" if public else ""
        return build_passage(opened.shown.title, opened.shown.text, start, end, url, opened.notice)
