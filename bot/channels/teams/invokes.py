"""Invokes: what Teams asks and waits for an answer to. A pressed button changes the card it is on."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.channels.teams import cards, messages
from bot.channels.teams.activities import Activity
from bot.channels.teams.conversing import THUMB, Conversing
from bot.channels.teams.messages import Outgoing, plan_replies
from bot.channels.teams.receiver import Invoke
from bot.channels.teams.reviewing import Reviewing
from bot.channels.teams.worker import Worker
from bot.conversation.messages import Reply

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
PATIENCE = 8.0
"""Seconds a button may take; Teams gives up at about 10 and shows an error."""
STILL = "I am still working on that. The answer will appear here."

Body = dict[str, Any]


class Invokes:
    """Answers invokes, by name."""

    def __init__(self, conversing: Conversing, reviewing: Reviewing, worker: Worker) -> None:
        self._conversing = conversing
        self._reviewing = reviewing
        self._worker = worker
        self._late: set[asyncio.Task[None]] = set()

    def handlers(self) -> Mapping[str, Invoke]:
        """The handler of each invoke we know."""
        return {"adaptiveCard/action": self.card_action, THUMB: self.feedback}

    async def feedback(self, activity: Activity) -> Body:
        """Take a thumb up or down, and work it as a message is. Teams says thank you by itself."""
        await self._worker.accept(activity)
        return {}

    async def card_action(self, activity: Activity) -> Body:
        """Work a pressed button; the card it was on becomes what came of it.

        It is written down first: if this process dies before it can answer, the next one says what came of the press.
        """
        reviewed = await run_in_threadpool(self._reviewing.pressed, activity)
        if reviewed is not None:  # pressing again does no harm, so this need not be held
            return _answer(CARD, cards.dump(reviewed))
        mine = await self._worker.hold(activity)
        work = asyncio.create_task(run_in_threadpool(self._conversing.pressed, activity))
        try:
            replies = await asyncio.wait_for(asyncio.shield(work), PATIENCE)
        except TimeoutError:
            if mine:
                self._beside(self._worker.decide_held(activity, _planned(activity, work)))
            return _answer(MESSAGE, STILL)
        beside = _sent_beside(activity, replies or ())
        if mine:
            self._beside(self._worker.send_held(activity, beside))
        if replies is None:
            return {"statusCode": 400, "type": ERROR, "value": {"code": "BadRequest", "message": messages.STALE}}
        if not activity.private:
            return _answer(MESSAGE, messages.MOVED if any(part.if_moved for part in beside) else "Done.")
        return self._shown(replies)

    def _shown(self, replies: Sequence[Reply]) -> Body:
        """In a person's own chat the card changes in place; answers with sources are messages of their own."""
        on_card = [reply for reply in replies if not reply.citations]
        if not on_card:
            return _answer(MESSAGE, "The answer is below.")
        return _answer(CARD, cards.dump(cards.build_answers_card(on_card)))

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something while Teams has its answer already."""
        task = asyncio.create_task(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)


async def _planned(activity: Activity, work: "asyncio.Task[Sequence[Reply] | None]") -> list[Outgoing]:
    replies = await work or ()
    return plan_replies(replies, private=activity.private, conversation=activity.conversation)


def _sent_beside(activity: Activity, replies: Sequence[Reply]) -> list[Outgoing]:
    """What of the replies is no part of the card: among others everything, in one's own chat what has sources."""
    if activity.private:
        return [Outgoing(reply=reply) for reply in replies if reply.citations]
    return plan_replies(replies, private=False, conversation=activity.conversation)


def _answer(kind: str, value: Any) -> Body:
    return {"statusCode": 200, "type": kind, "value": value}
