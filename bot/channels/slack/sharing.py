"""Turning somebody's message into a proposal: its author is asked first, and it becomes the author's. Pure."""

from typing import Any

from bot.channels.slack import mrkdwn
from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.blocks import Shown, build_button, build_section
from bot.channels.slack.replying import build_direct, build_whisper, say
from bot.channels.slack.sending import Call

ASKED = "I've asked its author, as it is their message. If they agree, they can send it as their proposal."
NO_WORDS = "That message has no words I could turn into a proposal, or a program wrote it. Nothing was sent."
LONGEST = 2_000


def is_own(arrival: Arrival) -> bool:
    """Whether the message was written by who wants to turn it into a proposal."""
    return arrival.message.get("user") == arrival.user and not arrival.message.get("bot_id")


def words_of(arrival: Arrival) -> str:
    """The words of the message, as a proposal."""
    return mrkdwn.cut(mrkdwn.read(str(arrival.message.get("text") or "")), LONGEST)


def build_request(arrival: Arrival) -> list[Call]:
    """Asks the author of a message, and tells who asked that we did."""
    author, words = arrival.message.get("user"), words_of(arrival)
    if not author or arrival.message.get("bot_id") or not words:
        return [_whisper(arrival, say(NO_WORDS))]
    asked = "Somebody thinks this message of yours would make a good proposal to the review. Would you like to send it?"
    quoted = "\n".join(f"> {line}" for line in mrkdwn.escape(words).splitlines())
    buttons = [
        build_button("Yes, show me first", "author:yes", style="primary"),
        build_button("No, thank you", "author:no"),
    ]
    blocks = [
        build_section(asked),
        build_section(quoted) | {"block_id": "words"},
        {"type": "actions", "elements": buttons},
    ]
    to_author = arrival.model_copy(update={"channel": "", "user": author})
    return [build_direct(to_author, Shown(f"{asked}\n{quoted}", blocks)), _whisper(arrival, say(ASKED))]


def read_request(arrival: Arrival, _value: Any) -> str:
    """The words its author agreed to, as they stood in our question."""
    quoted = [
        str(block["text"]["text"])
        for block in arrival.message.get("blocks") or ()
        if block.get("type") == "section" and str(block.get("text", {}).get("text", "")).startswith(("> ", "&gt; "))
    ]
    lines = [line.removeprefix("&gt; ").removeprefix("> ") for line in "\n".join(quoted).splitlines()]
    return mrkdwn.read("\n".join(lines))


def _whisper(arrival: Arrival, shown: Shown) -> Call:
    # The app may not be a member of that channel; a direct message arrives anywhere.
    return build_whisper(arrival.model_copy(update={"channel": ""}), shown)
