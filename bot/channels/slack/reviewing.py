"""What reviewers can do from Slack: find, open, consider, answer, decline and group proposals."""

import re
from collections.abc import Callable

from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.blocks import Shown
from bot.channels.slack.parts import Parts
from bot.channels.slack.replying import say
from bot.channels.slack.review_views import (
    build_answer_form,
    build_changed,
    build_found,
    build_group,
    build_group_form,
    build_groups,
    build_proposal,
)
from bot.channels.slack.searching import PAGE, Query
from bot.channels.slack.views import View
from knowledge.proposals.model import Proposal
from knowledge.proposals.reviewing import ChangedMeanwhile, Group, edition
from retrieval.errors import NotFound, Refused

GROUP = re.compile(r"\s*group\s*#?(\d{1,9})\b\s*(.*)", re.IGNORECASE | re.DOTALL)
REFERENCE = re.compile(r"\bP-?\d+\b", re.IGNORECASE)
CALLED = re.compile(r"\b(?:called|titled|named)\s*:?\s+(.+)$", re.IGNORECASE | re.DOTALL)
INTO = re.compile(r"\binto\s+(?:group\s*)?#?(\d{1,9})\s*$", re.IGNORECASE)
TOLD = "Contributors read it when they ask what happened; those who wished to hear are told."


class Reviewing:
    """Synchronous: called in a thread. `by` is who does it, as the audit may name them. Raises SoundingsError."""

    def __init__(self, parts: Parts, by: Callable[[Arrival], str]) -> None:
        self._parts = parts
        self._by = by

    def search(self, _arrival: Arrival, rest: str) -> Shown:
        """A page of the proposals found."""
        page, _, typed = rest.partition("|") if rest[:1].isdigit() and "|" in rest[:4] else ("0", "", rest)
        query = Query.read(typed, int(page))
        if query.unknown:
            unknown = ", ".join(query.unknown)
            return say(f"I don't know {unknown}. Nothing was searched; check the spelling.", private=True)
        first = query.page * PAGE
        if query.words:
            found = self._parts.proposals.search(query.words, query.filters, first + PAGE + 1)[first:]
            proposals = [one.proposal for one in found]
        else:
            proposals = self._parts.proposals.list(query.filters, PAGE + 1, first)
        return build_found(proposals, typed, query.page)

    def open(self, _arrival: Arrival, rest: str) -> Shown:
        """One proposal."""
        return build_proposal(self._proposal(rest), self._parts.settings.public_url)

    def groups(self, _arrival: Arrival, rest: str) -> Shown:
        """All groups, or one."""
        number = rest.strip().lower().removeprefix("group").strip(" #")
        public = self._parts.settings.public_url
        if number.isdigit():
            return build_group(self._group(int(number)), public)
        return build_groups(self._parts.reviews.groups(), public)

    def consider(self, arrival: Arrival, rest: str) -> Shown:
        """Say that it is considered."""
        one = self._proposal(rest)
        self._parts.reviews.consider(one.reference, by=self._by(arrival))
        return say(f"{one.reference} is now under consideration.", private=True)

    def group(self, arrival: Arrival, rest: str) -> Shown | None:
        """`P-1 P-2 called …` or `P-1 into 3`; with neither, a form asks (None)."""
        called, into = CALLED.search(rest), INTO.search(rest)
        references = REFERENCE.findall(rest[: called.start()] if called else rest)
        if not references:
            raise Refused("Say which: `/soundings group P-1042 P-1043 called Coaching`. Nothing was changed.")
        if not (called or into):
            self._proposal(references[0])
            return None
        return self._put(arrival, references, called[1] if called else "", int(into[1]) if into else None)

    def ungroup(self, arrival: Arrival, rest: str) -> Shown:
        """Out of its group again."""
        one = self._proposal(rest)
        self._parts.reviews.leave(one.reference, by=self._by(arrival))
        return say(f"{one.reference} is taken out of its group.", private=True)

    def ask(self, _arrival: Arrival, rest: str) -> None:
        """Answering and declining are done in a form; this says whether there is such a proposal."""
        self._named(rest)

    def is_whole(self, rest: str) -> bool:
        """Whether a typed `group …` says all that is needed, so that no form has to ask."""
        return bool(CALLED.search(rest) or INTO.search(rest))

    def form(self, verb: str, rest: str) -> View:
        """The form for `answer`, `decline` or `group`."""
        if verb == "group":
            return build_group_form(
                self._proposal((REFERENCE.findall(rest) or [rest])[0]), self._parts.reviews.groups()
            )
        named, words = self._named(rest)
        if isinstance(named, Group):
            members = "\n".join(f"{member.reference} {member.draft.title}" for member in named.proposals)
            read = edition(named.proposals)
            return build_answer_form("answer", f"group {named.id}", f"{named.title}\n{members}", words, read)
        before = named.answer if verb == "answer" else named.reason
        return build_answer_form(verb, named.reference, named.draft.proposal, words or before, edition([named]))

    def sent(self, arrival: Arrival, asked: dict[str, str]) -> Shown:
        """What a form that was sent off comes to. `asked` is what the form was for."""
        verb, of, values = asked["do"], asked["of"], arrival.value
        if verb == "group":
            references = [of, *REFERENCE.findall(str(values.get("others") or ""))]
            into = str(values.get("group") or "")
            return self._put(arrival, references, str(values.get("title") or ""), int(into) if into else None)
        words = str(values.get("words") or "")
        try:
            return say(self._give(verb, of, words, by=self._by(arrival), read=asked.get("read", "")), private=True)
        except ChangedMeanwhile as error:
            return build_changed(verb, of, words, str(error))

    def _give(self, verb: str, of: str, words: str, *, by: str, read: str) -> str:
        one, _ = self._named(of)
        if isinstance(one, Group):
            count = self._parts.reviews.answer_group(one.id, words, by=by, read=read)
            return f"All {count} proposals of group {one.id} are answered. {TOLD}"
        give = self._parts.reviews.answer if verb == "answer" else self._parts.reviews.decline
        give(one.reference, words, by=by, read=read)
        return f"{one.reference} is {'answered' if verb == 'answer' else 'declined'}. {TOLD}"

    def _put(self, arrival: Arrival, references: list[str], title: str, into: int | None) -> Shown:
        by = self._by(arrival)
        if into is None:
            done = self._parts.reviews.group(title, references, by=by)
        for one in references if into is not None else ():
            done = self._parts.reviews.join(into, one, by=by)
        return build_group(done, self._parts.settings.public_url)

    def _named(self, rest: str) -> tuple[Proposal | Group, str]:
        """`group 3 words` or `P-1042 words`: what is meant, and the words."""
        if match := GROUP.match(rest):
            return self._group(int(match[1])), match[2].strip()
        reference, _, words = rest.strip().partition(" ")
        return self._proposal(reference), words.strip()

    def _proposal(self, named: str) -> Proposal:
        found: Proposal | None = self._parts.proposals.get(named.strip())
        if found is None:
            said = named.strip()[:20] or "without a reference"
            raise NotFound(f"There is no proposal {said}. A reference looks like P-1042.")
        return found

    def _group(self, number: int) -> Group:
        groups: list[Group] = self._parts.reviews.groups()
        found = next((one for one in groups if one.id == number), None)
        if found is None:
            raise NotFound(f"There is no group {number}. `/soundings groups` lists them.")
        return found
