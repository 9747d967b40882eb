"""From an arrival to the plan of calls that answers it. Whatever is said goes through the conversation core."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.channels.slack.arrivals import CHOICE, Arrival
from bot.channels.slack.blocks import build_reply
from bot.channels.slack.dropping import Files
from bot.channels.slack.duties import Duties
from bot.channels.slack.following import addressed
from bot.channels.slack.parts import Parts
from bot.channels.slack.records import Threads
from bot.channels.slack.replying import SORRY, build_direct, build_settled, build_whisper, place, say
from bot.channels.slack.roles import Roles
from bot.channels.slack.sending import Call, Sender
from bot.channels.slack.sharing import build_request, read_request
from bot.channels.slack.thinking import Thinking
from bot.channels.slack.tools import Tools, read_value
from bot.channels.slack.views import build_home
from bot.conversation.messages import Action, Incoming, Reply

CHANNEL = CONVERSATION = "slack"
"""One conversation a person: a draft begun by a mention goes on in the direct messages."""
GUEST = (
    "Sorry, I can only talk with people of the organisation I was installed by. You can reach the review at "
    "leadershipreview@dhsc.gov.uk."
)
OLD = "That button is not in use any more. Write to me here and I will help."
STOPPED = "Stopped. Ask again whenever you like."
UNOPENED = "The form did not open in time; Slack allows three seconds. Please try again, or just write to me here."
PROMPTS = [
    {"title": "What is the review about?", "message": "What is the review about?"},
    {"title": "Is social care part of it?", "message": "Is social care part of the review?"},
    {"title": "Make a proposal", "message": "I want to make a proposal"},
    {"title": "Who can see what I write?", "message": "Who can see what I write?"},
]


class Conversing:
    """Decides the plan for each arrival. What takes long runs in threads, a few at a time."""

    def __init__(
        self, parts: Parts, sender: Sender, threads: Threads, tools: Tools, roles: Roles, workers: int = 2
    ) -> None:
        self._parts = parts
        self._threads = threads
        self._roles = roles
        self._thinking = Thinking(sender)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="slack-core")
        self._duties = Duties(tools, roles, Files(sender.token_of), self._in_thread)

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
            "stopped": self._stopped,
            "unopened": self._unopened,
            "notice": self._notice,
        }
        return await deciders[arrival.kind](arrival, event)

    def apologise(self, arrival: Arrival) -> list[Call]:
        """What to show when nothing could be decided."""
        return [build_whisper(arrival, say(SORRY))] if arrival.kind not in {"home", "opened"} else []

    async def _message(self, arrival: Arrival, event: str) -> list[Call]:
        if not arrival.direct and arrival.name == "mention":
            await self._in_thread(self._threads.join, arrival)
        async with self._thinking.about(arrival) as after:
            dropped = await self._duties.dropped(arrival) if arrival.files else []
            if dropped and not arrival.text:
                return [] if _overheard(arrival) else [*dropped, *after]
            replies = await self._turn(arrival, event, text=arrival.text)
        if _overheard(arrival) and not addressed(replies):
            return []
        return [*dropped, *self._shown(arrival, replies), *after]

    async def _action(self, arrival: Arrival, event: str) -> list[Call]:
        name, value = arrival.name.partition(":")[0], read_value(arrival.value)
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
        return [*build_settled(arrival), *self._shown(arrival, replies)]

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

    async def _tool(self, arrival: Arrival, _event: str, _value: Any) -> list[Call]:
        return await self._duties.press(arrival)

    async def _command(self, arrival: Arrival, _event: str) -> list[Call]:
        return await self._duties.command(arrival)

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
        settled = build_settled(arrival)
        if arrival.name != "author:yes":
            return [*settled, build_whisper(arrival, say("Left as it was. Nothing was kept."))]
        words = read_request(arrival, value)
        replies = await self._turn(arrival, event, action=Action(id="propose", value=words))
        return [*settled, *self._shown(arrival, replies)]

    async def _view(self, arrival: Arrival, event: str) -> list[Call]:
        if arrival.name == "review":
            return await self._duties.form(arrival)
        if arrival.name == "proposal":
            action = Action(id="propose", value=arrival.value)
        else:
            about = json.loads(arrival.text or "{}")
            reason = str((arrival.value or {}).get("reason") or "")
            action = Action(id="not_helpful", value={"question": about.get("q", ""), "reason": reason})
        replies = await self._turn(arrival, event, action=action)
        return [build_direct(arrival, build_reply(reply)) for reply in replies]

    async def _stopped(self, arrival: Arrival, _event: str) -> list[Call]:
        return [build_whisper(arrival, say(STOPPED)), *self._thinking.over(arrival)]

    async def _unopened(self, arrival: Arrival, event: str) -> list[Call]:
        if arrival.name == "feedback":  # the reason is asked for in the conversation instead
            judged = Action(id="not_helpful", value=(read_value(arrival.value) or {}).get("v"))  # type: ignore[attr-defined]
            return self._shown(arrival, await self._turn(arrival, event, action=judged))
        return [build_direct(arrival.model_copy(update={"channel": "", "thread": None}), say(UNOPENED))]

    async def _notice(self, arrival: Arrival, _event: str) -> list[Call]:
        return [build_direct(arrival, say(arrival.text))]

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
            overheard=_overheard(arrival),
            reply_to=f"slack:{arrival.team}/{arrival.user}",
        )
        replies: Sequence[Reply] = await self._in_thread(self._parts.assistant.handle, incoming)
        return replies

    def _shown(self, arrival: Arrival, replies: Sequence[Reply]) -> list[Call]:
        return place(arrival, [build_reply(reply) for reply in replies])

    async def _in_thread(self, call: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, call, *arguments)


def _overheard(arrival: Arrival) -> bool:
    """Whether words were said in a channel without naming us."""
    return arrival.kind == "message" and not arrival.direct and arrival.name != "mention"


async def _nothing(_arrival: Arrival, _event: str, _value: Any) -> list[Call]:
    return []  # done when it was pressed


async def _outdated(arrival: Arrival, _event: str, _value: Any) -> list[Call]:
    return [build_whisper(arrival, say(OLD))]
