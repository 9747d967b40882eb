"""Replies as Block Kit. Pure: a `Reply` goes in, blocks and the plain text beside them come out.

Limits: https://docs.slack.dev/reference/block-kit/blocks (a section 3,000 characters, 50 blocks, a button's value
2,000, an option's value 150).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.slack import mrkdwn
from bot.channels.slack.arrivals import CHOICE
from bot.conversation.messages import Choice, Reply
from knowledge.findings import Citation
from knowledge.proposals.model import NOT_SAID

Block = dict[str, Any]
MOST_BLOCKS = 48
MOST_BUTTONS = 5
SECTION = 2_900
QUOTE = 2_000
"""Characters of people's words in a section, which grow when they are made harmless."""
OURS = "soundings"
"""First part of block ids by which a message already sent is known again."""
ALWAYS_PRIVATE = {"confirm", "similar", "receipt", "ask"}
ALWAYS = {"setting", "level", "themes"}
LABELS = {
    "title": "Title", "setting": "Setting", "level": "Level", "themes": "Themes", "aim": "Aim", "acts": "Who would act",
    "implementation": "Help or hindrance", "outcome": "Outcome", "region": "Region",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One Slack message: blocks, and a text that says the same to notifications and screen readers."""

    text: str
    blocks: list[Block]
    private: bool = False
    flow: str = ""
    """An answer's words in Markdown, where they can be streamed; `tail` then follows them."""
    tail: tuple[Block, ...] = ()


def build_reply(reply: Reply) -> Shown:
    """One reply as one message."""
    judging = {choice.id: choice for choice in reply.choices if choice.id in ("helpful", "not_helpful")}
    others = [choice for choice in reply.choices if choice.id not in judging]
    blocks = [
        *_build_fields(reply),
        *_build_lead(reply),
        *_build_receipt(reply),
        *_build_sources(reply.citations),
        *_build_choices(others),
        *_build_feedback(judging),
    ]
    private = reply.private or reply.kind in ALWAYS_PRIVATE
    tail = [*_build_sources(reply.citations, quoted=False), *_build_choices(others), *_build_feedback(judging)]
    flow = mrkdwn.streamable(reply.text) if reply.kind == "answer" and tail else ""
    return Shown(build_plain(reply), blocks[:MOST_BLOCKS], private, flow, tuple(tail[:MOST_BLOCKS]))


def build_plain(reply: Reply) -> str:
    """Everything a reply says, as text alone."""
    parts = [mrkdwn.write(reply.text)]
    if reply.receipt:
        parts.append(f"Your receipt: {reply.receipt}")
    parts += [
        f"[{number}] {mrkdwn.escape(found.title + _rest(found))}" for number, found in enumerate(reply.citations, 1)
    ]
    if reply.choices:
        parts.append("You can type: " + ", ".join(mrkdwn.escape(choice.label) for choice in reply.choices))
    return mrkdwn.cut("\n".join(parts), 35_000)


def build_text(text: str) -> list[Block]:
    """Light Markdown as sections."""
    return [build_section(part) for part in mrkdwn.pieces(mrkdwn.write(text) or "…", SECTION)]


def build_section(text: str, accessory: Block | None = None) -> Block:
    """One section of text that is mrkdwn already."""
    section: Block = {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn.cut(text, 3_000)}}
    return {**section, "accessory": accessory} if accessory else section


def build_quotes(words: str) -> list[Block]:
    """Words somebody wrote, however long, as sections of nothing but quotes."""
    return [build_section(mrkdwn.quote(part)) for part in mrkdwn.pieces(words, QUOTE) if part.strip()]


def build_context(*texts: str) -> Block:
    """Small print, of mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn.cut(text, 2_000)} for text in texts[:10]]}


def build_header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(mrkdwn.cut(text, 150))}


def build_button(
    label: str, action: str, value: Any = None, *, style: str = "", url: str = "", confirm: str = ""
) -> Block:
    """A button; `value` is anything that can be JSON; `confirm` is asked before it counts as pressed."""
    button: Block = {"type": "button", "text": plain(mrkdwn.cut(label, 75)), "action_id": mrkdwn.cut(action, 255)}
    if value is not None:
        button["value"] = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    sure = {"title": plain(label), "text": plain(confirm), "confirm": plain("Yes"), "deny": plain("No")}
    extra = {"style": style, "url": url, "confirm": sure if confirm else None}
    return {**button, **{name: given for name, given in extra.items() if given}}


def plain(text: str) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": text or "…"}


def marked(blocks: Sequence[Block], name: str) -> list[Block]:
    """The blocks with a name on the first, by which the message is known again after a crash."""
    return [{**blocks[0], "block_id": f"{OURS}-{name}"}, *blocks[1:]]


def settle(blocks: Sequence[Block], said: str) -> list[Block]:
    """A message whose buttons have been used: without them, with what was chosen."""
    kept = [{k: v for k, v in block.items() if k != "accessory"} for block in blocks if block.get("type") != "actions"]
    return [*kept[: MOST_BLOCKS - 1], build_context(f"You chose *{mrkdwn.escape(said)}*.")]


def _build_lead(reply: Reply) -> list[Block]:
    """What is said beside the quotes and fields; an answer may be its quotes alone."""
    said = reply.lead if reply.lead or reply.citations else reply.text
    return build_text(said) if said or not reply.citations else []


def _build_fields(reply: Reply) -> Iterator[Block]:
    fields = reply.fields or {}
    if reply.kind != "confirm":
        return
    if words := str(fields.get("proposal") or ""):
        yield from build_quotes(words)
    shown = [
        {"type": "mrkdwn", "text": mrkdwn.cut(f"*{label}*\n{mrkdwn.escape(_field(fields[name]))}", 2_000)}
        for name, label in LABELS.items()
        if fields.get(name) and (name in ALWAYS or fields[name] != NOT_SAID)
    ]
    if shown:
        yield {"type": "section", "fields": shown[:10]}


def _field(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _build_receipt(reply: Reply) -> Iterator[Block]:
    if reply.receipt:
        yield build_section(f"Your receipt: `{reply.receipt}`")
        yield build_context("Keep it: with it you can read, change or withdraw your proposal. We keep no copy.")


def _build_sources(citations: Sequence[Citation], *, quoted: bool = True) -> Iterator[Block]:
    for number, found in enumerate(citations[:9], 1):
        where = {"d": found.document, "v": found.version, "s": found.start, "e": found.end}
        source = f"*[{number}]* {mrkdwn.link(found.url, found.title)}{mrkdwn.escape(_rest(found))}"
        quote = mrkdwn.cut(mrkdwn.quote(found.shown), 2_000) + "\n" if quoted else ""
        yield build_section(quote + source, build_button("Show the passage", f"passage:{number}", where))


def _rest(found: Citation) -> str:
    section = f", {found.section}" if found.section else ""
    return section + (f" ({found.published:%-d %B %Y})" if found.published else "")


def _build_choices(choices: Sequence[Choice]) -> Iterator[Block]:
    if len(choices) > MOST_BUTTONS and (select := _build_select(choices)):
        yield {"type": "actions", "elements": [select]}
        return
    buttons = [_build_choice(number, choice) for number, choice in enumerate(choices[:25])]
    if buttons:
        yield {"type": "actions", "elements": buttons}


def _build_choice(number: int, choice: Choice) -> Block:
    style = {"submit": "primary", "withdraw": "danger", "erase": "danger"}.get(choice.id, "")
    return build_button(
        choice.label, f"{CHOICE}:{number}:{choice.id}", {"i": choice.id, "v": choice.value}, style=style
    )


def _build_select(choices: Sequence[Choice]) -> Block | None:
    values = [json.dumps({"i": choice.id, "v": choice.value}, ensure_ascii=False) for choice in choices]
    if len(choices) > 100 or len(set(values)) < len(values) or any(len(value) > 150 for value in values):
        return None
    options = [
        {"text": plain(mrkdwn.cut(choice.label, 75)), "value": value}
        for choice, value in zip(choices, values, strict=True)
    ]
    return {
        "type": "static_select", "action_id": f"{CHOICE}:choose", "placeholder": plain("Choose…"), "options": options,
    }  # fmt: skip


def _build_feedback(judging: Mapping[str, Choice]) -> Iterator[Block]:
    if len(judging) < 2:
        return
    buttons = {
        side: {
            "text": plain(choice.label),
            "value": json.dumps({"i": choice.id, "v": choice.value}, ensure_ascii=False),
        }
        for side, choice in (("positive_button", judging["helpful"]), ("negative_button", judging["not_helpful"]))
    }
    yield {"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "feedback", **buttons}]}
