"""What people with a role ask for: from the arrival of a command, a press, a form or a file to the plan of calls."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.blocks import Shown
from bot.channels.slack.dropping import Files
from bot.channels.slack.replying import build_direct, build_settled, build_whisper, place, say
from bot.channels.slack.roles import Roles
from bot.channels.slack.sending import Call
from bot.channels.slack.tools import Tools

TAKEN = "I can only take files from the keepers of the knowledge base, in direct messages."
NO_FILES = f"Thank you, but {TAKEN} Write it as a message instead?"
ONLY_WORDS = f"I have read your words, but not the file: {TAKEN}"
MOST_FILES = 10
InThread = Callable[..., Awaitable[Any]]


class Duties:
    """`in_thread` runs what takes long beside the event loop."""

    def __init__(self, tools: Tools, roles: Roles, files: Files, in_thread: InThread) -> None:
        self._tools = tools
        self._roles = roles
        self._files = files
        self._in_thread = in_thread

    async def command(self, arrival: Arrival) -> list[Call]:
        """A slash command, answered directly: where it was given we may be no member."""
        shown = await self._in_thread(self._tools.use, arrival, await self._roles.of(arrival))
        return [build_direct(_nowhere(arrival), shown)] if shown else []

    async def press(self, arrival: Arrival) -> list[Call]:
        """A button of these tools."""
        shown = await self._in_thread(self._tools.use, arrival, await self._roles.of(arrival))
        done = build_settled(arrival) if arrival.name in {"tool:add", "tool:leave"} else []
        return [*done, *([build_whisper(arrival, shown)] if shown else [])]

    async def form(self, arrival: Arrival) -> list[Call]:
        """A form sent off."""
        shown = await self._in_thread(self._tools.send, arrival, await self._roles.of(arrival))
        return [build_direct(arrival, shown)] if shown else []

    async def dropped(self, arrival: Arrival) -> list[Call]:
        """Files in a message."""
        roles = await self._roles.of(arrival)
        if "admin" not in roles or not arrival.direct:
            return [build_whisper(arrival, say(ONLY_WORDS if arrival.text else NO_FILES))]
        return place(arrival, [await self._preview(arrival, file) for file in arrival.files[:MOST_FILES]])

    async def _preview(self, arrival: Arrival, file: dict[str, Any]) -> Shown:
        fetched = await self._files.fetch(arrival.team, file)
        if isinstance(fetched, str):
            return say(fetched)
        named = (str(file["id"]), str(file.get("name", "file")))
        shown: Shown = await self._in_thread(self._tools.preview, arrival.person, *named, fetched)
        return shown


def _nowhere(arrival: Arrival) -> Arrival:
    """The same, as if it happened in no channel: the reply goes to the person's direct messages with us."""
    return arrival.model_copy(update={"channel": "", "thread": None})
