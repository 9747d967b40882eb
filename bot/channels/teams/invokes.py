"""Invokes: what Teams asks and waits for an answer to. A pressed button changes the card it is on."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.channels.teams import cards, messages
from bot.channels.teams.activities import Activity
from bot.channels.teams.conversing import Conversing
from bot.channels.teams.messages import Outgoing, plan_replies
from bot.channels.teams.receiver import Invoke
from bot.channels.teams.worker import Worker
from bot.conversation.messages import Reply

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
PATIENCE = 8.0
"""Seconds a button may take; Teams gives up at about 10 and shows an error."""
STALE = "This card is too old for me to understand. Write to me instead, and I will pick it up from there."
STILL = "I am still working on that. The answer will appear here."

Body = dict[str, Any]


class Invokes:
    """Answers invokes, by name."""

    def __init__(self, conversing: Conversing, worker: Worker) -> None:
        self._conversing = conversing
        self._worker = worker
        self._late: set[asyncio.Task[None]] = set()

    def handlers(self) -> Mapping[str, Invoke]:
        """The handler of each invoke we know."""
        return {"adaptiveCard/action": self.card_action, "message/submitAction": self.feedback}

    async def feedback(self, activity: Activity) -> Body:
        """Keep a thumb up or down. Teams says thank you by itself."""
        await run_in_threadpool(self._conversing.rated, activity)
        return {}

    async def card_action(self, activity: Activity) -> Body:
        """Work a pressed button; the card it was on becomes what came of it."""
        work = asyncio.create_task(run_in_threadpool(self._conversing.pressed, activity))
        try:
            replies = await asyncio.wait_for(asyncio.shield(work), PATIENCE)
        except TimeoutError:
            late = asyncio.create_task(self._send_late(activity, work))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
            return _answer(MESSAGE, STILL)
        if replies is None:
            return {"statusCode": 400, "type": ERROR, "value": {"code": "BadRequest", "message": STALE}}
        return await self._shown(activity, replies)

    async def _shown(self, activity: Activity, replies: Sequence[Reply]) -> Body:
        """In a person's own chat the card changes in place; answers with sources are messages of their own."""
        if not activity.private:
            plan = plan_replies(replies, private=False, conversation=activity.conversation)
            await self._worker.send_later(activity, plan)
            return _answer(MESSAGE, messages.MOVED if any(part.if_moved for part in plan) else "Done.")
        await self._worker.send_later(activity, [Outgoing(reply=reply) for reply in replies if reply.citations])
        on_card = [reply for reply in replies if not reply.citations]
        if not on_card:
            return _answer(MESSAGE, "The answer is below.")
        card = cards.build_answers_card(on_card)
        return _answer(CARD, card.model_dump(by_alias=True, exclude_none=True))

    async def _send_late(self, activity: Activity, work: "asyncio.Task[Sequence[Reply] | None]") -> None:
        replies = await work or ()
        plan = plan_replies(replies, private=activity.private, conversation=activity.conversation)
        await self._worker.send_later(activity, plan)


def _answer(kind: str, value: Any) -> Body:
    return {"statusCode": 200, "type": kind, "value": value}
