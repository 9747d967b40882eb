"""The form, for who prefers one: from the compose box, from a message somebody wrote, or from a card's button."""

import html
import re
from collections.abc import Mapping
from typing import Any

from microsoft_teams.cards import AdaptiveCard
from starlette.concurrency import run_in_threadpool

from bot.channels.teams import cards, messages
from bot.channels.teams.activities import Activity
from bot.channels.teams.conversing import DECLINE, Conversing
from bot.channels.teams.receiver import Invoke
from bot.channels.teams.sender import Never, NotNow
from bot.channels.teams.worker import Worker
from bot.conversation.messages import Choice, Reply
from bot.conversation.text import unlinked
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
ASK_AUTHOR = (
    "Somebody else wrote this, so I ask them first. If they agree, they can send it as their own proposal; "
    "they are not told who asked."
)
ASKED = "I have asked its author, as it is their message. If they agree, they can send it as their proposal."
TO_AUTHOR = "Somebody thinks this message of yours would make a good proposal to the review. Would you like to send it?"
NO_CHAT = "I cannot write to who wrote this. "
ASK_FIRST = "Please ask the person who wrote it first, then tick the box."
CHECK_IT = "Thank you. I have put your proposal in our own chat: look it over there, then press Submit."
OPEN_CHAT = "I cannot write to you yet. Please open a chat with Soundings once, then send this form again."
LATER = "Teams does not answer just now. Please try again in a moment."

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
        words = read_html(str(_part(payload.get("body")).get("content") or ""))[:LONGEST]
        if author == activity.object_id:
            return _form({"proposal": words}, FROM_YOURS, own=True)
        if not isinstance(author, str) or not author or len(words) < SHORTEST:
            return _form({"proposal": words}, FROM_OTHERS, own=False)
        asking = {"author": author[:100], "message": str(payload.get("id"))[:100], "words": words}
        return _shown(cards.build_asking_card(words, asking, ASK_AUTHOR))

    async def send(self, activity: Activity) -> Body:
        """Make a draft of a form, or show the form again with what is missing."""
        data = _part(_part(activity.value).get("data"))
        if isinstance(data.get("author"), str) and isinstance(data.get("words"), str):
            return await self._ask_author(activity, data["author"], str(data.get("message")), data["words"][:LONGEST])
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
        return _told(CHECK_IT)

    async def _ask_author(self, activity: Activity, author: str, message: str, words: str) -> Body:
        """Ask who wrote a message, in their own chat; where that cannot be, whoever wants it must have asked."""
        try:
            await self._worker.reach(activity, author)
        except Never:
            return _form({"proposal": words}, NO_CHAT + FROM_OTHERS, own=False)
        except NotNow:
            return _told(LATER)
        yes, no = (
            Choice(id="propose", label="Yes, show me first", value=words),
            Choice(id=DECLINE, label="No, thank you"),
        )
        reply = Reply(kind="message", text=f"{TO_AUTHOR}\n\n“{unlinked(words)}”", choices=(yes, no), private=True)
        await self._worker.write_first(activity.colleague(author), f"asked about {message}", reply)
        return _told(ASKED)


def read_html(content: str) -> str:
    """The words of a message of Teams, which come as HTML."""
    spaced = re.sub(r"(?i)<(?:br|/p|/div|/li)\b[^>]*>", "\n", content)
    bare = html.unescape(re.sub(r"<[^>]+>", "", spaced)).replace("\xa0", " ")
    return re.sub(r"[ \t]+", " ", re.sub(r"\n{3,}", "\n\n", bare)).strip()


def _form(fields: dict[str, Any], intro: str, *, own: bool) -> Body:
    card = cards.build_form_card(fields, {"own": own}, intro, own=own)
    return _shown(card)


def _shown(card: AdaptiveCard) -> Body:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": cards.dump(card)}
    value = {"title": "Make a proposal", "height": "large", "width": "medium", "card": attachment}
    return {"task": {"type": "continue", "value": value}}


def _told(words: str) -> Body:
    return {"task": {"type": "message", "value": words}}


def _part(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
