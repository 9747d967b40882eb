"""For reviewers: find proposals from the compose box and put one into a chat as a card."""

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.channels.teams import cards
from bot.channels.teams.activities import Activity
from bot.channels.teams.parts import Roles
from bot.channels.teams.receiver import Invoke
from bot.conversation.ports import ProposalBook
from knowledge.proposals.model import STATUSES, Filters, Found, names

SEARCH = "searchProposals"
PAGE = 10
MOST = 50
NOT_FOR_YOU = (
    "Searching proposals is for the review team. You can ask me about the review, or make a proposal, in our own chat."
)
NOTHING = "No proposal fits that. Try other words, or fewer."
FIRST = "Type what you are looking for. Narrow it with words such as setting: ambulance or status: received."
FILTERS = ("setting", "level", "theme", "region", "status")

Body = dict[str, Any]


class Reviewing:
    """Answers the search extension. Who is no reviewer learns nothing, not even how many there are."""

    def __init__(self, proposals: ProposalBook, roles: Roles) -> None:
        self._proposals = proposals
        self._roles = roles

    def handlers(self) -> Mapping[str, Invoke]:
        """The handler of each invoke we know."""
        return {"composeExtension/query": self.search}

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
    words = given.get("query")
    skip, count = _number(options.get("skip"), 0), _number(options.get("count"), PAGE)
    return (words.strip()[:500] if isinstance(words, str) else ""), min(skip, MOST), min(count or PAGE, PAGE)


def read_filters(query: str) -> tuple[str, Filters]:
    """The words to look for, and the filters said in them: `setting: ambulance training`."""
    chosen: dict[str, str] = {}
    for field in FILTERS:
        values = STATUSES if field == "status" else names(field)
        for value in sorted(values, key=len, reverse=True):
            for said in (f"{field}: {value}", f"{field}:{value}"):
                at = query.lower().find(said)
                if at >= 0 and field not in chosen:
                    chosen[field] = value
                    query = f"{query[:at]} {query[at + len(said) :]}"
    return " ".join(query.split()), Filters.model_validate(chosen)


def _results(found: list[Found]) -> Body:
    attachments = [
        {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": cards.build_proposal_card(one.proposal).model_dump(by_alias=True, exclude_none=True),
            "preview": cards.build_found_preview(one),
        }
        for one in found
    ]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def _words(text: str) -> Body:
    return {"composeExtension": {"type": "message", "text": text}}


def _number(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise
