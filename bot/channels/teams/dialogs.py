"""The form, for who prefers one: from the compose box, from a message somebody wrote, or from a card's button."""

import html
import re
from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.channels.teams import cards, messages
from bot.channels.teams.activities import Activity
from bot.channels.teams.conversing import Conversing
from bot.channels.teams.receiver import Invoke
from bot.channels.teams.sender import Never, NotNow
from bot.channels.teams.worker import Worker
from knowledge.proposals.model import LONGEST, SHORTEST

PROPOSE, FROM_MESSAGE = "propose", "fromMessage"
"""Ids of the commands in the app's manifest."""
INTRO = (
    "Say in your own words what should change. Everything else may stay as it is. "
    "You see it once more before it is sent."
)
FROM_YOURS = "Is this the proposal? Change it as you like. You see it once more before it is sent."
FROM_OTHERS = (
    "Somebody else wrote this. Please ask them before you pass it on, and take out what could tell who they are."
)
WORDS_MISSING = f"Please say what should change, in {SHORTEST} to {LONGEST:,} characters."
ASK_FIRST = "Please ask the person who wrote it first, then tick the box."
CHECK_IT = "Thank you. I have put your proposal in our own chat: look it over there, then press Submit."
OPEN_CHAT = "I cannot write to you yet. Please open a chat with Soundings once, then send this form again."
LATER = "Teams does not answer just now. Your words are still in this form: please send it again in a moment."

Body = dict[str, Any]


class Dialogs:
    """Answers the invokes of forms. What a form says becomes a draft in the person's own chat alone."""

    def __init__(self, conversing: Conversing, worker: Worker) -> None:
        self._conversing = conversing
        self._worker = worker

    def handlers(self) -> Mapping[str, Invoke]:
        """The handler of each invoke we know."""
        return {
            "composeExtension/fetchTask": self.open,
            "composeExtension/submitAction": self.send,
            "task/fetch": self.open,
            "task/submit": self.send,
        }

    async def open(self, activity: Activity) -> Body:
        """Show the form; with the words of the message it was opened on, if any."""
        value = _part(activity.value)
        payload = _part(value.get("messagePayload"))
        if value.get("commandId") != FROM_MESSAGE or not payload:
            return _form({}, INTRO, own=True)
        author = _part(_part(payload.get("from")).get("user")).get("id")
        own = author == activity.object_id
        words = read_html(str(_part(payload.get("body")).get("content") or ""))
        return _form({"proposal": words[:LONGEST]}, FROM_YOURS if own else FROM_OTHERS, own=own)

    async def send(self, activity: Activity) -> Body:
        """Make a draft of a form, or show the form again with what is missing."""
        data = _part(_part(activity.value).get("data"))
        fields, own = cards.read_fields(data), data.get("own") is not False
        if not SHORTEST <= len(fields.get("proposal", "")) <= LONGEST:
            return _form(fields, WORDS_MISSING, own=own)
        if not own and data.get("asked") != "true":
            return _form(fields, ASK_FIRST, own=own)
        try:
            await self._worker.reach(activity)
        except Never:
            return _form(fields, OPEN_CHAT, own=own)
        except NotNow:
            return _form(fields, LATER, own=own)
        replies = await run_in_threadpool(self._conversing.formed, activity, fields)
        await self._worker.send_later(activity, messages.plan_own_chat(replies, activity.conversation))
        return {"task": {"type": "message", "value": CHECK_IT}}


def read_html(content: str) -> str:
    """The words of a message of Teams, which come as HTML."""
    spaced = re.sub(r"(?i)<(?:br|/p|/div|/li)\b[^>]*>", "\n", content)
    bare = html.unescape(re.sub(r"<[^>]+>", "", spaced)).replace("\xa0", " ")
    return re.sub(r"[ \t]+", " ", re.sub(r"\n{3,}", "\n\n", bare)).strip()


def _form(fields: dict[str, Any], intro: str, *, own: bool) -> Body:
    card = cards.dump(cards.build_form_card(fields, {"own": own}, intro, own=own))
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    value = {"title": "Make a proposal", "height": "large", "width": "medium", "card": attachment}
    return {"task": {"type": "continue", "value": value}}


def _part(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
