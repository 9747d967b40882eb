"""What reviewers and admins can do from Slack. Everybody else gets the same polite no, whatever they ask for."""

import logging
from collections.abc import Callable
from typing import Any

from bot.channels.slack import mrkdwn
from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.blocks import Block, Shown, build_button, build_context, build_section
from bot.channels.slack.parts import Parts
from bot.channels.slack.records import Uploads
from bot.channels.slack.replying import say
from bot.channels.slack.searching import PAGE, Command, Query
from bot.conversation.messages import Role
from knowledge.proposals.model import Proposal
from retrieval.errors import NotFound, SoundingsError

log = logging.getLogger(__name__)
NO = "That is for the review team, so I can't do it for you here. You can ask me about the review, or make a proposal."
HELP = (
    "Here is what you can type:\n"
    "- `/soundings search coaching setting:adult social care` finds proposals; "
    "also `level:`, `theme:`, `region:`, `status:`\n"
    "- `/soundings open P-1042` shows one proposal\n"
    "- `/soundings documents`, `/soundings history ID`, `/soundings rollback ID VERSION` keep the knowledge base\n"
    "- `/soundings gaps` shows questions without answers\n"
    "To add a document, drop the file in our direct messages."
)
Do = Callable[["Tools", Arrival, str], Shown]


class Tools:
    """The commands and buttons for people with a role. Synchronous: called in a thread."""

    def __init__(self, parts: Parts, uploads: Uploads) -> None:
        self._parts = parts
        self._uploads = uploads

    def command(self, arrival: Arrival, roles: frozenset[Role]) -> Shown:
        """What `/soundings …` comes to. Nothing is looked up before the role is known."""
        command = Command.read(arrival.text)
        return self._do(command.verb, command.rest, arrival, roles)

    def press(self, arrival: Arrival, roles: frozenset[Role]) -> Shown:
        """What a button of these tools comes to; the role is asked for again."""
        verb = arrival.name.removeprefix("tool:").split(":")[0]
        return self._do(verb, str(arrival.value or ""), arrival, roles)

    def preview(self, person: str, upload: str, name: str, content: bytes) -> Shown:
        """What a dropped file would change, with the question whether to do it."""
        try:
            change = self._parts.library.preview_bytes(content, name)
        except SoundingsError as error:
            return say(str(error), private=True)
        if change.outcome == "unchanged":
            return say(change.sentence(), private=True)
        self._uploads.keep(person, upload, name, content)
        buttons = [
            build_button("Add it", "tool:add", upload, style="primary"),
            build_button("Leave it", "tool:leave", upload),
        ]
        blocks = [
            build_section(mrkdwn.escape(change.sentence())),
            *_build_passages("New", change.added),
            *_build_passages("Gone", change.removed),
            {"type": "actions", "elements": buttons},
        ]
        return Shown(mrkdwn.escape(change.sentence()), blocks, private=True)

    def _do(self, verb: str, rest: str, arrival: Arrival, roles: frozenset[Role]) -> Shown:
        if not roles:
            return say(NO, private=True)
        role, do = _VERBS.get(verb, (None, Tools.help))
        if role is not None and role not in roles:
            return say(NO, private=True)
        try:
            return do(self, arrival, rest)
        except SoundingsError as error:
            return say(str(error), private=True)

    def help(self, _arrival: Arrival, _rest: str) -> Shown:
        """What can be typed."""
        return say(HELP, private=True)

    def search(self, _arrival: Arrival, rest: str) -> Shown:
        """A page of the proposals found."""
        page, _, typed = rest.partition("|") if rest[:1].isdigit() and "|" in rest[:4] else ("0", "", rest)
        query = Query.read(typed, int(page))
        if query.unknown:
            return say(
                f"I don't know {', '.join(query.unknown)}. Nothing was searched; check the spelling.", private=True
            )
        first = query.page * PAGE
        if query.words:
            found = self._parts.proposals.search(query.words, query.filters, first + PAGE + 1)[first:]
            proposals = [one.proposal for one in found]
        else:
            proposals = self._parts.proposals.list(query.filters, PAGE + 1, first)
        return _build_found(proposals, typed, query.page)

    def open(self, _arrival: Arrival, rest: str) -> Shown:
        """One proposal."""
        proposal = self._parts.proposals.get(rest)
        if proposal is None:
            raise NotFound(f"There is no proposal {rest or 'without a reference'}. A reference looks like P-1042.")
        return _build_proposal(proposal, self._parts.settings.public_url)

    def documents(self, _arrival: Arrival, _rest: str) -> Shown:
        """The documents, each with its id."""
        rows = [
            f"• `{one.document}` {mrkdwn.escape(one.title)}, version {one.version}"
            for one in self._parts.library.list()
        ]
        return _build_lines("The knowledge base", rows)

    def history(self, _arrival: Arrival, rest: str) -> Shown:
        """The versions of a document."""
        rows = [
            f"• version {one.version}, {one.added:%-d %B %Y}: {mrkdwn.escape(one.title)}" + " (current)" * one.current
            for one in self._parts.library.history(rest)
        ]
        return _build_lines(f"Versions of {mrkdwn.escape(rest)}", rows)

    def rollback(self, arrival: Arrival, rest: str) -> Shown:
        """Back to an earlier version of a document."""
        document, _, version = rest.partition(" ")
        if not version.strip().isdigit():
            return say("Say which version: `/soundings rollback ID 2`. Nothing was changed.", private=True)
        done = self._parts.library.rollback(document, int(version), by=self._by(arrival))
        return say(done.sentence(), private=True)

    def gaps(self, _arrival: Arrival, _rest: str) -> Shown:
        """The questions without answers."""
        gaps = self._parts.questions.gaps()
        return _build_lines("Questions without answers", [f"• {mrkdwn.escape(_gap(one))}" for one in gaps])

    def add(self, arrival: Arrival, rest: str) -> Shown:
        """Add the file that was shown before."""
        found = self._uploads.find(arrival.person, rest)
        if found is None:
            raise NotFound("That file is not kept any more. Please drop it here again.")
        added = self._parts.library.add_bytes(found[1], found[0], by=self._by(arrival))
        return say(added.sentence(), private=True)

    def leave(self, _arrival: Arrival, rest: str) -> Shown:
        """Do not add it."""
        self._uploads.drop(rest)
        return say("Left as it was. The file is not kept.", private=True)

    def _by(self, arrival: Arrival) -> str:
        return f"slack {self._parts.keys.pseudonym(arrival.person)[:12]}"


_VERBS: dict[str, tuple[Role | None, Do]] = {
    "help": (None, Tools.help),
    "search": ("reviewer", Tools.search),
    "open": ("reviewer", Tools.open),
    "documents": ("admin", Tools.documents),
    "history": ("admin", Tools.history),
    "rollback": ("admin", Tools.rollback),
    "gaps": ("admin", Tools.gaps),
    "add": ("admin", Tools.add),
    "leave": ("admin", Tools.leave),
}


def _build_found(proposals: list[Proposal], typed: str, page: int) -> Shown:
    shown, more = proposals[:PAGE], len(proposals) > PAGE
    if not shown:
        return say("Nothing found. Try other words, or fewer filters.", private=True)
    blocks: list[Block] = []
    for one in shown:
        said = (
            f"*{one.reference}* {mrkdwn.escape(one.draft.title)}\n{mrkdwn.escape(mrkdwn.cut(one.draft.proposal, 300))}"
        )
        blocks.append(build_section(said, build_button("Open", f"tool:open:{one.reference}", one.reference)))
        blocks.append(build_context(mrkdwn.escape(_about(one))))
    paging = [build_button("Earlier results", "tool:search:back", f"{page - 1}|{typed}"[:1_900])] if page else []
    paging += [build_button("More results", "tool:search:more", f"{page + 1}|{typed}"[:1_900])] if more else []
    if paging:
        blocks.append({"type": "actions", "elements": paging})
    text = "\n".join(f"{one.reference} {mrkdwn.escape(one.draft.title)}" for one in shown)
    return Shown(text, blocks, private=True)


def _build_proposal(one: Proposal, public_url: str) -> Shown:
    lines = [build_section(f"*{one.reference}* {mrkdwn.escape(one.draft.title)}")]
    lines += [build_section(f"> {part}") for part in mrkdwn.pieces(mrkdwn.escape(one.draft.proposal), 2_800)]
    lines.append(build_context(mrkdwn.escape(_about(one))))
    if one.answer:
        lines.append(build_section(f"*Answered:* {mrkdwn.escape(one.answer)}"))
    if public_url.startswith("http"):
        link = f"{public_url.rstrip('/')}/desk/proposals/{one.reference}"
        lines.append({"type": "actions", "elements": [build_button("Open at the desk", "desk", url=link)]})
    return Shown(
        f"{one.reference} {mrkdwn.escape(one.draft.title)}: {mrkdwn.escape(one.draft.proposal)}", lines, private=True
    )


def _about(one: Proposal) -> str:
    parts = [one.draft.setting, one.draft.level, ", ".join(one.draft.themes), one.status, f"{one.supports} in support"]
    return " · ".join(part for part in parts if part and part != "not said")


def _build_lines(title: str, rows: list[str]) -> Shown:
    text = f"*{title}*\n" + ("\n".join(rows) or "None.")
    blocks = [build_section(part) for part in mrkdwn.pieces(text, 2_900)[:40]]
    return Shown(mrkdwn.cut(text, 35_000), blocks, private=True)


def _build_passages(title: str, passages: tuple[str, ...]) -> list[Block]:
    shown = "\n".join(f"> {mrkdwn.escape(mrkdwn.cut(' '.join(one.split()), 200))}" for one in passages[:3])
    more = f"\n… and {len(passages) - 3} more" if len(passages) > 3 else ""
    return [build_section(f"*{title}*\n{shown}{more}")] if passages else []


def _gap(one: Any) -> str:
    return f"{getattr(one, 'question', one)} ({getattr(one, 'count', 1)} times)"
