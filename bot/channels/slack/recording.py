"""The records of deliveries from the event loop: reads in threads, and writes together with others of the same moment.

Each transaction waits for the disk. Under load many events are at different steps at once, so one wait serves them all.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")
Change = Callable[[], bool]


class Records:
    """`together` makes the changes of a thread in one transaction."""

    def __init__(self, together: Callable[[], AbstractContextManager[None]]) -> None:
        self._together = together
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="slack-records")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="slack-writing")
        self._waiting: list[tuple[Change, asyncio.Future[bool]]] = []
        self._due = asyncio.Event()

    async def look_up(self, call: Callable[..., Result], *arguments: Any) -> Result:
        """A short call of the records in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, call, *arguments)

    async def write(self, change: Callable[..., bool], *arguments: Any) -> bool:
        """A change, done when this returns. Raises what its transaction raises."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((partial(change, *arguments), done))
        self._due.set()
        return await done

    async def write_forever(self) -> None:
        """Write what waits, again and again."""
        while True:
            await self._due.wait()
            self._due.clear()
            batch, self._waiting = self._waiting, []
            if batch:
                await self._write(batch)

    def close(self) -> None:
        """Finish what was begun."""
        self._readers.shutdown(wait=True)
        self._writer.shutdown(wait=True)

    async def _write(self, batch: list[tuple[Change, "asyncio.Future[bool]"]]) -> None:
        changes = [change for change, _ in batch]
        try:
            results = await asyncio.get_running_loop().run_in_executor(self._writer, self._write_all, changes)
        except Exception as error:
            for _, done in batch:
                if not done.cancelled():
                    done.set_exception(error)
            return
        for (_, done), result in zip(batch, results, strict=True):
            if not done.cancelled():
                done.set_result(result)

    def _write_all(self, changes: list[Change]) -> list[bool]:
        with self._together():
            return [change() for change in changes]
