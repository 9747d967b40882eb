"""For reviewers: find proposals from the compose box; in their own chat, work on one by words or on its card."""

from collections.abc import Callable, Mapping
from typing import Any

from microsoft_teams.cards import AdaptiveCard
from starlette.concurrency import run_in_threadpool

from bot.channels.teams.activities import Activity
from bot.channels.teams.cards import build_notice_card, dump
from bot.channels.teams.messages import Outgoing
from bot.channels.teams.orders import Order, ReviewOrders, missing, read_order, read_references
from bot.channels.teams.parts import Roles
from bot.channels.teams.proposal_cards import (
    OTHERS,
    REVIEW,
    WORDS,
    build_found_preview,
    build_proposal_card,
    build_review_card,
)
from bot.channels.teams.receiver import Invoke
from bot.conversation.messages import Reply
from bot.conversation.ports import ProposalBook
from bot.conversation.sent import read_filters
from knowledge.proposals.model import Filters, Found
from retrieval.errors import SoundingsError

SEARCH = "searchProposals"
PAGE = 10
MOST = 50
PRESSED = {"consider", "answer", "decline", "group", "ungroup"}
NOT_FOR_YOU = (
    "Searching proposals is for the review team. You can ask me about the review, or make a proposal, in our own chat."
)
NOTHING = "No proposal fits that. Try other words, or fewer."
FIRST = "Type what you are looking for. Narrow it with words such as setting: ambulance or status: received."

Body = dict[str, Any]


class Reviewing:
    """What reviewers do. Who is no reviewer learns nothing, not even how many proposals there are."""

    def __init__(
        self, proposals: ProposalBook, orders: ReviewOrders, roles: Roles, name: Callable[[str], str], public_url: str
    ) -> None:
        self._proposals = proposals
        self._orders = orders
        self._roles = roles
        self._name = name
        """Gives what the audit may call a person."""
        self._public_url = public_url

    def handlers(self) -> Mapping[str, Invoke]:
        """The handler of each invoke we know."""
        return {"composeExtension/query": self.search}

    def message(self, activity: Activity, *, reviewer: bool) -> list[Outgoing] | None:
        """What comes of a reviewer's order; None when it is none, or is not theirs to give."""
        order = read_order(activity.text) if reviewer and activity.private else None
        if order is None:
            return None
        try:
            done = "" if order.verb == "open" else self._orders.carry_out(order, by=self._name(activity.person))
        except SoundingsError as error:
            return [Outgoing(reply=Reply(kind="error", text=str(error), private=True))]
        if order.reference and (proposal := self._proposals.get(order.reference)):
            spoken = done or f"{order.reference} {proposal.draft.title}"
            card = dump(build_review_card(proposal, done, self._public_url))
            return [Outgoing(reply=Reply(kind="message", text=spoken, private=True), card=card)]
        return [Outgoing(reply=Reply(kind="message", text=done or missing(order.reference), private=True))]

    def pressed(self, activity: Activity) -> AdaptiveCard | None:
        """What the card of a proposal becomes when one of its buttons is pressed; None when it is not one of those."""
        order = read_press(activity.value)
        if order is None:
            return None
        if not activity.private or "reviewer" not in self._roles.of(activity.person):
            return build_notice_card(NOT_FOR_YOU)
        unsent = None
        try:
            done = self._orders.carry_out(order, by=self._name(activity.person))
        except SoundingsError as error:
            done, unsent = str(error), order
        proposal = self._proposals.get(order.reference)
        return build_review_card(proposal, done, self._public_url, unsent) if proposal else build_notice_card(done)

    async def search(self, activity: Activity) -> Body:
        """A page of proposals, best first, each with a card to insert."""
        if "reviewer" not in await run_in_threadpool(self._roles.of, activity.person):
            return _words(NOT_FOR_YOU)
        query, skip, count = read_query(activity.value)
        words, filters = read_filters(query)
        if not words and filters == Filters():
            return _words(FIRST)
        found = await run_in_threadpool(self._proposals.search, words, filters, min(skip + count, MOST))
        page = found[skip : skip + count]
        return _results(page) if page else _words(NOTHING)


def read_press(value: Any) -> Order | None:
    """The order of a pressed button, with what was typed on the card. Nothing of it is taken on trust."""
    action = value.get("action") if isinstance(value, dict) else None
    data = action.get("data") if isinstance(action, dict) else None
    if not isinstance(action, dict) or not isinstance(data, dict) or action.get("verb") != REVIEW:
        return None
    verb, said = data.get("order"), {name: text for name, text in data.items() if isinstance(text, str)}
    references = read_references(f"{said.get('reference', '')} {said.get(OTHERS, '')[:500]}")
    if verb not in PRESSED or not references:
        return None
    several = references if verb == "group" else references[:1]
    return Order(verb, several, words=said.get(f"{WORDS}-{verb}", "").strip(), read=said.get("read", ""))


def read_query(value: Any) -> tuple[str, int, int]:
    """Words, how many to skip, how many to show, from what the compose box sends."""
    value = value if isinstance(value, dict) else {}
    parameters = value.get("parameters")
    given = {
        parameter.get("name"): parameter.get("value")
        for parameter in (parameters if isinstance(parameters, list) else [])
        if isinstance(parameter, dict)
    }
    options = value.get("queryOptions")
    options = options if isinstance(options, dict) else {}
    given.pop("initialRun", None)
    words = given.get("query", next(iter(given.values()), ""))  # a client without our manifest has its own name for it
    skip, count = _number(options.get("skip"), 0), _number(options.get("count"), PAGE)
    return (words.strip()[:500] if isinstance(words, str) else ""), min(skip, MOST), min(count or PAGE, PAGE)


def _results(found: list[Found]) -> Body:
    attachments = [
        {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": dump(build_proposal_card(one.proposal)),
            "preview": build_found_preview(one),
        }
        for one in found
    ]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def _words(text: str) -> Body:
    return {"composeExtension": {"type": "message", "text": text}}


def _number(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise
