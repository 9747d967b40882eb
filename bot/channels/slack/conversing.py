"""From an arrival to the plan of calls that answers it. Whatever is said goes through the conversation core."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.channels.slack.arrivals import CHOICE, Arrival
from bot.channels.slack.blocks import Shown, build_reply
from bot.channels.slack.dropping import Files
from bot.channels.slack.following import addressed
from bot.channels.slack.parts import Parts
from bot.channels.slack.records import Threads, Uploads
from bot.channels.slack.replying import SORRY, build_direct, build_settled, build_whisper, place, say
from bot.channels.slack.roles import Roles
from bot.channels.slack.sending import Call, Sender
from bot.channels.slack.sharing import build_request, read_request
from bot.channels.slack.tools import Tools
from bot.channels.slack.views import build_home
from bot.conversation.messages import Action, Incoming, Reply

log = logging.getLogger(__name__)
CHANNEL = CONVERSATION = "slack"
"""One conversation a person: a draft begun by a mention goes on in the direct messages."""
GUEST = (
    "Sorry, I can only talk with people of the organisation I was installed by. You can reach the review at "
    "leadershipreview@dhsc.gov.uk."
)
OLD = "That button is not in use any more. Write to me here and I will help."
PROMPTS = [
    {"title": "What is the review about?", "message": "What is the review about?"},
    {"title": "Is social care part of it?", "message": "Is social care part of the review?"},
    {"title": "Make a proposal", "message": "I want to make a proposal"},
    {"title": "Who can see what I write?", "message": "Who can see what I write?"},
]
THINKING = ["Looking through the documents…", "Checking the passage…"]


class Conversing:
    """Decides the plan for each arrival. What takes long runs in threads, a few at a time."""

    def __init__(self, parts: Parts, sender: Sender, threads: Threads, uploads: Uploads, workers: int = 2) -> None:
        self._parts = parts
        self._sender = sender
        self._threads = threads
        self._tools = Tools(parts, uploads)
        self._files = Files(sender.token_of)
        self._roles = Roles(parts.settings, sender.client)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="slack-core")
        self._beside: set[asyncio.Task[Any]] = set()

    async def decide(self, arrival: Arrival, event: str) -> list[Call]:
        """The calls that answer an arrival. The same event gives the same again."""
        if arrival.guest:
            return [build_whisper(arrival, say(GUEST))] if arrival.channel else []
        deciders: dict[str, Callable[[Arrival, str], Awaitable[list[Call]]]] = {
            "message": self._message,
            "action": self._action,
            "home": self._home,
            "opened": self._opened,
            "command": self._command,
            "shortcut": self._shortcut,
            "view": self._view,
        }
        return await deciders[arrival.kind](arrival, event)

    def apologise(self, arrival: Arrival) -> list[Call]:
        """What to show when nothing could be decided."""
        return [build_whisper(arrival, say(SORRY))] if arrival.kind != "home" else []

    async def _message(self, arrival: Arrival, event: str) -> list[Call]:
        if not arrival.direct and arrival.name == "mention":
            await self._in_thread(self._threads.join, arrival)
        self._think(arrival)
        dropped = await self._dropped(arrival) if arrival.files else []
        if dropped and not arrival.text:
            return dropped
        replies = await self._turn(arrival, event, text=arrival.text)
        if not arrival.direct and arrival.name != "mention" and not addressed(replies):
            return dropped
        return [*dropped, *self._shown(arrival, replies)]

    async def _action(self, arrival: Arrival, event: str) -> list[Call]:
        name, value = arrival.name.partition(":")[0], _value(arrival.value)
        pressed: dict[str, Callable[[Arrival, str, Any], Awaitable[list[Call]]]] = {
            CHOICE: self._choice,
            "feedback": self._feedback,
            "home": self._home_button,
            "tool": self._tool,
            "author": self._author,
            "passage": _nothing,
            "desk": _nothing,
        }
        return await pressed.get(name, _outdated)(arrival, event, value)

    async def _choice(self, arrival: Arrival, event: str, value: Any) -> list[Call]:
        if not (isinstance(value, dict) and 0 < len(str(value.get("i", ""))) <= 100):
            return await _outdated(arrival, event, value)
        replies = await self._turn(arrival, event, action=Action(id=str(value["i"]), value=value.get("v")))
        return [*build_settled(arrival, _label(arrival)), *self._shown(arrival, replies)]

    async def _feedback(self, arrival: Arrival, event: str, value: Any) -> list[Call]:
        if not isinstance(value, dict) or value.get("i") != "helpful":
            return []  # a modal asks why; sending or closing it is what counts
        helpful = Action(id="helpful", value=value.get("v"))
        return self._shown(arrival, await self._turn(arrival, event, action=helpful))

    async def _home_button(self, arrival: Arrival, event: str, value: Any) -> list[Call]:
        name = arrival.name.partition(":")[2]
        if name == "propose":
            return []  # the modal was opened at once
        action = Action(id="mine") if name == "mine" else Action(id="ask", value=str(value))
        said = [] if name == "mine" else [say(f"You asked: *{value}*")]
        shown = [*said, *map(build_reply, await self._turn(arrival, event, action=action))]
        return [build_direct(arrival, one) for one in shown]

    async def _tool(self, arrival: Arrival, _event: str, value: Any) -> list[Call]:
        arrival = arrival.model_copy(update={"value": value})
        shown = await self._in_thread(self._tools.press, arrival, await self._roles.of(arrival))
        pressed = build_settled(arrival, _label(arrival)) if arrival.name in {"tool:add", "tool:leave"} else []
        return [*pressed, build_whisper(arrival, shown)]

    async def _command(self, arrival: Arrival, _event: str) -> list[Call]:
        shown = await self._in_thread(self._tools.command, arrival, await self._roles.of(arrival))
        # A command may be given where the app is not a member; there only a direct message is sure to arrive.
        return [build_direct(arrival, shown)]

    async def _home(self, arrival: Arrival, _event: str) -> list[Call]:
        public = self._parts.settings.public_url
        view = build_home(await self._roles.of(arrival), f"{public.rstrip('/')}/desk" if public else "")
        return [{"method": "views.publish", "arguments": {"user_id": arrival.user, "view": view}}]

    async def _opened(self, arrival: Arrival, _event: str) -> list[Call]:
        arguments = {"channel_id": arrival.channel, "title": "What would you like to do?", "prompts": PROMPTS}
        call = {"method": "assistant.threads.setSuggestedPrompts", "arguments": arguments, "quiet": True}
        return [call] if arrival.channel else []

    async def _shortcut(self, arrival: Arrival, _event: str) -> list[Call]:
        return build_request(arrival)

    async def _author(self, arrival: Arrival, event: str, value: Any) -> list[Call]:
        settled = build_settled(arrival, _label(arrival))
        if arrival.name != "author:yes":
            return [*settled, build_whisper(arrival, say("Left as it was. Nothing was kept."))]
        words = read_request(arrival, value)
        replies = await self._turn(arrival, event, action=Action(id="propose", value=words))
        return [*settled, *self._shown(arrival, replies)]

    async def _view(self, arrival: Arrival, event: str) -> list[Call]:
        if arrival.name == "proposal":
            action = Action(id="propose", value=arrival.value)
        else:
            about = json.loads(arrival.text or "{}")
            reason = str((arrival.value or {}).get("reason") or "no reason given")
            action = Action(id="not_helpful", value={"question": about.get("q", ""), "reason": reason})
        replies = await self._turn(arrival, event, action=action)
        return [build_direct(arrival, build_reply(reply)) for reply in replies]

    async def _dropped(self, arrival: Arrival) -> list[Call]:
        roles = await self._roles.of(arrival)
        if "admin" not in roles or not arrival.direct:
            return [] if arrival.text else [build_whisper(arrival, say(NO_FILES))]
        shown: list[Shown] = []
        for file in arrival.files[:10]:
            fetched = await self._files.fetch(arrival.team, file)
            if isinstance(fetched, str):
                shown.append(say(fetched))
                continue
            preview = (self._tools.preview, arrival.person, str(file["id"]), str(file.get("name", "file")), fetched)
            shown.append(await self._in_thread(*preview))
        return place(arrival, shown)

    async def _turn(
        self, arrival: Arrival, event: str, text: str = "", action: Action | None = None
    ) -> Sequence[Reply]:
        incoming = Incoming(
            person=arrival.person,
            conversation=CONVERSATION,
            text=text,
            action=action,
            event=f"slack-{event}",
            channel=CHANNEL,
            roles=await self._roles.of(arrival),
            private=arrival.direct,
            reply_to=f"slack:{arrival.team}/{arrival.user}",
        )
        replies: Sequence[Reply] = await self._in_thread(self._parts.assistant.handle, incoming)
        return replies

    def _shown(self, arrival: Arrival, replies: Sequence[Reply]) -> list[Call]:
        return place(arrival, [build_reply(reply) for reply in replies])

    def _think(self, arrival: Arrival) -> None:
        """Show at once that we are at it, where Slack can show it."""
        if not (arrival.direct and arrival.thread):
            return
        arguments = {
            "channel_id": arrival.channel, "thread_ts": arrival.thread, "status": "is looking it up…",
            "loading_messages": THINKING,
        }  # fmt: skip
        call: Call = {"method": "assistant.threads.setStatus", "arguments": arguments, "quiet": True}
        task = asyncio.ensure_future(self._sender.send(arrival.team, call, ""))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _in_thread(self, call: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, call, *arguments)


NO_FILES = "Thank you, but I can only take files from the keepers of the knowledge base. Write it as a message instead?"


async def _nothing(_arrival: Arrival, _event: str, _value: Any) -> list[Call]:
    return []  # done when it was pressed


async def _outdated(arrival: Arrival, _event: str, _value: Any) -> list[Call]:
    return [build_whisper(arrival, say(OLD))]


def _value(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        return value


def _label(arrival: Arrival) -> str:
    """What stood on the button that was pressed, as far as its message still tells."""
    elements = [part for block in arrival.message.get("blocks") or () for part in block.get("elements") or ()]
    for element in elements:
        if element.get("action_id") == arrival.name and element.get("text"):
            return str(element["text"].get("text", "it"))
        for option in element.get("options") or ():
            if option.get("value") == arrival.value:
                return str(option["text"]["text"])
    return "it"
