"""What reviewers type to work on proposals, in their own chat: words in, what is wanted out, then a sentence.

`open P-1042` · `consider P-1042` · `answer P-1042: …` · `decline P-1042: …` · `group P-1042, P-1043: a title` ·
`add P-1044 to group 3` · `answer group 3: …` · `ungroup P-1042` · `groups`
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.conversation.ports import ProposalBook
from knowledge.proposals.reviewing import Group, Reviews
from retrieval.errors import NotFound

Verb = Literal["open", "consider", "answer", "decline", "group", "join", "ungroup", "groups"]
HELP = (
    "For the review team:\n\n"
    "- `search coaching setting:adult social care` finds proposals; also `level:`, `theme:`, `region:`, `status:`\n"
    "- `open P-1042` shows one\n"
    "- `consider P-1042`, `answer P-1042: …` and `decline P-1042: …` set its status; "
    "contributors who wished to hear are told your words\n"
    "- `group P-1042, P-1043: a title` puts proposals together; `add P-1044 to group 3`; `ungroup P-1042`; `groups`\n"
    "- `answer group 3: …` answers all of a group alike"
)
_REFERENCE = r"P[\s\-]?\d{4,9}"
_SEVERAL = rf"{_REFERENCE}(?:(?:\s*[,;&+]\s*|\s+and\s+|\s+){_REFERENCE})*"
_RULES: tuple[tuple[Verb, str], ...] = (
    ("groups", r"(?:list )?groups"),
    ("open", rf"(?:open|show)\s+(?P<named>{_REFERENCE})"),
    ("consider", rf"consider\s+(?P<named>{_REFERENCE})"),
    ("answer", rf"answer\s+(?:(?P<named>{_REFERENCE})|group\s+(?P<group>\d+))\s*[:,–—-]?\s*(?P<words>.*)"),
    ("decline", rf"decline\s+(?P<named>{_REFERENCE})\s*(?:[:,–—-]|because\b)?\s*(?P<words>.*)"),
    ("join", rf"(?:add|group)\s+(?P<named>{_REFERENCE})\s+(?:in)?to\s+(?:group\s+)?(?P<group>\d+)"),
    ("group", rf"group\s+(?P<named>{_SEVERAL})\s*(?:[:–—-]|(?:as|called)\b)?\s*(?P<words>.*)"),
    ("ungroup", rf"ungroup\s+(?P<named>{_REFERENCE})"),
)
_PATTERNS = tuple((verb, re.compile(rf"/?{rule}\s*[.!]?", re.IGNORECASE | re.DOTALL)) for verb, rule in _RULES)


@dataclass(frozen=True)
class Order:
    """One thing to do. Nothing in it has been looked up."""

    verb: Verb
    references: tuple[str, ...] = ()
    group: int = 0
    words: str = ""
    read: str = ""
    """The edition of the proposal on the card that was pressed; "" where it was typed."""

    @property
    def reference(self) -> str:
        """The proposal it is about; "" where it is about a group."""
        return self.references[0] if self.references else ""


def read_order(text: str) -> Order | None:
    """The order somebody typed; None when it is something else."""
    for verb, pattern in _PATTERNS:
        if match := pattern.fullmatch(text.strip()):
            said = match.groupdict()
            group = int((said.get("group") or "0")[:9])
            return Order(verb, read_references(said.get("named") or ""), group, (said.get("words") or "").strip())
    return None


def read_references(text: str) -> tuple[str, ...]:
    """All references in a text, in order and in their proper form."""
    return tuple(f"P-{number}" for number in re.findall(r"P[\s\-]?(\d{4,9})", text, re.IGNORECASE))


def missing(named: str) -> str:
    """What to say about a reference that nothing has."""
    return f"There is no proposal {named}. A reference looks like P-1042."


class ReviewOrders:
    """Carries orders out. Whoever calls has made sure that it is a reviewer who asks."""

    def __init__(self, proposals: ProposalBook, reviews: Callable[[], Reviews]) -> None:
        self._proposals = proposals
        self._made = reviews

    @property
    def _reviews(self) -> Reviews:
        return self._made()

    def carry_out(self, order: Order, *, by: str) -> str:
        """Do it, and say what was done; done before, it changes nothing more. Raises NotFound or Refused."""
        if order.verb == "groups":
            return _list(self._reviews.groups())
        for named in order.references:
            if self._proposals.get(named) is None:
                raise NotFound(missing(named))
        return self._change(order, by)

    def _change(self, order: Order, by: str) -> str:
        reviews, named = self._reviews, order.reference
        done = f"{order.verb} is nothing to do with a proposal."
        match order.verb:
            case "answer" if order.group:
                count = reviews.answer_group(order.group, order.words, by=by)
                done = f"Answered: {count} {'proposal' if count == 1 else 'proposals'} of group {order.group}. {TOLD}"
            case "answer":
                reviews.answer(named, order.words, by=by, read=order.read)
                done = f"{named} is answered. {TOLD}"
            case "decline":
                reviews.decline(named, order.words, by=by, read=order.read)
                done = f"{named} is declined, with your reason. {TOLD}"
            case "consider":
                reviews.consider(named, by=by)
                done = f"{named} is under consideration."
            case "group":
                done = _describe(self._together(order, by))
            case "join":
                done = _describe(reviews.join(order.group, named, by=by))
            case "ungroup":
                reviews.leave(named, by=by)
                done = f"{named} is in no group any more."
        return done

    def _together(self, order: Order, by: str) -> Group:
        found = (self._proposals.get(named) for named in order.references)
        groups = {one.group for one in found if one is not None}
        known = [one for one in self._reviews.groups() if {one.id} == groups and one.title == order.words]
        return known[0] if known else self._reviews.group(order.words, order.references, by=by)


TOLD = "Contributors who wished to hear are told your words."


def _describe(group: Group) -> str:
    members = ", ".join(one.reference for one in group.proposals) or "nothing yet"
    return f"Group {group.id}, “{group.title}”: {members}."


def _list(groups: list[Group]) -> str:
    return "\n".join(f"- {_describe(one)}" for one in groups[:30]) or "There are no groups yet."
