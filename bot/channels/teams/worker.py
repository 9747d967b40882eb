"""Works what was accepted: decides the replies once, sends each once, and goes on where a dead process stopped."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from bot.channels.teams import messages
from bot.channels.teams.activities import Activity
from bot.channels.teams.addresses import Address, AddressBook, Answers
from bot.channels.teams.messages import Outgoing
from bot.channels.teams.sender import Never, NotNow, Sender
from bot.channels.teams.writing import announce, event_of, read_announcement
from bot.conversation.messages import Reply
from knowledge.deliveries import LEASE, Deliveries, Delivery

log = logging.getLogger(__name__)
LOOKING = "Looking in the documents…"
SORRY = (
    "Sorry, something went wrong on our side and I could not work on that. "
    "Nothing you sent before is lost. Please try again."
)
GIVE_UP_AFTER = timedelta(days=1)
MOST_ATTEMPTS = 4
"""Times an event may be begun without a plan coming of it: it may be what brings the process down."""
AT_ONCE = 16
TIDY_EVERY = 3600.0
"""Seconds between two rounds of forgetting events finished long ago."""
_PLAN = TypeAdapter(list[Outgoing])

Decide = Callable[[Activity], list[Outgoing]]


class Worker:
    """Works deliveries in tasks that are kept until they end."""

    def __init__(
        self,
        deliveries: Deliveries,
        addresses: AddressBook,
        answers: Answers,
        sender: Sender,
        decide: Decide,
        now: Callable[[], datetime],
        news: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._deliveries = deliveries
        self._addresses = addresses
        self._answers = answers
        self._sender = sender
        self._decide = decide
        self._now = now
        self._news = news
        """Puts what people are to be told into the queue; gives the events to begin at once."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def accept(self, activity: Activity) -> bool:
        """Write an activity down, then work it in a task; False when it is known already."""
        new = await self.hold(activity)
        if new:
            await self._start_held(activity.event)
        return new

    async def hold(self, activity: Activity) -> bool:
        """Write an activity down, to be worked by another process if this one dies; False when it is known already."""
        lane = f"{activity.person} {activity.conversation}"
        event = activity.model_dump(mode="json")
        return await run_in_threadpool(self._deliveries.accept, activity.event, event, self._deliveries.key(lane))

    async def send_later(self, activity: Activity, plan: list[Outgoing]) -> None:
        """Send what is decided already; nothing when this activity's replies are known."""
        if plan and await self.hold(activity):
            await self.send_held(activity, plan)

    async def send_held(self, activity: Activity, plan: list[Outgoing]) -> None:
        """Send what a held activity came to, beside what it was answered with; with nothing to send it is done."""
        key = self._deliveries.key(activity.event)
        if not plan:
            await run_in_threadpool(self._deliveries.finish, key)
            return
        await run_in_threadpool(self._deliveries.plan, key, _PLAN.dump_python(plan, mode="json"))
        await self._start_held(activity.event)

    async def decide_held(self, activity: Activity, work: Awaitable[list[Outgoing]]) -> None:
        """Send what a held activity comes to, however long that takes."""
        async with self._holding(self._deliveries.key(activity.event)):
            plan = await work
        await self.send_held(activity, plan)

    async def reach(self, activity: Activity, colleague: str = "") -> None:
        """See that a person's own chat can be written to: a colleague's by object id. Raises NotNow or Never."""
        person = activity.colleague(colleague) if colleague else activity.person
        known = await run_in_threadpool(self._addresses.find, person)
        if known is None or known.tenant != activity.tenant:
            member = {"user": colleague} if colleague else {}
            opened = await self._sender.open_chat(activity.address.model_copy(update=member))
            await run_in_threadpool(self._addresses.remember, person, opened)

    async def write_first(self, person: str, event: str, reply: Reply) -> None:
        """Write to a person whose own chat is known, without being asked, once for each event."""
        if await run_in_threadpool(announce, self._deliveries, person, event, reply):
            await self._start_held(event_of(person, event))

    async def _start_held(self, event: str) -> None:
        held = await run_in_threadpool(self._deliveries.held, event)
        if held:
            self.start(held)

    def start(self, delivery: Delivery) -> None:
        """Work a delivery in a task."""
        task = asyncio.create_task(self._work(delivery), name=f"Teams {delivery.key}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run(self, every: float = 2.0) -> None:
        """Take up what is due, for ever: paused deliveries, and those of a process that died. Forget what is done."""
        tidy_at = 0.0
        while True:
            try:
                if time.monotonic() >= tidy_at:
                    await run_in_threadpool(self._deliveries.forget_old)
                    tidy_at = time.monotonic() + TIDY_EVERY
                for event in await run_in_threadpool(self._news):
                    await self._start_held(event)
                for delivery in await run_in_threadpool(self._deliveries.take):
                    self.start(delivery)
            except Exception:
                log.exception("Teams deliveries could not be taken up")
            await asyncio.sleep(every)

    async def settle(self, seconds: float = 10.0) -> None:
        """Wait for what is being worked; what takes longer is resumed by the next process."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    async def _work(self, delivery: Delivery) -> None:
        try:
            async with self._room, self._holding(delivery.key):
                await self._in_turn(delivery)
        except NotNow as wait:
            await self._pause(delivery, wait.seconds)
        except Exception:
            log.exception("Teams delivery %s failed", delivery.key)
            await self._pause(delivery, 10.0)

    async def _in_turn(self, delivery: Delivery) -> None:
        for _ in range(50):
            if not await run_in_threadpool(self._deliveries.behind, delivery.key):
                break
            await asyncio.sleep(0.1)
        else:
            raise NotNow(3.0)
        announced = read_announcement(delivery.event)
        if announced:
            await self._announce(*announced)
            await run_in_threadpool(self._deliveries.finish, delivery.key)
            return
        activity = Activity.model_validate(delivery.event)
        plan = _PLAN.validate_python(delivery.plan) if delivery.plan is not None else None
        if plan is None:
            plan = await self._plan(delivery, activity)
        await self._send_all(delivery, activity, plan)
        await run_in_threadpool(self._deliveries.finish, delivery.key)

    async def _announce(self, person: str, reply: Reply) -> None:
        address = await run_in_threadpool(self._addresses.find, person)
        if address is None or not person.startswith(f"teams:{address.tenant}/"):
            log.warning("There is no chat to write an announcement to")
            return
        try:
            await self._sender.send(address, messages.build_message(reply))
        except Never as never:
            log.warning("Teams refused an announcement: %s", never)

    async def _plan(self, delivery: Delivery, activity: Activity) -> list[Outgoing]:
        stream = await self._show_work(activity)
        plan = [_sorry()] if delivery.attempts > MOST_ATTEMPTS else await self._decided(activity)
        if stream and plan and plan[0].to == "here":
            plan[0] = plan[0].model_copy(update={"stream": stream})
        await run_in_threadpool(self._deliveries.plan, delivery.key, _PLAN.dump_python(plan, mode="json"))
        return plan

    async def _decided(self, activity: Activity) -> list[Outgoing]:
        try:
            return await run_in_threadpool(self._decide, activity)
        except Exception:
            log.exception("Teams activity could not be worked")
            return [_sorry()]

    async def _show_work(self, activity: Activity) -> str:
        """Show that we are at work; gives the id of a stream when the answer can appear in its place."""
        with suppress(NotNow, Never):
            if activity.type == "message" and activity.private:
                return await self._sender.begin_stream(activity.address, LOOKING)
            if activity.type == "message" and activity.scope == "groupChat":
                await self._sender.typing(activity.address)
        return ""

    async def _send_all(self, delivery: Delivery, activity: Activity, plan: list[Outgoing]) -> None:
        reached = True
        for index, outgoing in enumerate(plan):
            if index < delivery.sent or (outgoing.if_moved and not reached):
                continue
            try:
                await self._send(activity, outgoing)
            except Never as never:
                log.warning("Teams refused a message of %s: %s", delivery.key, never)
                if outgoing.to == "own chat" and reached:
                    reached = False
                    if any(part.if_moved for part in plan):
                        await self._tell_not_moved(activity)
            await run_in_threadpool(self._deliveries.sent, delivery.key, index + 1)

    async def _send(self, activity: Activity, outgoing: Outgoing) -> None:
        address = activity.address if outgoing.to == "here" else await self._own_chat(activity, outgoing)
        message = messages.build_outgoing(outgoing)
        if outgoing.stream:
            made = await self._sender.end_stream(address, outgoing.stream, message)
        else:
            made = await self._sender.send(address, message)
        question = messages.question_of(outgoing.reply)
        if question and made:
            await run_in_threadpool(self._answers.keep, address.conversation, made, question)

    async def _own_chat(self, activity: Activity, outgoing: Outgoing) -> Address:
        known = await run_in_threadpool(self._addresses.find, activity.person)
        if known is None or known.tenant != activity.tenant:
            known = await self._sender.open_chat(activity.address)
        matter = outgoing.conversation if messages.carries_on(outgoing.reply) else known.matter
        moved = known.model_copy(update={"matter": matter})
        await run_in_threadpool(self._addresses.remember, activity.person, moved)
        return moved

    async def _tell_not_moved(self, activity: Activity) -> None:
        reply = Reply(kind="message", text=messages.COULD_NOT_MOVE)
        with suppress(Never):
            await self._sender.send(activity.address, messages.build_message(reply))

    async def _pause(self, delivery: Delivery, seconds: float) -> None:
        try:
            if self._now() - delivery.accepted > GIVE_UP_AFTER:
                log.error("Teams delivery %s is given up", delivery.key)
                await run_in_threadpool(self._deliveries.finish, delivery.key)
            else:
                await run_in_threadpool(self._deliveries.pause, delivery.key, seconds)
        except Exception:
            log.exception("Teams delivery %s could not be paused; its lease will end", delivery.key)

    @asynccontextmanager
    async def _holding(self, key: str) -> AsyncIterator[None]:
        async def renew() -> None:
            while True:
                await asyncio.sleep(LEASE.total_seconds() / 3)
                await run_in_threadpool(self._deliveries.renew, key)

        keeper = asyncio.create_task(renew())
        try:
            yield
        finally:
            keeper.cancel()


def _sorry() -> Outgoing:
    return Outgoing(reply=Reply(kind="error", text=SORRY))
