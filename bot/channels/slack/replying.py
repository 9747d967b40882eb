"""Where replies go: in the channel, in its thread, to one person there, or into their direct messages. Pure."""

from collections.abc import Sequence
from typing import Any

from bot.channels.slack import mrkdwn
from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.blocks import Block, Shown, build_text, settle
from bot.channels.slack.sending import Call

MOVED = "I've sent you that in a direct message, as it is only for you."
SORRY = (
    "Sorry, something went wrong on my side and I could not answer that. Nothing you sent was lost from your draft. "
    "Please try again in a few minutes; if it keeps happening, write to leadershipreview@dhsc.gov.uk."
)


def place(arrival: Arrival, shown: Sequence[Shown]) -> list[Call]:
    """The calls that show replies: what is only for the person never goes where others read."""
    if arrival.direct:
        return [build_direct(arrival, one) for one in shown]
    open_ones = [_in_channel(arrival, one) for one in shown if not one.private]
    private = [build_direct(arrival, one) for one in shown if one.private]
    moved = [build_whisper(arrival, say(MOVED))] if private else []
    return [*open_ones, *private, *moved]


def say(text: str, *, private: bool = False) -> Shown:
    """A plain sentence or two as a message."""
    return Shown(mrkdwn.cut(mrkdwn.write(text), 35_000), build_text(text), private)


def build_direct(arrival: Arrival, shown: Shown) -> Call:
    """A message only the person reads."""
    call: Call = {"method": "chat.postMessage", "arguments": _content(shown)}
    if not arrival.channel.startswith("D"):
        return {**call, "dm": arrival.user}
    call["arguments"] |= {"channel": arrival.channel} | ({"thread_ts": arrival.thread} if arrival.thread else {})
    return _flowing(call, arrival, shown)


def build_whisper(arrival: Arrival, shown: Shown) -> Call:
    """A message in a channel that only one person sees; in direct messages an ordinary one."""
    if arrival.direct:
        return build_direct(arrival, shown)
    arguments = {"channel": arrival.channel, "user": arrival.user, "text": shown.text, "blocks": shown.blocks}
    thread = {"thread_ts": arrival.thread} if arrival.thread else {}
    return {"method": "chat.postEphemeral", "arguments": {**arguments, **thread}}


def build_settled(arrival: Arrival) -> list[Call]:
    """Takes the buttons off a direct message once one was pressed, and says which."""
    blocks: list[Block] = arrival.message.get("blocks") or []
    label = _label(arrival)
    if not (blocks and arrival.ts and arrival.channel.startswith("D")):
        return []
    arguments: dict[str, Any] = {"channel": arrival.channel, "ts": arrival.ts, "blocks": settle(blocks, label)}
    text = arrival.message.get("text") or label
    return [{"method": "chat.update", "arguments": {**arguments, "text": text}, "quiet": True}]


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


def _in_channel(arrival: Arrival, shown: Shown) -> Call:
    if arrival.kind == "action":  # a press is answered to who pressed, not to everybody
        return build_whisper(arrival, shown)
    where = (
        {"channel": arrival.channel, "thread_ts": arrival.thread} if arrival.thread else {"channel": arrival.channel}
    )
    return _flowing({"method": "chat.postMessage", "arguments": {**_content(shown), **where}}, arrival, shown)


def _flowing(call: Call, arrival: Arrival, shown: Shown) -> Call:
    """An answer in a thread may be streamed, where the workspace allows it."""
    if not (shown.flow and arrival.thread and arrival.kind == "message"):
        return call
    to = {"recipient_user_id": arrival.user, "recipient_team_id": arrival.user_team or arrival.team}
    return {**call, "stream": {"to": to, "flow": shown.flow, "tail": list(shown.tail)}}


def _content(shown: Shown) -> dict[str, Any]:
    return {"text": shown.text, "blocks": shown.blocks, "unfurl_links": False, "unfurl_media": False}
