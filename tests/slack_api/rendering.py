"""Block Kit as HTML, much as Slack shows it: for pictures in the documentation. Pure."""

import re
from html import escape
from typing import Any

Thing = dict[str, Any]
STYLE = """
body { font: 15px/1.46 "Liberation Sans", Arial, sans-serif; color: #1d1c1d; margin: 0; background: #fff; }
main { width: 640px; padding: 16px 20px; }
.message { display: grid; grid-template-columns: 36px 1fr; column-gap: 10px; margin: 0 0 14px; }
.avatar { width: 36px; height: 36px; border-radius: 8px; background: #7c6f64; color: #fff; font-weight: bold;
  text-align: center; line-height: 36px; }
.avatar.ours { background: #1d4e89; }
.who { font-weight: 700; } .who small { font-weight: 400; color: #616061; margin-left: 6px; }
.app { background: #ddd; border-radius: 3px; font-size: 11px; padding: 0 4px; margin-left: 5px; font-weight: 400; }
.only { color: #616061; font-size: 13px; }
p, ul { margin: 4px 0; } blockquote { border-left: 4px solid #ddd; margin: 4px 0; padding: 0 0 0 10px; }
code { background: #f6f6f6; border: 1px solid #ddd; border-radius: 3px; color: #c01343; padding: 0 3px;
  font-size: 13px; }
a { color: #1264a3; text-decoration: none; }
.section { display: flex; gap: 12px; justify-content: space-between; margin: 6px 0; } .section > div { min-width: 0; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 6px 16px; margin: 6px 0; }
.context { color: #616061; font-size: 13px; margin: 4px 0; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0; }
.button { border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px; font-weight: 700; font-size: 13px;
  white-space: nowrap; height: fit-content; }
.button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.button.danger { background: #b3093c; border-color: #b3093c; color: #fff; }
hr { border: 0; border-top: 1px solid #ddd; margin: 14px 0; }
h2 { font-size: 18px; margin: 8px 0; }
.view { border: 1px solid #ccc; border-radius: 8px; padding: 4px 18px 12px; }
.view header { font-weight: 700; font-size: 18px; border-bottom: 1px solid #ddd; margin: 0 -18px 8px;
  padding: 10px 18px; }
.input { margin: 12px 0; } .label { font-weight: 700; } .label span { font-weight: 400; color: #616061; }
.field { border: 1px solid #868686; border-radius: 4px; padding: 7px 10px; margin-top: 4px; min-height: 20px; }
.field.long { min-height: 64px; } .placeholder { color: #616061; } .hint { color: #616061; font-size: 13px; }
.foot { display: flex; justify-content: flex-end; gap: 8px; margin-top: 12px; }
"""


def page(body: str) -> str:
    """A whole page."""
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{body}</main>"


def message(who: str, blocks: list[Thing], *, ours: bool = False, only_you: bool = False) -> str:
    """One message."""
    name = f"{escape(who)}<span class=app>APP</span>" if ours else escape(who)
    only = "<div class=only>Only visible to you</div>" if only_you else ""
    avatar = f"<div class='avatar {'ours' if ours else ''}'>{escape(who[:1])}</div>"
    return f"<div class=message>{avatar}<div>{only}<div class=who>{name}</div>{build(blocks)}</div></div>"


def view(found: Thing) -> str:
    """A modal or a home tab."""
    if found["type"] == "home":
        return f"<div class=view>{build(found['blocks'])}</div>"
    foot = "".join(
        _button({"text": found[part], "style": style})
        for part, style in (("close", ""), ("submit", "primary"))
        if part in found
    )
    head = f"<header>{escape(found['title']['text'])}</header>"
    return f"<div class=view>{head}{build(found['blocks'])}<div class=foot>{foot}</div></div>"


def build(blocks: list[Thing]) -> str:
    """Blocks, one under another."""
    return "".join(_BLOCKS[block["type"]](block) for block in blocks)


def text(said: Thing) -> str:
    """A text object."""
    return mrkdwn(said["text"]) if said["type"] == "mrkdwn" else escape(said["text"])


def mrkdwn(said: str) -> str:
    """Slack's mrkdwn; what people typed in it is escaped already."""
    said = re.sub(r"<(https?://[^|>]+)\|([^>]+)>", r'<a href="#">\2</a>', said)
    said = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", said)
    said = re.sub(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?!\w)", r"<b>\1</b>", said)
    parts: list[str] = []
    for line in said.split("\n"):
        quoted = line.startswith("> ")
        if quoted and parts and parts[-1].startswith("<blockquote>"):
            parts[-1] = parts[-1].removesuffix("</blockquote>") + f"<br>{line[2:]}</blockquote>"
        else:
            parts.append(f"<blockquote>{line[2:]}</blockquote>" if quoted else f"<p>{line}</p>" if line else "")
    return "".join(parts)


def _section(block: Thing) -> str:
    words = f"<div>{text(block['text'])}</div>" if "text" in block else ""
    fields = "".join(f"<div>{text(field)}</div>" for field in block.get("fields", ()))
    beside = _element(block["accessory"]) if "accessory" in block else ""
    return f"<div class=section>{words}{beside}</div>" + (f"<div class=fields>{fields}</div>" if fields else "")


def _elements(block: Thing) -> str:
    return f"<div class=actions>{''.join(map(_element, block['elements']))}</div>"


def _context(block: Thing) -> str:
    return f"<div class=context>{' '.join(map(text, block['elements']))}</div>"


def _input(block: Thing) -> str:
    optional = " <span>(optional)</span>" if block.get("optional") else ""
    hint = f"<div class=hint>{text(block['hint'])}</div>" if "hint" in block else ""
    label = f"<div class=label>{text(block['label'])}{optional}</div>"
    return f"<div class=input>{label}{_element(block['element'])}{hint}</div>"


def _element(element: Thing) -> str:
    kind = element["type"]
    if kind == "button":
        return _button(element)
    if kind == "feedback_buttons":
        return "".join(_button(element[side]) for side in ("positive_button", "negative_button"))
    if kind == "plain_text_input":
        size = "long" if element.get("multiline") else ""
        return f"<div class='field {size}'>{escape(element.get('initial_value', ''))}</div>"
    if kind == "checkboxes":
        return "".join(f"<p>☐ {text(option['text'])}</p>" for option in element["options"])
    chosen = [element.get("initial_option"), *element.get("initial_options", ())]
    shown = ", ".join(text(one["text"]) for one in chosen if one)
    return f"<div class=field>{shown or '<span class=placeholder>' + text(element['placeholder']) + '</span>'} ▾</div>"


def _button(button: Thing) -> str:
    return f"<span class='button {button.get('style', '')}'>{escape(button['text']['text'])}</span>"


_BLOCKS = {
    "section": _section,
    "actions": _elements,
    "context_actions": _elements,
    "context": _context,
    "divider": lambda _: "<hr>",
    "header": lambda block: f"<h2>{text(block['text'])}</h2>",
    "input": _input,
}
