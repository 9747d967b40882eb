"""Slack's rules for blocks and views. Each check yields what is wrong, in words; nothing yielded means valid."""

import re
from collections.abc import Iterator
from typing import Any

Thing = dict[str, Any]

MESSAGE_BLOCKS = {
    "section",
    "actions",
    "context",
    "context_actions",
    "divider",
    "header",
    "image",
    "markdown",
    "rich_text",
}
VIEW_BLOCKS = {"section", "actions", "context", "divider", "header", "image", "input", "rich_text"}
BROADCAST = re.compile(r"<!(channel|here|everyone|subteam)|<@[UW][A-Z0-9]+")
ALLOWED = {
    "section": {"type", "text", "fields", "accessory", "block_id", "expand"},
    "actions": {"type", "elements", "block_id"},
    "context": {"type", "elements", "block_id"},
    "context_actions": {"type", "elements", "block_id"},
    "divider": {"type", "block_id"},
    "header": {"type", "text", "block_id"},
    "image": {"type", "image_url", "alt_text", "title", "slack_file", "block_id"},
    "markdown": {"type", "text", "block_id"},
    "rich_text": {"type", "elements", "block_id"},
    "input": {"type", "label", "element", "optional", "hint", "dispatch_action", "block_id"},
}
ELEMENTS = {
    "button": {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "static_select": {"type", "action_id", "placeholder", "options", "initial_option", "confirm"},
    "multi_static_select": {"type", "action_id", "placeholder", "options", "initial_options", "max_selected_items"},
    "overflow": {"type", "action_id", "options", "confirm"},
    "checkboxes": {"type", "action_id", "options", "initial_options"},
    "radio_buttons": {"type", "action_id", "options", "initial_option"},
    "plain_text_input": {"type", "action_id", "initial_value", "multiline", "min_length", "max_length", "placeholder"},
    "file_input": {"type", "action_id", "filetypes", "max_files"},
    "feedback_buttons": {"type", "action_id", "positive_button", "negative_button"},
}  # fmt: skip
ONLY_IN_INPUT = {"plain_text_input", "file_input"}


def message_faults(arguments: Thing) -> Iterator[str]:
    """What is wrong with a message."""
    text, blocks = arguments.get("text"), arguments.get("blocks")
    if not text and not blocks and not arguments.get("markdown_text"):
        yield "no_text"
    if blocks is not None and not text:
        yield "blocks without a text beside them"
    if text is not None:
        yield from _length("text of the message", text, 40_000)
        yield from _tame(text)
    if blocks is not None:
        yield from blocks_faults(blocks, MESSAGE_BLOCKS, 50)


def view_faults(view: Thing) -> Iterator[str]:
    """What is wrong with a modal or a home tab."""
    if view.get("type") not in {"modal", "home"}:
        yield f"a view of type {view.get('type')!r}"
    if view.get("type") == "modal":
        yield from _plain("title", view.get("title"), 24)
        for part in ("submit", "close"):
            if part in view:
                yield from _plain(part, view[part], 24)
        if any(block.get("type") == "input" for block in view.get("blocks", ())) and "submit" not in view:
            yield "a modal with inputs and no submit"
    yield from _length("private_metadata", view.get("private_metadata", ""), 3_000)
    yield from _length("callback_id", view.get("callback_id", ""), 255)
    yield from blocks_faults(view.get("blocks"), VIEW_BLOCKS, 100)


def blocks_faults(blocks: Any, kinds: set[str], most: int) -> Iterator[str]:
    """What is wrong with a list of blocks."""
    if not isinstance(blocks, list) or not blocks:
        yield "blocks are not a list, or empty"
        return
    if len(blocks) > most:
        yield f"{len(blocks)} blocks, more than {most}"
    yield from _unique("block_id", [block["block_id"] for block in blocks if "block_id" in block])
    yield from _unique("action_id", [element["action_id"] for element in elements_of(blocks) if "action_id" in element])
    if sum(len(block.get("text", "")) for block in blocks if block.get("type") == "markdown") > 12_000:
        yield "more than 12,000 characters of markdown"
    for block in blocks:
        if block.get("type") not in kinds:
            yield f"block of type {block.get('type')!r}"
        else:
            yield from _length("block_id", block.get("block_id", ""), 255)
            yield from _unknown(block, ALLOWED[block["type"]])
            yield from _BLOCKS[block["type"]](block)


def elements_of(blocks: list[Thing]) -> Iterator[Thing]:
    """Every interactive element in blocks."""
    for block in blocks:
        if block.get("type") in {"actions", "context_actions"}:
            yield from block.get("elements", ())
        for part in ("accessory", "element"):
            if part in block:
                yield block[part]


def _section(block: Thing) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "a section with neither text nor fields"
    if "text" in block:
        yield from _text(block["text"], 3_000)
    if "fields" in block:
        if not 1 <= len(block["fields"]) <= 10:
            yield f"{len(block['fields'])} fields, 1 to 10 are allowed"
        for field in block["fields"]:
            yield from _text(field, 2_000)
    if "accessory" in block:
        yield from _element(block["accessory"], inside="section")


def _actions(block: Thing) -> Iterator[str]:
    if not 1 <= len(block.get("elements", ())) <= 25:
        yield f"{len(block.get('elements', ()))} elements in actions, 1 to 25 are allowed"
    for element in block.get("elements", ()):
        yield from _element(element, inside="actions")


def _context_actions(block: Thing) -> Iterator[str]:
    if not 1 <= len(block.get("elements", ())) <= 5:
        yield "1 to 5 elements are allowed in context actions"
    for element in block.get("elements", ()):
        if element.get("type") not in {"feedback_buttons", "icon_button"}:
            yield f"{element.get('type')!r} in context actions"
        yield from _element(element, inside="context_actions")


def _context(block: Thing) -> Iterator[str]:
    if not 1 <= len(block.get("elements", ())) <= 10:
        yield "1 to 10 elements are allowed in context"
    for element in block.get("elements", ()):
        if element.get("type") not in {"mrkdwn", "plain_text", "image"}:
            yield f"{element.get('type')!r} in context"
        else:
            yield from _text(element, 2_000)


def _header(block: Thing) -> Iterator[str]:
    yield from _plain("header", block.get("text"), 150)


def _markdown(block: Thing) -> Iterator[str]:
    yield from _length("markdown", block.get("text", ""), 12_000)
    yield from _tame(block.get("text", ""))


def _input(block: Thing) -> Iterator[str]:
    yield from _plain("label", block.get("label"), 2_000)
    if "hint" in block:
        yield from _plain("hint", block["hint"], 2_000)
    yield from _element(block.get("element", {}), inside="input")


def _anything(block: Thing) -> Iterator[str]:
    yield from ()


_BLOCKS = {
    "section": _section, "actions": _actions, "context": _context, "context_actions": _context_actions,
    "divider": _anything, "header": _header, "image": _anything, "markdown": _markdown, "rich_text": _anything,
    "input": _input,
}  # fmt: skip


def _element(element: Thing, inside: str) -> Iterator[str]:  # noqa: C901 - one rule a line
    kind = element.get("type", "")
    if kind not in ELEMENTS:
        yield f"element of type {kind!r}"
        return
    yield from _unknown(element, ELEMENTS[kind])
    if kind in ONLY_IN_INPUT and inside != "input":
        yield f"{kind} outside an input block"
    if kind == "feedback_buttons" and inside != "context_actions":
        yield "feedback buttons outside context actions"
    yield from _length("action_id", element.get("action_id", ""), 255)
    if kind == "button":
        yield from _button(element)
    if kind == "feedback_buttons":
        for part in ("positive_button", "negative_button"):
            yield from _plain(part, element.get(part, {}).get("text"), 75)
            yield from _length("value", element.get(part, {}).get("value", ""), 2_000)
    if "options" in ELEMENTS[kind]:
        yield from _options(element)
    if "placeholder" in element:
        yield from _plain("placeholder", element["placeholder"], 150)
    if kind == "plain_text_input":
        yield from _length("initial_value", element.get("initial_value", ""), element.get("max_length", 3_000))
        if not 0 < element.get("max_length", 3_000) <= 3_000:
            yield "max_length of a text input is 1 to 3,000"


def _button(button: Thing) -> Iterator[str]:
    yield from _plain("button", button.get("text"), 75)
    yield from _length("value", button.get("value", ""), 2_000)
    yield from _length("url", button.get("url", ""), 3_000)
    yield from _length("accessibility_label", button.get("accessibility_label", ""), 75)
    if button.get("url") and not re.match(r"https?://", button["url"]):
        yield f"a link to {button['url']!r}"
    if "action_id" not in button:
        yield "a button without an action_id"
    if button.get("style") not in {None, "primary", "danger"}:
        yield f"a button of style {button['style']!r}"


def _options(element: Thing) -> Iterator[str]:
    options = element.get("options", [])
    most = {"checkboxes": 10, "radio_buttons": 10, "overflow": 5}.get(element["type"], 100)
    if not 1 <= len(options) <= most:
        yield f"{len(options)} options, 1 to {most} are allowed"
    for option in options:
        yield from _text(option.get("text", {}), 75)
        yield from _length("value of an option", option.get("value", ""), 150)
    yield from _unique("value of an option", [option.get("value") for option in options])
    for chosen in [element["initial_option"]] if "initial_option" in element else element.get("initial_options", []):
        if chosen not in options:
            yield "an initial option that is not among the options"


def _text(text: Any, longest: int) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in {"mrkdwn", "plain_text"}:
        yield f"not a text object: {text!r}"
        return
    yield from _unknown(text, {"type", "text", "verbatim" if text["type"] == "mrkdwn" else "emoji"})
    yield from _length("text", text.get("text", ""), longest)
    if not text.get("text"):
        yield "an empty text"
    if text["type"] == "mrkdwn":
        yield from _tame(text.get("text", ""))


def _plain(name: str, text: Any, longest: int) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        yield f"{name} is not plain text: {text!r}"
        return
    yield from _text(text, longest)


def _tame(text: str) -> Iterator[str]:
    if found := BROADCAST.search(text):
        yield f"would notify people: {found[0]}"


def _length(name: str, text: Any, longest: int) -> Iterator[str]:
    if not isinstance(text, str):
        yield f"{name} is not text"
    elif len(text) > longest:
        yield f"{name} has {len(text)} characters, more than {longest}"


def _unknown(thing: Thing, known: set[str]) -> Iterator[str]:
    if extra := set(thing) - known:
        yield f"{thing.get('type')} has no {sorted(extra)}"


def _unique(name: str, values: list[Any]) -> Iterator[str]:
    if doubled := {value for value in values if values.count(value) > 1}:
        yield f"{name} used twice: {sorted(doubled)}"
