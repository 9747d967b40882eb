"""A draft from its first words to its receipt. Each function takes the state and gives the turn."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import cards, drafting, noise, proposing_cues, wording
from bot.conversation.fields import field_named
from bot.conversation.messages import Choice, Reply
from bot.conversation.splitting import two_proposals
from bot.conversation.state import State, Waiting
from bot.conversation.text import first_part, joined, plain
from bot.conversation.turn import Scene, Turn, ask, refuse, say
from knowledge.effects import Effect, ReviseProposal, SubmitProposal
from knowledge.proposals.model import LONGEST, NOT_SAID, SHORTEST, Draft
from knowledge.proposals.validation import why_refused


def begin(state: State, scene: Scene, fields: Mapping[str, Any]) -> Turn:
    """Somebody wants to propose; a form may have filled it all in."""
    words = str(fields.get("proposal", "")).strip()
    if not words:
        return ask(state, "words", wording.ASK_WORDS, private=False)
    started = _start(_set_aside(state), scene, words)
    return edit(started, scene, fields)


def propose(state: State, scene: Scene, words: str, *, unsure: bool = False) -> Turn:
    """New words: a first draft, or something about the draft that waits."""
    waiting = state.waiting
    if waiting is None:
        return show(_start(state, scene, words, unsure=unsure), scene)
    if scene.was == "words":
        return show(_start(_set_aside(state), scene, words), scene)
    length = len(waiting.draft.proposal)
    if length > LONGEST:
        return reword(state, scene, words)
    if length < SHORTEST or proposing_cues.GOES_ON.match(plain(words)):
        return add(state, scene, words)
    return ask(state.but(beside=joined(state.beside, words)), "which", wording.WHICH, cards.BESIDE)


def place(state: State, scene: Scene, how: str) -> Turn:
    """The words set aside are added, become a second proposal, or take the draft's place."""
    if not state.beside:
        return refuse(state, wording.NOTHING_SET_ASIDE)
    words, state = state.beside, state.but(beside="")
    if state.waiting is None:
        return propose(state, scene, words)
    if how == "second":
        return show(_start(_set_aside(state), scene, words), scene)
    return add(state, scene, words) if how == "add" else reword(state, scene, words)


def show(state: State, scene: Scene, *notes: str) -> Turn:
    """The draft's card, and beside it what others said before."""
    waiting = state.waiting
    if waiting is None:
        return refuse(state, _nothing_waits(state))
    said = [cards.private("message", note) for note in notes if note]
    fits = SHORTEST <= len(waiting.draft.proposal) <= LONGEST
    if not fits:
        asking = "more" if len(waiting.draft.proposal) < SHORTEST else "shorten"
        return Turn(state.but(asking=asking), (*said, *cards.build_card(waiting)), said_waiting=True)
    state, beside = _beside(state, waiting, scene)
    card, *questions = cards.build_card(waiting)
    scope = _scope(waiting)
    if scope and state.waiting is not None:
        state = state.but(waiting=state.waiting.model_copy(update={"warned": True}))
    return Turn(
        state.but(asking="confirm"),
        (*said, *scope, *beside, card, *_split(waiting), *questions),
        said_waiting=True,
    )


def _beside(state: State, waiting: Waiting, scene: Scene) -> tuple[State, list[Reply]]:
    if waiting.revising:
        return state, []
    alike = scene.proposals.similar(waiting.draft)
    names = tuple(similar.proposal.reference for similar in alike)
    if not alike or set(names) <= set(waiting.similar):
        return state, []
    own = frozenset(proposal.reference for proposal in scene.proposals.by_person(scene.person))
    known = waiting.model_copy(update={"similar": tuple(dict.fromkeys([*waiting.similar, *names]))})
    return state.but(waiting=known, shown=names), [cards.build_similar(alike, waiting, own)]


def _scope(waiting: Waiting) -> list[Reply]:
    if waiting.revising or waiting.warned or not noise.is_outside_scope(waiting.draft.proposal):
        return []
    return [cards.private("message", wording.OUT_OF_SCOPE)]


def _split(waiting: Waiting) -> list[Reply]:
    if waiting.whole or waiting.revising or two_proposals(waiting.draft.proposal) is None:
        return []
    choices = (Choice(id="split", label="Split it"), Choice(id="together", label="Keep as one"))
    return [cards.private("ask", wording.SPLIT_OFFER, choices)]


def edit(state: State, scene: Scene, fields: Mapping[str, Any]) -> Turn:
    """Fields set by a form or a card."""
    state, waiting = _editable(state, scene)
    if waiting is None:
        return refuse(state, wording.NO_DRAFT_TO_CHANGE)
    changed, problems = drafting.fill(waiting, fields, lambda words: drafting.understand(scene, words, state.profile))
    state = _keep(state, changed)
    return show(state, scene, *problems)


def set_values(state: State, scene: Scene, values: Sequence[tuple[str, str]]) -> Turn:
    """Fields the person put right."""
    state, waiting = _editable(state, scene)
    if waiting is None:
        return refuse(state, wording.NO_DRAFT_TO_CHANGE)
    return show(_keep(state, drafting.tell(waiting, values)), scene)


def change_to(state: State, scene: Scene, what: str, to: str) -> Turn:
    """ "Change X to Y"."""
    state, waiting = _editable(state, scene)
    if waiting is None:
        return refuse(state, wording.NO_DRAFT_TO_CHANGE)
    changed = drafting.change(waiting, what, to, lambda words: drafting.understand(scene, words, state.profile))
    if isinstance(changed, str):
        refused = Reply(
            kind="error", text=changed, lead=changed, choices=cards.choices_for(field_named(what)), private=True
        )
        return Turn(state.but(asking="change"), (refused,))
    return show(_keep(state, changed), scene)


def add(state: State, scene: Scene, words: str) -> Turn:
    """More words for the draft."""
    state, waiting = _editable(state, scene)
    if waiting is None:
        return show(_start(state, scene, words), scene)
    longer = drafting.lengthened(waiting.draft.proposal, words)
    return show(_keep(state, drafting.reworded(waiting, longer, scene, state.profile)), scene)


def reword(state: State, scene: Scene, words: str) -> Turn:
    """Other words in place of the draft's."""
    if state.waiting is None:
        return propose(state, scene, words)
    return show(_keep(state, drafting.reworded(state.waiting, words, scene, state.profile)), scene)


def undo(state: State, scene: Scene) -> Turn:
    """The draft as it was before its last change."""
    if state.waiting is None or state.before is None:
        return show(state, scene, wording.NOTHING_TO_UNDO)
    return show(state.but(waiting=state.before, before=None), scene, wording.UNDONE)


def consent(state: State, scene: Scene, quote: bool | None, contact: bool | None) -> Turn:
    """May be quoted, may be contacted."""
    given = {name: value for name, value in (("quote", quote), ("contact", contact)) if value is not None}
    return edit(state, scene, given)


def shorten(state: State, scene: Scene) -> Turn:
    """Keep the first part of a draft that is too long."""
    if state.waiting is None:
        return refuse(state, wording.NO_DRAFT_TO_CHANGE)
    return reword(state, scene, first_part(state.waiting.draft.proposal, LONGEST))


def split(state: State, scene: Scene, *, two: bool) -> Turn:
    """Two proposals out of one draft, or one after all."""
    waiting = state.waiting
    if waiting is None:
        return refuse(state, wording.NO_DRAFT_TO_CHANGE)
    parts = two_proposals(waiting.draft.proposal) if two else None
    whole = waiting.model_copy(update={"whole": True})
    if parts is None:
        return show(state.but(waiting=whole), scene, wording.NOT_TWO if two else "")
    later = _start(state.but(waiting=None), scene, parts[1])
    first = _start(later.but(waiting=None), scene, parts[0])
    queue = (later.waiting, *state.queue) if later.waiting else state.queue
    return show(first.but(queue=queue), scene, wording.FIRST_OF_TWO)


def skip(state: State, scene: Scene) -> Turn:
    """The questions on the card stay unanswered."""
    if state.waiting is None:
        return say(state, wording.NOTHING_TO_SKIP, private=True)
    return show(state.but(waiting=state.waiting.model_copy(update={"skipped": True})), scene)


def cancel(state: State, scene: Scene, *, sure: bool, draft: str = "") -> Turn:
    """Drop the draft; ask first when the words may have meant something else."""
    waiting = state.waiting
    if waiting is None:
        return say(state, wording.NOTHING_TO_CANCEL, private=True)
    if draft and draft != waiting.id:
        return show(state, scene, wording.STALE)
    if not sure:
        choices = (Choice(id="cancel", label="Drop it", value=waiting.id), Choice(id="keep", label="Keep it"))
        return ask(state, "cancel", wording.REALLY_CANCEL, choices)
    return _next(state.but(waiting=None), scene, cards.private("message", wording.CANCELLED), ())


def start_again(state: State) -> Turn:
    """Drop the draft and begin anew."""
    said = f"{wording.CANCELLED} " if state.waiting else ""
    return ask(state.but(waiting=None, kept="", beside=""), "words", f"{said}{wording.ASK_WORDS}")


def submit(state: State, scene: Scene, draft: str, fields: Mapping[str, Any]) -> Turn:
    """Send the draft."""
    waiting = state.waiting
    if waiting is None:
        return refuse(state, _nothing_waits(state))
    if draft and draft != waiting.id:
        return show(state, scene, wording.STALE)
    if given := {name: value for name, value in fields.items() if name != "draft"}:
        waiting, problems = drafting.fill(
            waiting, given, lambda words: drafting.understand(scene, words, state.profile)
        )
        state = _keep(state, waiting)
        if problems:
            return show(state, scene, *problems)
    if not SHORTEST <= len(waiting.draft.proposal) <= LONGEST:
        return show(state, scene)
    if why_refused(waiting.draft.proposal):
        return ask(state, "shorten", wording.HARDLY_ANY_WORDS, cards.cancel(waiting))
    return _revise(state, scene, waiting) if waiting.revising else _send(state, scene, waiting)


def _send(state: State, scene: Scene, waiting: Waiting) -> Turn:
    reference, receipt = scene.proposals.reserve(), scene.make_receipt()
    effect = SubmitProposal(
        reference=reference, receipt=receipt, person=scene.person, draft=waiting.draft, source=scene.channel,
        reply_to=scene.reply_to if waiting.draft.contact else "", linked_to=waiting.linked_to,
    )  # fmt: skip
    reply = cards.build_receipt(reference, receipt, _afterwards(scene, waiting))
    return _next(_opened(state, reference).but(waiting=None), scene, reply, (effect,))


def _afterwards(scene: Scene, waiting: Waiting) -> list[str]:
    if not waiting.draft.contact:
        return []
    return [wording.WILL_HEAR if scene.reply_to else wording.HEAR_HERE]


def _revise(state: State, scene: Scene, waiting: Waiting) -> Turn:
    current = scene.proposals.get(waiting.revising)
    if current is None:
        return refuse(state.but(waiting=None), wording.ALREADY_WITHDRAWN)
    effect = ReviseProposal(reference=waiting.revising, draft=waiting.draft)
    if waiting.draft.contact and scene.reply_to:
        effect = effect.model_copy(update={"reply_to": scene.reply_to})
    reply = cards.private("message", wording.revised(waiting.revising, current.version + 1))
    return _next(_opened(state, waiting.revising).but(waiting=None), scene, reply, (effect,))


def _next(state: State, scene: Scene, reply: Reply, effects: tuple[Effect, ...]) -> Turn:
    """After a draft is done with: what was written beside it, then the next one in the queue."""
    if state.beside:
        after = show(_start(state.but(beside=""), scene, state.beside), scene, wording.ALSO_WROTE)
    elif state.queue:
        after = show(state.but(waiting=state.queue[0], queue=state.queue[1:]), scene, wording.NEXT_DRAFT)
    else:
        return Turn(state, (reply,), effects)
    return Turn(after.state, (reply, *after.replies), effects, said_waiting=True)


def _opened(state: State, reference: str) -> State:
    return state.but(opened=tuple(dict.fromkeys([*state.opened, reference]))[-50:], last=reference)


def _nothing_waits(state: State) -> str:
    return wording.sent_already(state.last) if state.last else wording.NO_DRAFT


def _start(state: State, scene: Scene, words: str, *, unsure: bool = False) -> State:
    understood = drafting.understand(scene, words, state.profile)
    return state.but(waiting=drafting.new(scene.name_draft(), understood, state.profile, unsure=unsure))


def _set_aside(state: State) -> State:
    """The draft that waits goes to the queue."""
    return state.but(waiting=None, queue=(state.waiting, *state.queue)) if state.waiting else state


def _editable(state: State, scene: Scene) -> tuple[State, Waiting | None]:
    """The draft to change: the one that waits, or a new version of what was sent last."""
    if state.waiting is not None:
        return state, state.waiting
    return revise(state, scene, state.last) if state.last in state.opened else (state, None)


def revise(state: State, scene: Scene, reference: str) -> tuple[State, Waiting | None]:
    """A draft for a new version of something sent."""
    proposal = scene.proposals.get(reference)
    if proposal is None:
        return state, None
    said = tuple(field for field in cards.LABELS if _is_told(proposal.draft, field))
    waiting = Waiting(id=scene.name_draft(), draft=proposal.draft, told=said, revising=reference, skipped=True)
    return _set_aside(state).but(waiting=waiting), waiting


def _is_told(draft: Draft, field: str) -> bool:
    """Whether a field of something sent stays when its words change; what only repeats the words is read anew."""
    value = getattr(draft, field)
    if field in ("title", "implementation", "outcome"):
        return bool(value) and value.rstrip("…").casefold() not in draft.proposal.casefold()
    return value not in ("", (), NOT_SAID)


def _keep(state: State, waiting: Waiting) -> State:
    """The changed draft, and the setting and level told for the next one."""
    state = state.but(before=state.waiting)
    if waiting.revising:
        return state.but(waiting=waiting)
    told: dict[str, str] = {
        field: value
        for field in drafting.REMEMBERED
        if field in waiting.told and (value := getattr(waiting.draft, field)) not in drafting.NOT_PERSONAL
    }
    return state.but(waiting=waiting, profile=state.profile.model_copy(update=told))
