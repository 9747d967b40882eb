"""From what was meant to what happens: (state, intent) → Turn. Nothing is changed here; effects say what to change."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation import cards, intents, proposing, sent, wording
from bot.conversation.answering import MOST_QUESTIONS, build_answer, build_further, more_questions, split
from bot.conversation.intents import Intent
from bot.conversation.messages import Choice, Reply
from bot.conversation.speech import asks_about_privacy, asks_about_review
from bot.conversation.state import State, Waiting
from bot.conversation.text import clip
from bot.conversation.turn import Scene, Turn, ask, refuse, say
from knowledge.effects import Effect, ForgetQuestion, RecordFeedback, RecordQuestion
from knowledge.findings import Finding
from knowledge.proposals.model import Profile

INTERRUPTIONS = (
    intents.Ask,
    intents.Said,
    intents.Mine,
    intents.Track,
    intents.Feedback,
    intents.Reason,
    intents.Search,
    intents.Empty,
    intents.TooLong,
    intents.Unknown,
    intents.Tell,
    intents.Forget,
    intents.Support,
)
LASTING = ("words", "more", "shorten", "which", "meaning")
"""Questions of ours that wait for their answer over an interruption."""
LONGEST_UNSURE = 60
"""Characters of words that may still be a question when they do not look like one."""
SURE_ENOUGH = 0.9
CARRIED = 300
"""Characters of a question on its button; the whole of it is in the state."""
FILE_IT = Choice(id="as_proposal", label="File it as a proposal")
REASONS = ("It didn’t answer my question", "It was hard to understand", "It is wrong or out of date")


def decide(state: State, intent: Intent, scene: Scene) -> Turn:
    """The turn an intent leads to, with what is always said: what was hidden, and that a draft still waits.

    Who only says whether an answer helped did not turn from their draft, so it is not brought up.
    """
    turn = _resume(state, intent, _act(state.but(asking=""), intent, scene))
    replies = (*(cards.private("message", note) for note in scene.notes), *turn.replies)
    if turn.state.waiting is not None and not turn.said_waiting and not isinstance(intent, intents.Feedback):
        replies = (*replies, cards.build_waiting(turn.state.waiting, beside=bool(turn.state.beside)))
    offered = tuple(choice for reply in replies for choice in reply.choices)
    asked = turn.state.asked if any(reply.kind == "answer" for reply in replies) else ""
    kept = turn.state.but(offered=offered, asked=asked, before=_before(turn.state))
    return Turn(kept, replies, turn.effects, said_waiting=True)


def _before(state: State) -> Waiting | None:
    """What can be undone: only a change of the draft that still waits."""
    same = state.waiting is not None and state.before is not None and state.before.id == state.waiting.id
    return state.before if same else None


def _resume(state: State, intent: Intent, turn: Turn) -> Turn:
    """After an interruption what was asked is still asked, and words set aside are still there; else both are gone."""
    after = turn.state
    if after.asking or after.kept != state.kept:
        return turn
    lasts = isinstance(intent, INTERRUPTIONS) and state.asking in LASTING
    if lasts or (isinstance(intent, intents.Said) and state.asking == "concern"):
        return replace(turn, state=after.but(asking=state.asking))
    return replace(turn, state=after.but(kept=""))


def _act(state: State, intent: Intent, scene: Scene) -> Turn:  # noqa: C901, PLR0911, PLR0912 - one line for each meaning
    match intent:
        case intents.Ask(text, unsure):
            return _answer(state, scene, text, unsure=unsure)
        case intents.Propose(words, unsure):
            return _maybe_answered(state, scene, words, unsure) or proposing.propose(state, scene, words, unsure=unsure)
        case intents.AskAndPropose(text, words, whole):
            return _both(state, scene, text, words, whole)
        case intents.Said(remark, words):
            return _remark(state, scene, remark, words)
        case intents.Begin(fields):
            return proposing.begin(state, scene, fields)
        case intents.Submit(draft, fields):
            return proposing.submit(state, scene, draft, fields)
        case intents.Cancel(sure, draft):
            return proposing.cancel(state, scene, sure=sure, draft=draft)
        case intents.StartAgain():
            return proposing.start_again(state)
        case intents.Skip():
            return _skip(state, scene)
        case intents.Change(fields, which, words):
            return proposing.edit(state, scene, fields) if fields else sent.change(state, scene, which, words)
        case intents.ChangeTo(what, to):
            return proposing.change_to(state, scene, what, to)
        case intents.SetValues(values):
            return proposing.set_values(state, scene, values)
        case intents.Add(words):
            return proposing.add(state, scene, words)
        case intents.Undo():
            return proposing.undo(state, scene)
        case intents.Consent(quote, contact):
            return proposing.consent(state, scene, quote, contact)
        case intents.Split(two):
            return proposing.split(state, scene, two=two)
        case intents.Place(how):
            return proposing.place(state, scene, how)
        case intents.Resolve(how, text):
            return _resolve(state, scene, how, text)
        case intents.Shorten():
            return proposing.shorten(state, scene)
        case intents.Withdraw(which, sure):
            return sent.withdraw(state, scene, which, sure=sure)
        case intents.Keep():
            return _keep(state, scene)
        case intents.Track(which):
            return sent.track(state, scene, which)
        case intents.Mine():
            return sent.mine(state, scene)
        case intents.Support(reference):
            return sent.support(state, scene, reference)
        case intents.Link(reference):
            return sent.link(state, scene, reference)
        case intents.Search(query):
            return sent.search(state, scene, query)
        case intents.Feedback(helpful, question, reason):
            return _feedback(state, scene, helpful, question, reason)
        case intents.Reason(words):
            return _reason(state, scene, words)
        case intents.Tell(values):
            profile = state.profile.model_copy(update=dict(values))
            return say(state.but(profile=profile), wording.remembered(values), private=True)
        case intents.Forget():
            return say(state.but(profile=Profile()), wording.FORGOTTEN, private=True)
        case intents.Empty():
            return refuse(state, wording.EMPTY, private=False)
        case intents.TooLong(length):
            return refuse(state, wording.too_long_to_read(length), private=False)
        case intents.Unknown():
            return refuse(state, wording.UNKNOWN_BUTTON, private=False)


def _answer(state: State, scene: Scene, text: str, *, unsure: bool = False) -> Turn:
    """The answers to a message; when it might be a proposal, with the way to say so."""
    questions = split(scene.knowledge, text)
    found = [scene.knowledge.worded(finding) for finding in _find_each(questions[:MOST_QUESTIONS], state, scene)]
    names = questions if len(questions) > 1 else [""]
    replies = [build_answer(finding, name) for finding, name in zip(found, names, strict=False)]
    if unsure or (len(replies) == 1 and replies[0].status == "not_covered"):
        propose = Choice(id="as_proposal", label="It’s a proposal", value=clip(text, CARRIED))
        replies = [*replies[:-1], replies[-1].model_copy(update={"choices": (*replies[-1].choices, propose)})]
    if more := more_questions(questions):
        replies.append(Reply(kind="message", text=more, lead=more))
    effects: list[Effect] = [
        RecordQuestion(question=finding.question, status=reply.status or "not_covered", channel=scene.channel)
        for finding, reply in zip(found, replies, strict=False)
    ]
    if not scene.private and any(map(asks_about_privacy, (text, *(finding.question for finding in found)))):
        replies = [reply.model_copy(update={"private": True}) for reply in replies]
    return Turn(state.but(question=found[-1].question, asked=text), tuple(replies), tuple(effects))


def _find_each(questions: Sequence[str], state: State, scene: Scene) -> list[Finding]:
    """What the documents say to the questions of a message, each understood from the one before it."""
    found: list[Finding] = []
    for question in questions:
        found.append(_find(question, found[-1].question if found else state.question, scene))
    return found


def _find(question: str, previous: str, scene: Scene) -> Finding:
    """What the documents say to a question: taken alone, or as following the one before it, whichever says more."""
    alone = scene.knowledge.find(question)
    if not previous or alone.status == "answered":
        return alone
    following = scene.knowledge.follow(question, previous)
    if following is None:
        return alone
    return max(alone, following, key=lambda finding: (_SAYS.index(finding.status), finding.confidence))


_SAYS = ("not_covered", "related", "answered")


def _maybe_answered(state: State, scene: Scene, words: str, unsure: bool) -> Turn | None:
    """Short words that may be a question, answered if the documents do answer them."""
    if not unsure or len(words) > LONGEST_UNSURE:
        return None
    turn = _answer(state, scene, words, unsure=True)
    status = turn.replies[0].status
    confidence = turn.replies[0].confidence or 0.0
    return turn if status == "answered" and confidence >= SURE_ENOUGH else None


def _both(state: State, scene: Scene, text: str, words: str, whole: str) -> Turn:
    """A question and a proposal; a question that no document answers may only lead up to the proposal."""
    answered = _answer(state, scene, text)
    if not asks_about_review(text) and all(reply.status != "answered" for reply in answered.replies):
        return proposing.propose(state, scene, whole)
    proposed = proposing.propose(answered.state, scene, words)
    return Turn(
        proposed.state,
        (*answered.replies, *proposed.replies),
        (*answered.effects, *proposed.effects),
        proposed.said_waiting,
    )


def _skip(state: State, scene: Scene) -> Turn:
    if scene.was == "reason":
        return say(state, wording.FEEDBACK_THANKS)
    return proposing.skip(state, scene)


def _keep(state: State, scene: Scene) -> Turn:
    if state.waiting is not None and scene.was != "withdraw":
        return proposing.show(state, scene, wording.KEPT_DRAFT)
    return say(state, wording.KEPT_SENT, private=True)


def _resolve(state: State, scene: Scene, how: str, text: str) -> Turn:
    pressed = bool(state.asked) and text == clip(state.asked, CARRIED)
    typed = bool(state.asked) and not (text or state.kept or state.waiting)
    if how == "proposal" and (pressed or typed):
        return _was_no_question(state, scene)
    words, state = text or state.kept, state.but(kept="")
    if how == "proposal":
        if words:
            return proposing.propose(state, scene, words)
        return proposing.show(state, scene) if state.waiting else proposing.begin(state, scene, {})
    if words:
        return _answer(state, scene, words)
    if state.waiting is not None and state.waiting.unsure:
        return _answer(state.but(waiting=None), scene, state.waiting.draft.proposal)
    return say(state, wording.ASK_AWAY)


def _was_no_question(state: State, scene: Scene) -> Turn:
    """What was just answered is a proposal: it is not to be counted among the questions, nor kept there."""
    forget = [ForgetQuestion(question=question) for question in split(scene.knowledge, state.asked)[:MOST_QUESTIONS]]
    turn = proposing.propose(state.but(question=""), scene, state.asked)
    return replace(turn, effects=(*turn.effects, *forget))


def _feedback(state: State, scene: Scene, helpful: bool, question: str, reason: str | None) -> Turn:
    asked = question or state.question
    if not asked:
        return say(state, wording.NO_ANSWER_TO_JUDGE)
    effect = RecordFeedback(question=asked, helpful=helpful, reason=reason or "", channel=scene.channel)
    more = [] if helpful or scene.was == "reason" else _further(scene, asked)
    if helpful or reason is not None:
        turn = say(state, wording.FEEDBACK_THANKS)
    else:
        choices = [Choice(id="reason", label=label, value=label) for label in REASONS]
        why = wording.FEEDBACK_WHY if more else f"{wording.FEEDBACK_SORRY} {wording.FEEDBACK_WHY}"
        turn = ask(
            state.but(question=asked),
            "reason",
            why,
            (*choices, Choice(id="skip", label="Skip")),
            private=False,
        )
    return replace(turn, replies=(*more, *turn.replies), effects=(effect,))


def _further(scene: Scene, question: str) -> list[Reply]:
    """What comes next after an answer that did not help."""
    reply = build_further(scene.knowledge.find(question))
    if reply is None:
        return []
    hidden = not scene.private and asks_about_privacy(question)
    return [reply.model_copy(update={"private": True}) if hidden else reply]


def _reason(state: State, scene: Scene, words: str) -> Turn:
    if not state.question or not words:
        return say(state, wording.NO_ANSWER_TO_JUDGE)
    effect = RecordFeedback(
        question=state.question, helpful=False, reason=clip(words, 1_000), channel=scene.channel, follows=True
    )
    thanks = say(state, wording.FEEDBACK_THANKS)
    return Turn(thanks.state, thanks.replies, (effect,))


def _remark(state: State, scene: Scene, remark: intents.Remark, words: str) -> Turn:
    if remark in ("yes", "no"):
        return _yes_no(state, scene, yes=remark == "yes")
    if remark == "unclear" and (answered := _maybe_answered(state, scene, words, unsure=True)):
        return answered
    if remark in ("complaint", "praise", "foreign", "concern", "unclear"):
        return _set_aside(state, remark, words)
    text = _PLAIN[remark]
    if remark == "help" and "reviewer" in scene.roles:
        text += wording.HELP_REVIEWER
    return say(state, text)


def _set_aside(state: State, remark: str, words: str) -> Turn:
    """Remarks that may become a proposal: kept until the next message says so."""
    choices = [FILE_IT if remark == "concern" else Choice(id="as_proposal", label="Send it as it is")]
    if remark == "unclear":
        choices = [Choice(id="as_question", label="It’s a question"), Choice(id="as_proposal", label="It’s a proposal")]
    reply = Reply(
        kind="ask" if remark == "unclear" else "message",
        text=_KEPT[remark],
        lead=_KEPT[remark],
        choices=tuple(choices),
        private=remark == "concern",
    )
    # A concern is not held on to: it is filed only if the next thing said is that it should be.
    return Turn(state.but(kept=words, asking="concern" if remark == "concern" else "meaning"), (reply,))


_PLAIN: dict[str, str] = {
    "help": wording.HELP, "greeting": wording.GREETING, "thanks": wording.THANKS, "goodbye": wording.GOODBYE,
    "abuse": wording.ABUSE, "nonsense": wording.NONSENSE, "non_answer": wording.NON_ANSWER,
    "distress": wording.DISTRESS,
}  # fmt: skip
_KEPT: dict[str, str] = {
    "complaint": wording.COMPLAINT, "praise": wording.PRAISE, "foreign": wording.FOREIGN, "concern": wording.CONCERN,
    "unclear": wording.UNCLEAR,
}  # fmt: skip


def _yes_no(state: State, scene: Scene, *, yes: bool) -> Turn:
    """A bare yes or no means what was asked just before; without that, nothing is done on it."""
    turn = (_yes if yes else _no)(state, scene)
    if turn is not None:
        return turn
    if state.waiting is not None:
        return proposing.show(state, scene, wording.SAY_SUBMIT if yes else wording.CHANGE_WHAT)
    return say(state, wording.YES_TO_WHAT if yes else wording.NO_MATTER)


def _yes(state: State, scene: Scene) -> Turn | None:
    meant: dict[str, Callable[[], Turn]] = {
        "confirm": lambda: proposing.submit(state, scene, "", {}),
        "cancel": lambda: proposing.cancel(state, scene, sure=True),
        "withdraw": lambda: sent.withdraw(state, scene, state.last, sure=True),
        "concern": lambda: Turn(
            state.but(asking="concern"), say(state, wording.FILE_IT, FILE_IT, private=True).replies
        ),
        "meaning": lambda: _resolve(state, scene, "proposal", ""),
        "which": lambda: proposing.place(state, scene, "add"),
    }
    return meant[scene.was]() if scene.was in meant else None


def _no(state: State, scene: Scene) -> Turn | None:
    match scene.was:
        case "confirm":
            return sent.change(state, scene, "")
        case "cancel" | "withdraw":
            return _keep(state, scene)
    return None
