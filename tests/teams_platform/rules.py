"""What Teams accepts of what a bot sends, as strict as we know it. Each function gives the faults it finds."""

import json
from collections import Counter
from collections.abc import Iterator

MOST_BYTES = 28 * 1024
KNOWN = {
    "TextBlock": {"text", "wrap"},
    "RichTextBlock": {"inlines"},
    "Container": {"items"},
    "ActionSet": {"actions"},
    "Input.Text": {"id", "label"},
    "Input.ChoiceSet": {"id", "label", "choices"},
    "Input.Toggle": {"id", "title", "label"},
    "Action.Execute": {"title", "verb", "data"},
    "Action.Submit": {"title", "data"},
    "Action.OpenUrl": {"title", "url"},
    "Action.ShowCard": {"title", "card"},
    "Action.ToggleVisibility": {"title", "targetElements"},
}


def activity_faults(activity: dict) -> list[str]:
    faults = []
    if activity.get("type") not in {"message", "typing"}:
        faults.append(f"type {activity.get('type')}")
    if len(json.dumps(activity)) > MOST_BYTES:
        faults.append(f"larger than {MOST_BYTES} bytes")
    if not (activity.get("from") or {}).get("id") or not (activity.get("conversation") or {}).get("id"):
        faults.append("from or conversation missing")
    if activity.get("type") == "message" and not activity.get("text") and not activity.get("attachments"):
        faults.append("neither text nor attachments")
    if activity.get("attachments") and not activity.get("text") and not activity.get("summary"):
        faults.append("a card without words for notifications")
    faults += [fault for entity in activity.get("entities") or [] for fault in entity_faults(entity, activity)]
    for attachment in activity.get("attachments") or []:
        if attachment.get("contentType") != "application/vnd.microsoft.card.adaptive":
            faults.append(f"attachment {attachment.get('contentType')}")
        faults += card_faults(attachment.get("content") or {})
    return faults


def entity_faults(entity: dict, activity: dict) -> list[str]:
    faults = []
    for claim in entity.get("citation") or []:
        look = claim["appearance"]
        if not 0 < len(look["name"]) <= 80 or not 0 < len(look["abstract"]) <= 160:
            faults.append("citation name or abstract out of bounds")
        if len(look.get("keywords") or []) > 3 or any(len(word) > 28 for word in look.get("keywords") or []):
            faults.append("citation keywords out of bounds")
        if f"[{claim['position']}]" not in (activity.get("text") or ""):
            faults.append(f"citation {claim['position']} has no mark in the text")
        if look.get("url") and not look["url"].startswith("http"):
            faults.append("citation url is not absolute")
        if look.get("text"):
            faults += card_faults(json.loads(look["text"]))
    return faults


def card_faults(card: dict) -> list[str]:
    faults = []
    if card.get("type") != "AdaptiveCard" or card.get("version") not in {"1.4", "1.5"}:
        faults.append("not a card of version 1.4 or 1.5")
    if not card.get("fallbackText"):
        faults.append("a card without fallback text")
    elements = list(walk(card))
    ids = Counter(element["id"] for element in elements if element.get("id"))
    faults += [f"id {name} used {times} times" for name, times in ids.items() if times > 1]
    for element in elements:
        kind = element.get("type")
        needed = KNOWN.get(kind or "")
        if needed is None:
            faults.append(f"unknown element {kind}")
            continue
        faults += [f"{kind} without {name}" for name in needed - element.keys()]
        if kind == "TextBlock" and not element.get("wrap"):
            faults.append("text that does not wrap")
        if element.get("isRequired") and not element.get("errorMessage"):
            faults.append(f"{element.get('id')} is required without an error message")
        if kind == "Input.ChoiceSet":
            allowed = {choice["value"] for choice in element["choices"]}
            chosen = [value for value in element.get("value", "").split(",") if value]
            faults += [f"{element['id']}: {value} is no choice" for value in chosen if value not in allowed]
    return faults


def walk(node: object) -> Iterator[dict]:
    """Every element and action below a card, in reading order."""
    if not isinstance(node, dict):
        return
    for part in ("body", "items", "actions"):
        for child in node.get(part) or []:
            yield child
            yield from walk(child)
    yield from walk(node.get("card"))
