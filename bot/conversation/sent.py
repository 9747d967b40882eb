"""What was sent: what became of it, changing it, taking it back, and supporting what others sent."""

import re

from bot.conversation import cards, proposing, wording
from bot.conversation.codes import receipt_in, reference_in
from bot.conversation.fields import field_named
from bot.conversation.messages import Choice
from bot.conversation.state import State, Waiting
from bot.conversation.turn import Scene, Turn, ask, refuse, say
from knowledge.effects import SupportProposal, WithdrawProposal
from knowledge.proposals.model import NOT_SAID, STATUSES, Filters, Proposal, names
from knowledge.proposals.references import number, reference

FILTER = re.compile(r"\b(setting|level|theme|region|status)\s*[:=]\s*", re.IGNORECASE)
SHOWN = 5
"""Proposals in the answer to a search."""


def mine(state: State, scene: Scene) -> Turn:
    """All this person sent."""
    sent = scene.proposals.by_person(scene.person)
    if not sent:
        return say(state, wording.NOTHING_SENT, private=True)
    opened = tuple(dict.fromkeys([*state.opened, *(proposal.reference for proposal in sent)]))[-50:]
    return Turn(state.but(opened=opened, last=sent[0].reference), (cards.build_mine(sent),))


def track(state: State, scene: Scene, which: str) -> Turn:
    """What became of one."""
    if not which and not state.last:
        return mine(state, scene)
    found = _find(state, scene, which)
    if not isinstance(found, Proposal):
        return found
    own = _is_own(state, scene, found.reference) or _by_receipt(which)
    return Turn(_seen(state, found, own=own), (cards.build_sent(found, own=own),))


def change(state: State, scene: Scene, which: str, words: str = "") -> Turn:
    """A new version of one that was sent, perhaps in these words, or a question what to change on the draft."""
    if state.waiting and (not which or field_named(which)):
        return _change_draft(state, state.waiting, field_named(which))
    field = field_named(which)
    found = _find(state, scene, "" if field else which, action="change")
    if not isinstance(found, Proposal):
        return found
    if not (_is_own(state, scene, found.reference) or _by_receipt(which)):
        return refuse(state, wording.NOT_YOURS)
    state, waiting = proposing.revise(_seen(state, found, own=True), scene, found.reference)
    if found.status == "withdrawn" or waiting is None:
        return refuse(state, wording.ALREADY_WITHDRAWN)
    if field or words:
        return _change_draft(state, waiting, field) if field else proposing.reword(state, scene, words)
    shown = proposing.show(state, scene)
    note = cards.private("message", wording.CHANGE_WHAT)
    return Turn(shown.state.but(asking="change"), (note, *shown.replies), said_waiting=True)


def _change_draft(state: State, waiting: Waiting, field: str) -> Turn:
    if not field:
        return ask(state, "change", wording.CHANGE_WHAT, cards.change_choices(waiting))
    return ask(state.but(field=field), "field", wording.what_should(field), cards.choices_for(field))


def withdraw(state: State, scene: Scene, which: str, *, sure: bool) -> Turn:
    """Take one back: at once with its receipt, otherwise after asking once."""
    if not which and state.waiting and not state.last:
        return proposing.cancel(state, scene, sure=False)
    found = _find(state, scene, which, action="withdraw")
    if not isinstance(found, Proposal):
        return found
    if found.status == "withdrawn":
        return refuse(state, wording.ALREADY_WITHDRAWN)
    by_receipt = _by_receipt(which)
    if not (by_receipt or _is_own(state, scene, found.reference)):
        return refuse(state, wording.NOT_YOURS)
    if not (sure or by_receipt):
        choices = (
            Choice(id="withdraw_yes", label="Withdraw it", value=found.reference),
            Choice(id="keep", label="Keep it"),
        )
        asked = wording.really_withdraw(found.reference, cards.name_of(found.draft))
        return ask(_seen(state, found, own=True), "withdraw", asked, choices)
    return Turn(_gone(state, found.reference), (cards.private("message", wording.withdrawn(found.reference)),),
                (WithdrawProposal(reference=found.reference),))  # fmt: skip


def support(state: State, scene: Scene, which: str) -> Turn:
    """I propose that too."""
    named = _tidy_reference(which) or (state.shown[0] if len(state.shown) == 1 else "")
    if not named:
        return say(
            state,
            wording.SUPPORT_WHICH,
            *(Choice(id="support", label=f"Support {one}", value=one) for one in state.shown),
            private=True,
        )
    if scene.proposals.get(named) is None:
        return refuse(state, wording.NO_SUCH_REFERENCE)
    if any(proposal.reference == named for proposal in scene.proposals.by_person(scene.person)):
        return refuse(state, wording.OWN_ALREADY)
    effect = SupportProposal(
        reference=named, person=scene.person, setting=_said(state, "setting"), level=_said(state, "level")
    )
    if state.waiting and named in state.shown:
        reply = cards.private("message", wording.supported_instead(named), cards.card_choices(state.waiting))
        return Turn(state, (reply,), (effect,), said_waiting=True)
    return Turn(state, (cards.private("message", wording.supported(named)),), (effect,))


def link(state: State, scene: Scene, which: str) -> Turn:
    """The draft belongs to an earlier proposal."""
    named = _tidy_reference(which) or (state.shown[0] if len(state.shown) == 1 else "")
    if state.waiting is None:
        return refuse(state, wording.NO_DRAFT)
    if not named:
        return say(
            state,
            wording.LINK_WHICH,
            *(Choice(id="link", label=f"Link mine to {one}", value=one) for one in state.shown),
            private=True,
        )
    if scene.proposals.get(named) is None:
        return refuse(state, wording.NO_SUCH_REFERENCE)
    linked = state.waiting.model_copy(update={"linked_to": named})
    return proposing.show(state.but(waiting=linked), scene)


def search(state: State, scene: Scene, query: str) -> Turn:
    """Look through the proposals: for reviewers only, and for anybody else a no that says nothing of what is there."""
    if "reviewer" not in scene.roles:
        return say(state, wording.ONLY_REVIEWERS)
    words, filters = read_filters(query)
    if not words and filters == Filters():
        return say(state, wording.SEARCH_WHAT)
    found = scene.proposals.search(words, filters, SHOWN)
    reply = cards.build_found(query, found) if found else cards.private("message", wording.NOTHING_FOUND)
    return Turn(state, (reply,))


def read_filters(query: str) -> tuple[str, Filters]:
    """ "coaching setting:adult social care" → the words, and what to narrow them to."""
    parts = FILTER.split(query)
    given: dict[str, str] = {}
    for field, typed in zip(parts[1::2], parts[2::2], strict=True):
        name, value = field.lower(), typed.strip(" ,;").lower()
        known = STATUSES if name == "status" else names(name)
        if value in known:
            given[name] = value
    return parts[0].strip(), Filters(**given)


def _find(state: State, scene: Scene, which: str, *, action: str = "open") -> Proposal | Turn:
    """The proposal somebody means, as far as they may have it; else the turn that says why not."""
    if receipt := receipt_in(which):
        return scene.proposals.by_receipt(receipt) or refuse(state, wording.NO_SUCH_RECEIPT)
    if named := _tidy_reference(which):
        return _by_reference(state, scene, named)
    if which.strip():
        return refuse(state, wording.NOT_A_RECEIPT)
    if state.last in state.opened and (found := scene.proposals.get(state.last)):
        return found
    return _only_one(state, scene, action)


def _by_reference(state: State, scene: Scene, named: str) -> Proposal | Turn:
    found = scene.proposals.get(named)
    if "reviewer" in scene.roles or _is_own(state, scene, named):
        return found or refuse(state, wording.NO_SUCH_REFERENCE)
    choices = (Choice(id="support", label=f"Support {named}", value=named),) if found and named in state.shown else ()
    return Turn(state, (cards.private("error", wording.NOT_YOURS, choices),))


def _only_one(state: State, scene: Scene, action: str) -> Proposal | Turn:
    sent = scene.proposals.by_person(scene.person)
    if len(sent) == 1:
        return sent[0]
    if not sent:
        return say(state.but(asking="receipt" if action == "withdraw" else ""), wording.NOTHING_SENT, private=True)
    text = {"withdraw": wording.WITHDRAW_WHICH, "change": wording.CHANGE_WHICH}.get(action, wording.OPEN_WHICH)
    return ask(state, "receipt" if action == "withdraw" else "", text, cards.build_choices_of(sent, action))


def _is_own(state: State, scene: Scene, named: str) -> bool:
    return named in state.opened or any(one.reference == named for one in scene.proposals.by_person(scene.person))


def _by_receipt(which: str) -> bool:
    return bool(receipt_in(which))


def _tidy_reference(which: str) -> str:
    found = number(which) or number(reference_in(which) or "-")
    return reference(found) if found else ""


def _seen(state: State, proposal: Proposal, *, own: bool) -> State:
    if not own or proposal.status == "withdrawn":
        return state
    return state.but(opened=tuple(dict.fromkeys([*state.opened, proposal.reference]))[-50:], last=proposal.reference)


def _gone(state: State, named: str) -> State:
    waiting = None if state.waiting and state.waiting.revising == named else state.waiting
    opened = tuple(one for one in state.opened if one != named)
    queue = tuple(one for one in state.queue if one.revising != named)
    return state.but(waiting=waiting, queue=queue, opened=opened, last="" if state.last == named else state.last)


def _said(state: State, field: str) -> str:
    """Where the supporter works, as told; else as the draft says."""
    told = str(getattr(state.profile, field))
    if told != NOT_SAID or state.waiting is None:
        return told
    return str(getattr(state.waiting.draft, field))
