"""What happens to an activity that passed the token check: accepted and worked, answered at once, or left alone."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.channels.teams import activities
from bot.channels.teams.activities import Activity
from bot.channels.teams.addresses import AddressBook
from bot.channels.teams.worker import Worker
from retrieval.errors import Refused, SoundingsError

log = logging.getLogger(__name__)
Answer = dict[str, Any]
"""Status and body of the HTTP answer, as the Teams package wants it."""
Invoke = Callable[[Activity], Awaitable[Any]]

DONE: Answer = {"status": 200}


class Receiver:
    """Takes the activities of one bot. Never raises: an exception would become a 500."""

    def __init__(self, tenant: str, worker: Worker, addresses: AddressBook, invokes: Mapping[str, Invoke]) -> None:
        self._tenant = tenant
        self._worker = worker
        self._addresses = addresses
        self._invokes = invokes

    async def receive(self, event: Any) -> Answer:
        """Take one activity from the Teams package; gives the status and body to answer with."""
        body = event.body.model_dump(exclude_none=True)
        if self._tenant and activities.tell_tenant(body) != self._tenant:
            return _problem(403, "This assistant belongs to another organisation.")
        try:
            return await self._take(activities.read(body))
        except Refused as refused:
            return _problem(400, str(refused))
        except SoundingsError as error:
            log.warning("Teams activity put off: %s", error)
            return _problem(503, str(error))
        except Exception:
            log.exception("Teams activity failed")
            return _problem(503, "Something went wrong here. Please try again.")

    async def _take(self, activity: Activity) -> Answer:
        if activity.type == "invoke":
            return await self._invoke(activity)
        if activity.private and activity.type in {"message", "installationUpdate"}:
            await self._keep_address(activity)
        if _is_for_us(activity):
            await self._worker.accept(activity)
        return DONE

    async def _invoke(self, activity: Activity) -> Answer:
        handler = self._invokes.get(activity.name)
        if handler is None:
            return _problem(404, "There is nothing here by that name.")
        body = await handler(activity)
        return {"status": 200, "body": body} if body is not None else DONE

    async def _keep_address(self, activity: Activity) -> None:
        if activity.action == "remove":
            await run_in_threadpool(self._addresses.forget, activity.person)
        else:
            await run_in_threadpool(self._addresses.meet, activity.person, activity.address)


def _is_for_us(activity: Activity) -> bool:
    if activity.type == "installationUpdate":
        return activity.action in {"add", "add-upgrade"}
    # Where others talk, we speak only when spoken to.
    return activity.type == "message" and (activity.private or activity.mentioned)


def _problem(status: int, words: str) -> Answer:
    return {"status": status, "body": {"error": words}}
