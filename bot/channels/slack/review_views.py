"""Proposals as reviewers see them in Slack, and the forms to answer, decline and group them. Pure."""

import json
from collections.abc import Sequence
from typing import Any

from bot.channels.slack import mrkdwn
from bot.channels.slack.blocks import Block, Shown, build_button, build_context, build_quotes, build_section, plain
from bot.channels.slack.replying import say
from bot.channels.slack.searching import PAGE
from bot.channels.slack.views import View, build_input, build_words
from knowledge.proposals.model import Proposal
from knowledge.proposals.reviewing import TITLE_LONGEST, Group

CLOSED = {"withdrawn"}
BUTTON_LONGEST = 1_900
"""Characters that a button carries, with some room for what they are about; Slack takes 2,000."""
NEEDED = {"answer": "Write what the contributor will read.", "decline": "Write the reason the contributor will read."}


def build_found(proposals: Sequence[Proposal], typed: str, page: int) -> Shown:
    """A page of a search; one more proposal than a page says that there are more."""
    shown, more = proposals[:PAGE], len(proposals) > PAGE
    if not shown:
        return say("Nothing found. Try other words, or fewer filters.", private=True)
    blocks: list[Block] = []
    for one in shown:
        words = mrkdwn.quote(mrkdwn.cut(one.draft.proposal, 300))
        open_it = build_button("Open", f"tool:open:{one.reference}", one.reference)
        blocks += [build_section(f"{_named(one)}\n{words}", open_it), build_context(mrkdwn.escape(_about(one)))]
    paging = [build_button("Earlier results", "tool:search:back", f"{page - 1}|{typed}"[:1_900])] if page else []
    paging += [build_button("More results", "tool:search:more", f"{page + 1}|{typed}"[:1_900])] if more else []
    if paging:
        blocks.append({"type": "actions", "elements": paging})
    return Shown("\n".join(f"{one.reference} {mrkdwn.escape(one.draft.title)}" for one in shown), blocks, private=True)


def build_proposal(one: Proposal, public_url: str) -> Shown:
    """One proposal, with what can be done with it."""
    about = build_context(mrkdwn.escape(_about(one)))
    blocks = [build_section(_named(one)), *build_quotes(one.draft.proposal), about]
    for label, words in (("Answered", one.answer), ("Declined", one.reason)):
        blocks += [build_section(f"*{label}:* {mrkdwn.escape(mrkdwn.cut(words, 2_800))}")] if words else []
    if buttons := [*_build_doing(one), *_build_desk(f"proposals/{one.reference}", public_url)]:
        blocks.append({"type": "actions", "elements": buttons})
    text = f"{one.reference} {one.draft.title}: {one.draft.proposal} ({_about(one)})"
    return Shown(mrkdwn.escape(text), blocks, private=True)


def build_groups(groups: Sequence[Group], public_url: str) -> Shown:
    """The newest groups."""
    if not groups:
        return say("There are no groups yet. Open a proposal and choose *Group*.", private=True)
    blocks: list[Block] = []
    for one in groups[:20]:
        said = f"*Group {one.id}* {mrkdwn.escape(one.title)} ({_count(one)})"
        blocks.append(build_section(said, build_button("Open", f"tool:groups:{one.id}", str(one.id))))
    if desk := _build_desk("groups", public_url):
        blocks.append({"type": "actions", "elements": desk})
    text = "\n".join(f"Group {one.id} {mrkdwn.escape(one.title)} ({_count(one)})" for one in groups[:20])
    return Shown(text, blocks, private=True)


def build_group(one: Group, public_url: str) -> Shown:
    """One group and its proposals."""
    blocks = [build_section(f"*Group {one.id}* {mrkdwn.escape(one.title)} ({_count(one)})")]
    for member in one.proposals[:40]:
        open_it = build_button("Open", f"tool:open:{member.reference}", member.reference)
        blocks.append(build_section(_named(member), open_it))
    answer = [build_button("Answer them all", f"tool:answer:group{one.id}", f"group {one.id}")] if one.proposals else []
    if buttons := [*answer, *_build_desk(f"groups/{one.id}", public_url)]:
        blocks.append({"type": "actions", "elements": buttons})
    text = f"Group {one.id} {one.title}: {', '.join(member.reference for member in one.proposals)}"
    return Shown(mrkdwn.escape(text), blocks, private=True)


def build_changed(kind: str, of: str, words: str, why: str) -> Shown:
    """What was not sent, since it answers other words; the button opens the form anew, with it where a button can."""
    told = f"{why} You wrote:"
    carried = f"{of} {words}" if len(json.dumps(words, ensure_ascii=False)) < BUTTON_LONGEST else of
    again = build_button("Read it again", f"tool:{kind}:{of.replace(' ', '')}", carried)
    blocks = [build_section(told), *build_quotes(words), {"type": "actions", "elements": [again]}]
    return Shown(f"{told}\n{mrkdwn.escape(words)}", blocks, private=True)


def build_answer_form(kind: str, of: str, about: str, words: str, read: str) -> View:
    """The modal to answer or decline a proposal or a group. `of` names it, `about` says it in its words.

    `read` is the edition they are of, and comes back with the answer.
    """
    told = "Contributors read this when they ask what happened, and are told if they wished to hear."
    label = "Your answer" if kind == "answer" else "The reason"
    return _build_form(
        {"do": kind, "of": of, "read": read}, f"{kind.capitalize()} {of}",
        [
            build_section(mrkdwn.quote(mrkdwn.cut(about, 1_000))),
            build_input("words", label, build_words(words, long=True)),
            build_context(told),
        ],
    )  # fmt: skip


def build_group_form(of: Proposal, groups: Sequence[Group]) -> View:
    """The modal to put a proposal with others."""
    options = [{"text": plain(mrkdwn.cut(f"{one.id}: {one.title}", 75)), "value": str(one.id)} for one in groups[:100]]
    select: Block = {"type": "static_select", "placeholder": plain("Choose a group"), "options": options}
    title: Block = {**build_words(""), "max_length": TITLE_LONGEST}
    return _build_form(
        {"do": "group", "of": of.reference}, f"Group {of.reference}",
        [
            *([build_input("group", "A group there is", select, optional=True)] if options else []),
            build_input("title", "Or a new group, called", title, optional=True, hint="What they have in common."),
            build_input("others", "Put these in too", build_words(""), optional=True, hint="Such as P-1043 P-1050"),
        ],
    )  # fmt: skip


def read_review_form(metadata: str, values: dict[str, Any]) -> dict[str, str]:
    """What is wrong with a form sent off (block id to sentence)."""
    kind = json.loads(metadata).get("do", "")
    if kind in NEEDED and not str(values.get("words") or "").strip():
        return {"words": NEEDED[kind]}
    if kind == "group" and not values.get("group") and not str(values.get("title") or "").strip():
        return {"title": "Give the new group a title, or choose a group there is."}
    return {}


def _build_form(asked: dict[str, str], title: str, blocks: list[Block]) -> View:
    return {
        "type": "modal", "callback_id": "review", "title": plain(mrkdwn.cut(title, 24)), "submit": plain("Send"),
        "close": plain("Cancel"), "private_metadata": json.dumps(asked), "blocks": blocks,
    }  # fmt: skip


def _build_doing(one: Proposal) -> list[Block]:
    if one.status in CLOSED:
        return []
    verbs = [("answer", "Answer"), ("decline", "Decline")]
    if one.status in {"received", "grouped"}:
        verbs.insert(0, ("consider", "Say it is considered"))
    verbs.append(("ungroup", "Take out of its group") if one.group else ("group", "Group"))
    return [build_button(label, f"tool:{verb}:{one.reference}", one.reference) for verb, label in verbs]


def _build_desk(page: str, public_url: str) -> list[Block]:
    if not public_url.startswith("http"):
        return []
    return [build_button("Open at the desk", "desk", url=f"{public_url.rstrip('/')}/desk/{page}")]


def _named(one: Proposal) -> str:
    return f"*{one.reference}* {mrkdwn.escape(one.draft.title)}"


def _about(one: Proposal) -> str:
    group = f"group {one.group}" if one.group else ""
    parts = [
        one.draft.setting, one.draft.level, ", ".join(one.draft.themes), one.status, group, f"{one.supports} in support"
    ]  # fmt: skip
    return " · ".join(part for part in parts if part and part != "not said")


def _count(group: Group) -> str:
    return "one proposal" if len(group.proposals) == 1 else f"{len(group.proposals)} proposals"
