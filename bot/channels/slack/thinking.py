"""Shows that we are at it, with a title and a stop button, where Slack can show it: in threads of direct messages.

https://docs.slack.dev/ai/agent-sessions
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator

from bot.channels.slack import mrkdwn
from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.sending import Call, Sender
from knowledge.privacy import without_receipts

SESSION, STATUS = "agents.sessions.setStatus", "assistant.threads.setStatus"
LOADING = ["Looking through the documents…", "Checking the passage…"]
MOST_A_MINUTE = 20
"""Sessions shown as working, each workspace: Slack takes about fifty changes a minute, and each must be ended again."""


class Thinking:
    """Niceties: none of them is waited for long, tried twice, or able to hold up a reply."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._begun: dict[str, deque[float]] = {}

    @contextlib.asynccontextmanager
    async def about(self, arrival: Arrival) -> AsyncIterator[list[Call]]:
        """Meanwhile show that we are at it; gives what ends that, to be done after the reply."""
        after: list[Call] = []
        if not (arrival.direct and arrival.channel and arrival.thread):
            yield after
            return
        title = {"title": mrkdwn.cut(without_receipts(arrival.text), 80) or "Files", "initiator_user_id": arrival.user}
        showing = [self._try(arrival, STATUS, status="is looking it up…", loading_messages=LOADING)]
        if self._may_begin(arrival.team):
            showing.append(self._try(arrival, SESSION, status="processing", **title))
            after += self.over(arrival)
        tasks = [asyncio.ensure_future(one) for one in showing]
        try:
            yield after
        finally:
            await asyncio.gather(*tasks)

    def over(self, arrival: Arrival) -> list[Call]:
        """Ends a session's showing that we are at it."""
        if not (arrival.direct and arrival.thread):
            return []
        arguments = {"channel_id": arrival.channel, "thread_ts": arrival.thread, "status": "active"}
        return [{"method": SESSION, "arguments": arguments, "quiet": True}]

    async def _try(self, arrival: Arrival, method: str, **arguments: object) -> None:
        where = {"channel_id": arrival.channel, "thread_ts": arrival.thread}
        await self._sender.send(
            arrival.team, {"method": method, "arguments": {**where, **arguments}, "quiet": True}, ""
        )

    def _may_begin(self, team: str) -> bool:
        begun, now = self._begun.setdefault(team, deque()), time.monotonic()
        while begun and begun[0] < now - 60:
            begun.popleft()
        if len(begun) >= MOST_A_MINUTE:
            return False
        begun.append(now)
        return True
