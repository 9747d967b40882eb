"""Cards of proposals for the review team: one to put into a chat, and one to work on. Never who sent it."""

from collections.abc import Mapping
from typing import Any

from microsoft_teams.cards import Action, AdaptiveCard, CardElement, ExecuteAction, ShowCardAction, TextInput

from bot.channels.teams.cards import build_card_of, build_heading, build_link, build_paragraph, build_words
from bot.channels.teams.orders import Order, Verb
from bot.channels.teams.wording import shorten
from knowledge.proposals.model import NOT_SAID, Found, Proposal
from knowledge.proposals.reviewing import ANSWER_LONGEST, TITLE_LONGEST, edition

REVIEW = "review"
"""The verb of the buttons here."""
WORDS, OTHERS = "words", "others"
"""Ids of the inputs here."""


def build_proposal_card(proposal: Proposal) -> AdaptiveCard:
    """A proposal to put into a chat: nothing to press, as others read it too."""
    return build_card_of(_proposal(proposal), [], f"Proposal {proposal.reference}")


def build_review_card(
    proposal: Proposal, done: str = "", public_url: str = "", unsent: Order | None = None
) -> AdaptiveCard:
    """A proposal for a reviewer's own chat, with what can be done with it. `done` says what just was.

    What was typed for an `unsent` order stands in its fields again.
    """
    typed = {f"{WORDS}-{unsent.verb}": unsent.words, OTHERS: ", ".join(unsent.references[1:])} if unsent else {}
    body = [*([build_paragraph(done)] if done else []), *_proposal(proposal)]
    for title, said in (("Answered", proposal.answer), ("Declined because", proposal.reason)):
        body += [build_paragraph(f"{title}:"), build_words(said)] if said else []
    actions: list[Action] = [
        _press("Consider", "consider", proposal),
        _ask("Answer", "answer", proposal, "Your answer, as its contributor will read it", typed),
        _ask("Decline", "decline", proposal, "Your reason, as its contributor will read it", typed),
        _ask_group(proposal, typed) if proposal.group is None else _press("Take out of its group", "ungroup", proposal),
    ]
    if public_url.startswith("https://"):
        link = f"{public_url.rstrip('/')}/desk/proposals/{proposal.reference}"
        actions.append(build_link("Open at the desk", link))
    return build_card_of(body, actions, f"{done} Proposal {proposal.reference}".strip())


def build_found_preview(found: Found) -> dict[str, Any]:
    """A line of the search results: a small card of the older kind, which is what previews take."""
    draft = found.proposal.draft
    words = shorten(draft.proposal, 120).replace("<", "< ")  # the text of these cards reads HTML
    return {
        "contentType": "application/vnd.microsoft.card.thumbnail",
        "content": {
            "title": f"{found.proposal.reference} {shorten(draft.title or draft.proposal, 70)}",
            "text": words,
        },
    }


def _proposal(proposal: Proposal) -> list[CardElement]:
    draft = proposal.draft
    said = [draft.setting, draft.level, ", ".join(draft.themes), draft.region]
    about = " · ".join(word for word in said if word and word != NOT_SAID)
    state = f"{proposal.reference} · {proposal.status} · supported by {proposal.supports}"
    grouped = f" · group {proposal.group}" if proposal.group is not None else ""
    return [
        build_heading(draft.title or shorten(draft.proposal, 80), plain=True),
        build_words(draft.proposal),
        *([build_words(about, subtle=True)] if about else []),
        build_words(state + grouped, subtle=True),
    ]


def _press(title: str, order: Verb, proposal: Proposal, *, inputs: bool = False) -> ExecuteAction:
    return ExecuteAction(
        title=title,
        verb=REVIEW,
        data={"order": order, "reference": proposal.reference} | ({"read": edition([proposal])} if inputs else {}),
        associated_inputs="auto" if inputs else "none",
    )


def _ask(title: str, order: Verb, proposal: Proposal, label: str, typed: Mapping[str, str]) -> ShowCardAction:
    error = "Please write it in words the contributor can read."
    return _shown(title, order, proposal, [_input(f"{WORDS}-{order}", label, ANSWER_LONGEST, error, typed)])


def _ask_group(proposal: Proposal, typed: Mapping[str, str]) -> ShowCardAction:
    error = "Please say what they have in common."
    title = _input(f"{WORDS}-group", "What they have in common", TITLE_LONGEST, error, typed)
    label = "Other proposals, such as P-1043, P-1044"
    others = TextInput(id=OTHERS, label=label, max_length=500, value=typed.get(OTHERS) or None)
    return _shown("Group", "group", proposal, [title, others])


def _shown(title: str, order: Verb, proposal: Proposal, inputs: list[CardElement]) -> ShowCardAction:
    send = _press(f"Send: {title.lower()}", order, proposal, inputs=True)
    return ShowCardAction(title=title, card=AdaptiveCard(version="1.5", body=inputs, actions=[send]))


def _input(name: str, label: str, longest: int, error: str, typed: Mapping[str, str]) -> TextInput:
    return TextInput(
        id=name, label=label, max_length=longest, is_multiline=True, is_required=True, error_message=error,
        value=typed.get(name) or None,
    )  # fmt: skip
