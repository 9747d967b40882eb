"""Works what was accepted: each event once, a person's events in order, over restarts and several processes.

Accepting only writes the event down, so Slack is answered at once. Then a plan of calls is decided, kept, and sent one
by one; what cannot be sent now waits in the database.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot.channels.slack.arrivals import Arrival, read_notice
from bot.channels.slack.recording import Records
from bot.channels.slack.sending import Call, Later, Sender
from knowledge.deliveries import LEASE, Deliveries, Delivery
from knowledge.proposals.notices import Notices

log = logging.getLogger(__name__)
TIDY_EVERY = 3600.0
"""Seconds between two rounds of forgetting events finished long ago."""
Result = TypeVar("Result")
Decide = Callable[[Arrival, str], Awaitable[list[Call]]]
"""Gives the plan for an arrival; the string is the event's name for the conversation core."""


@dataclass(frozen=True)
class Pace:
    """How long things may take."""

    lease: timedelta = LEASE
    poll: float = 1
    """Seconds between looks for what waits, and before a second try."""
    timeout: int = 10
    """Seconds Slack has to answer a call."""
    patience: timedelta = timedelta(minutes=1)
    """After so long of failing to decide, the person gets an apology."""
    parallel: int = 8
    """Events worked at a time."""


USUAL = Pace()


class Worker:
    """The one place Slack's events are worked in this process."""

    def __init__(
        self,
        deliveries: Deliveries,
        decide: Decide,
        apologise: Callable[[Arrival], list[Call]],
        sender: Sender,
        pace: Pace,
        notices: Notices | None = None,
    ) -> None:
        self._deliveries = deliveries
        self._decide = decide
        self._apologise = apologise
        self._sender = sender
        self._notices = notices
        self._lease = pace.lease.total_seconds()
        self._poll = pace.poll
        self._patience = pace.patience
        self._slots = asyncio.Semaphore(pace.parallel)
        self._records = Records(deliveries.together)
        # What arrives is written apart, so that its acknowledgement waits for no step of other events.
        self._arrivals = Records(deliveries.together)
        self._lanes: dict[str, deque[tuple[Delivery, float]]] = {}
        self._held: set[str] = set()
        self._stopped: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def accept(self, arrival: Arrival) -> bool:
        """Write an arrival down; False when it is known already. Raises Unavailable when that cannot be."""
        event = arrival.model_dump(mode="json")
        fresh = await self._arrivals.write(self._deliveries.accept, arrival.id, event, arrival.lane)
        if fresh:
            self._queue(Delivery(self._deliveries.key(arrival.id), event, None, 0, 1, datetime.now(UTC)))
        return fresh

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the end of the block. What is not finished then is taken up at the next start."""
        again = ((self._take, self._poll), (self._tell, 10 * self._poll), (self._tidy, TIDY_EVERY))
        writers = (self._records.write_forever(), self._arrivals.write_forever())
        forever = [*writers, *(self._forever(work, every) for work, every in again)]
        loops = [asyncio.create_task(one) for one in forever]
        try:
            yield
        finally:
            for task in [*loops, *self._tasks]:
                task.cancel()
            await asyncio.gather(*loops, *self._tasks, return_exceptions=True)
            self._records.close()
            self._arrivals.close()

    async def look_up(self, call: Callable[..., Result], *arguments: Any) -> Result:
        """A short look into the records."""
        return await self._records.look_up(call, *arguments)

    def stop(self, arrival: Arrival) -> None:
        """Somebody stopped us in a thread: what they said there and we have not begun to answer is left alone."""
        self._sender.stop(arrival.channel, arrival.thread or "")
        person = arrival.model_copy(update={"kind": "message"})
        for delivery, _ in list(self._lanes.get(person.lane, ()))[1:]:
            said = Arrival.model_validate(delivery.event)
            if (said.kind, said.channel, said.thread) == ("message", arrival.channel, arrival.thread):
                self._stopped.add(delivery.key)

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something beside, keeping a reference until it is done."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _forever(self, work: Callable[[], Awaitable[None]], every: float) -> None:
        while True:
            try:
                await work()
            except Exception:
                log.exception("Looking after Slack's events failed; trying again")
            await asyncio.sleep(every)

    async def _take(self) -> None:
        for delivery in await self._records.look_up(self._deliveries.take):
            self._queue(delivery)

    async def _tell(self) -> None:
        """Put the news for contributors who wished to hear among what is to be delivered."""
        if self._notices is None:
            return
        for notice in await self._records.look_up(self._notices.take, ["slack"]):
            arrival = read_notice(notice)
            if arrival is not None:
                await self.accept(arrival)
            await self._records.look_up(self._notices.told, notice.id)

    async def _tidy(self) -> None:
        await self._records.look_up(self._deliveries.forget_old)

    def _queue(self, delivery: Delivery) -> None:
        if delivery.key in self._held:
            return
        self._held.add(delivery.key)
        lane = Arrival.model_validate(delivery.event).lane
        waiting = self._lanes.setdefault(lane, deque())
        waiting.append((delivery, time.monotonic()))
        if len(waiting) == 1:
            self.start(self._run_lane(lane))

    async def _run_lane(self, lane: str) -> None:
        waiting = self._lanes[lane]
        while waiting:
            delivery, since = waiting[0]
            try:
                async with self._slots:
                    await self._work(delivery, since)
            except Exception:
                log.exception("Working a Slack event failed; it is tried again")
                await self._release(delivery.key)
            finally:
                self._held.discard(delivery.key)
                self._stopped.discard(delivery.key)
                waiting.popleft()
        del self._lanes[lane]

    async def _release(self, key: str) -> None:
        with contextlib.suppress(Exception):  # where that fails too, the lease runs out
            await self._records.write(self._deliveries.pause, key, self._poll)

    async def _work(self, delivery: Delivery, since: float) -> None:
        key = delivery.key
        if time.monotonic() - since > self._lease / 3 and not await self._records.write(self._deliveries.renew, key):
            return  # its lease ran out while it waited, and somebody else has it
        if await self._records.look_up(self._deliveries.behind, key):
            await self._records.write(self._deliveries.pause, key, self._poll)
            return
        if key in self._stopped and delivery.plan is None:
            await self._records.write(self._deliveries.finish, key)
            return
        async with self._keeping(key):
            await self._deliver(delivery, Arrival.model_validate(delivery.event))

    async def _deliver(self, delivery: Delivery, arrival: Arrival) -> None:
        plan = delivery.plan
        if plan is None:
            plan = await self._decided(delivery, arrival)
            if plan is None or (plan and not await self._records.write(self._deliveries.plan, delivery.key, plan)):
                return
        for number in range(delivery.sent, len(plan)):
            mark = f"{delivery.key[:24]}-{number}"
            tries = delivery.attempts if number == delivery.sent else 1
            later = await self._sender.send(arrival.team, plan[number], mark, tries)
            if isinstance(later, Later):
                await self._records.write(self._deliveries.pause, delivery.key, later.seconds)
                return
            if number + 1 < len(plan):
                await self._records.write(self._deliveries.sent, delivery.key, number + 1)
        await self._records.write(self._deliveries.finish, delivery.key)

    async def _decided(self, delivery: Delivery, arrival: Arrival) -> list[Call] | None:
        try:
            plan = await self._decide(arrival, delivery.key)
        except Exception:
            log.exception("Deciding what to reply failed")
            if datetime.now(UTC) - delivery.accepted < self._patience:
                await self._records.write(self._deliveries.pause, delivery.key, self._poll)
                return None
            plan = self._apologise(arrival)
        return plan

    @contextlib.asynccontextmanager
    async def _keeping(self, key: str) -> AsyncIterator[None]:
        """Renew the lease while work goes on."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(self._lease / 3)
                await self._records.write(self._deliveries.renew, key)

        beat = asyncio.create_task(renew())
        try:
            yield
        finally:
            beat.cancel()
