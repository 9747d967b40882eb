"""The home tab and the modals. Pure: what is shown, not when.

Limits: https://docs.slack.dev/reference/views (a title 24 characters, 100 blocks, private_metadata 3,000).
"""

import json
from typing import Any

from bot.channels.slack import mrkdwn
from bot.channels.slack.blocks import Block, build_button, build_context, build_header, build_section, plain
from bot.conversation.messages import Role
from knowledge.proposals.model import LONGEST, NOT_SAID, SHORTEST, Draft, names

View = dict[str, Any]
AROUND = 600
"""Characters shown before and after a passage."""
CONSENTS = {"quote": "You may quote me", "contact": "You may contact me about it"}


def build_home(roles: frozenset[Role], desk_url: str = "") -> View:
    """The home tab: what this is and what one can do; tools for those who have a role."""
    blocks: list[Block] = [
        build_header("Soundings"),
        build_section(
            "I answer questions about the review of health and social care leadership, always showing the passage I "
            "rely on, and I take your proposal in about a minute. Write to me under *Messages*, or use these."
        ),
        {
            "type": "actions",
            "elements": [
                build_button("Make a proposal", "home:propose", style="primary"),
                build_button("My proposals", "home:mine"),
                build_button("Ask: what is the review?", "home:ask", "What is the review about?"),
            ],
        },
        build_section(
            "*Privacy.* Proposals go to the review team, without your name unless you say otherwise. In a channel "
            "everybody reads what you ask me, so I move anything personal to our direct messages. Slack belongs to "
            "your employer and may keep its own copies.",
            build_button("Who can see what I write?", "home:privacy", "Who can see what I write?"),
        ),
    ]
    if "reviewer" in roles:
        blocks += _build_reviewers(desk_url)
    if "admin" in roles:
        blocks += _build_admins()
    return {"type": "home", "blocks": blocks}


def _build_reviewers(desk_url: str) -> list[Block]:
    said = (
        "*For reviewers.* `/soundings search coaching setting:adult social care` finds proposals by meaning; opened, "
        "each can be considered, answered, declined and grouped."
    )
    buttons = [
        build_button("Newest proposals", "tool:search:newest", "0|"),
        build_button("Groups", "tool:groups", ""),
        *([build_button("Open the desk", "desk", url=desk_url)] if desk_url.startswith("http") else []),
    ]
    return [{"type": "divider"}, build_section(said), {"type": "actions", "elements": buttons}]


def _build_admins() -> list[Block]:
    said = (
        "*For admins.* Drop a file into our direct messages to add it to the knowledge base; I show what changes and "
        "ask first. A document's history has every version, with the way back to it."
    )
    buttons = [
        build_button("Documents", "tool:documents", ""),
        build_button("Questions without answers", "tool:gaps", ""),
    ]
    return [{"type": "divider"}, build_section(said), {"type": "actions", "elements": buttons}]


def build_proposal_form(draft: Draft | None = None) -> View:
    """The modal for who prefers a form. Only the proposal itself is required."""
    known = draft or Draft(proposal="")
    return {
        "type": "modal",
        "callback_id": "proposal",
        "title": plain("Make a proposal"),
        "submit": plain("Continue"),
        "close": plain("Cancel"),
        "blocks": _build_questions(known),
    }


def _build_questions(known: Draft) -> list[Block]:
    help_or_hindrance, better = build_words(known.implementation), build_words(known.outcome)
    words = build_words(known.proposal, long=True)
    return [
        build_input("proposal", "What should change?", words, hint="In your own words."),
        build_input("title", "A short title", build_words(known.title), optional=True),
        build_input("setting", "Where in health and care?", _select("setting", known.setting), optional=True),
        build_input("level", "Whose leadership is it about?", _select("level", known.level), optional=True),
        build_input("themes", "Themes, three at most", _themes(known.themes), optional=True),
        build_input("implementation", "What would help, or get in the way?", help_or_hindrance, optional=True),
        build_input("outcome", "Who would notice, and what would be better?", better, optional=True),
        build_input("consent", "If you wish", _consents(known), optional=True),
        build_context("Anonymous unless you tick a box. You see it once more before it is sent."),
    ]


def read_proposal_form(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields of a form sent off, and what is wrong with them (block id to sentence)."""
    consent = values.get("consent") or []
    fields: dict[str, Any] = {
        name: values[name] for name in ("proposal", "title", "setting", "level") if values.get(name)
    }
    fields |= {name: values[name] for name in ("implementation", "outcome") if values.get(name)}
    fields |= {"themes": list(values["themes"])} if values.get("themes") else {}
    fields |= {name: True for name in CONSENTS if name in consent}
    length, faults = len(str(fields.get("proposal", "")).strip()), {}
    if length < SHORTEST:
        faults["proposal"] = f"A few more words, please: at least {SHORTEST} characters."
    if length > LONGEST:
        faults["proposal"] = f"That is {length:,} characters; please keep it under {LONGEST:,}."
    if len(fields.get("themes", ())) > 3:
        faults["themes"] = "Three themes at most, please."
    return fields, faults


def build_reason_form(metadata: dict[str, Any]) -> View:
    """The modal that asks why an answer did not help."""
    return {
        "type": "modal",
        "callback_id": "reason",
        "title": plain("What was missing?"),
        "submit": plain("Send"),
        "close": plain("Skip"),
        "notify_on_close": True,
        "private_metadata": json.dumps(metadata),
        "blocks": [build_input("reason", "What did you hope to find?", build_words("", long=True), optional=True)],
    }


def build_passage(title: str, text: str, start: int, end: int, url: str = "", notice: str = "") -> View:
    """The modal that shows cited words in their document: text[start:end] marked, with what stands around them.

    `notice` is what a reader must know of the document.
    """
    before, quote, after = text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]
    marked = "\n".join(f"> *{mrkdwn.escape(line.strip())}*" for line in quote.splitlines() if line.strip())
    shown = [
        mrkdwn.cut(("…" if start > AROUND else "") + mrkdwn.escape(before.strip()), 2_900),
        mrkdwn.cut(marked, 2_900),
        mrkdwn.cut(mrkdwn.escape(after.strip()) + ("…" if len(text) > end + AROUND else ""), 2_900),
    ]
    link = [build_context(mrkdwn.link(url, "Read it in the whole document"))] if url.startswith("http") else []
    sections = [build_section(part) for part in shown if part]
    head = [build_section(f"*{mrkdwn.escape(title)}*"), *([build_context(mrkdwn.escape(notice))] if notice else [])]
    return build_notice("The passage", [*head, *sections, *link])


def build_notice(title: str, blocks: list[Block]) -> View:
    """A modal that only says something."""
    return {"type": "modal", "callback_id": "notice", "title": plain(title), "close": plain("Close"), "blocks": blocks}


def build_input(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """One question of a form; its answer comes back under `name`."""
    block = {
        "type": "input", "block_id": name, "label": plain(label), "element": {**element, "action_id": name},
        "optional": optional,
    }  # fmt: skip
    return {**block, "hint": plain(hint)} if hint else block


def build_words(initial: str, *, long: bool = False) -> Block:
    """A field for words."""
    # The form takes a little more than a proposal may have, so that the error can say by how much.
    most = 3_000 if long else 500
    element: Block = {"type": "plain_text_input", "multiline": long, "max_length": most}
    return {**element, "initial_value": initial[:most]} if initial else element


def _option(name: str) -> Block:
    return {"text": plain(mrkdwn.cut(name[:1].upper() + name[1:], 75)), "value": name}


def _select(field: str, chosen: str) -> Block:
    options = [_option(name) for name in names(field)]
    initial = {"initial_option": _option(chosen)} if chosen in names(field) and chosen != NOT_SAID else {}
    return {"type": "static_select", "placeholder": plain("Not said"), "options": options, **initial}


def _themes(chosen: tuple[str, ...]) -> Block:
    options = [_option(name) for name in names("theme")]
    initial = [_option(name) for name in chosen if name in names("theme")]
    element: Block = {
        "type": "multi_static_select",
        "placeholder": plain("Not said"),
        "options": options,
        "max_selected_items": 3,
    }
    return {**element, "initial_options": initial} if initial else element


def _consents(draft: Draft) -> Block:
    options = [{"text": plain(label), "value": name} for name, label in CONSENTS.items()]
    chosen = [option for option, ticked in zip(options, (draft.quote, draft.contact), strict=True) if ticked]
    return {"type": "checkboxes", "options": options, **({"initial_options": chosen} if chosen else {})}
