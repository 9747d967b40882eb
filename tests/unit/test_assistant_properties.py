"""What holds for every conversation, whatever is said and pressed."""

import json
import logging

from conversing.memory import World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation import intents
from bot.conversation.messages import Reply
from bot.conversation.routing import Context, route
from bot.conversation.state import State

COACH = "I think every new care home manager should get a coach for the first year"
SAID = [
    COACH,
    "every ward needs a matron with time to lead",
    "submit",
    "skip",
    "cancel",
    "yes",
    "no",
    "change",
    "start again",
    "is this anonymous?",
    "what about pay?",
    "who leads? I think boards should listen to night staff",
    "hello",
    "thanks",
    "help",
    "dunno",
    "asdfgh",
    "my proposals",
    "level is everyone",
    "no, it's social care",
    "change setting to the moon",
    "change title to Coaches",
    "change proposal to one leadership course for everyone",
    "add that it needs time",
    "hospital",
    "everyone",
    "you may quote me",
    "contact me",
    "split it",
    "keep as one",
    "add it",
    "a second proposal",
    "replace my draft",
    "more pay",
    "support P-1042",
    "support that one",
    "link mine to P-1042",
    "send mine too",
    "withdraw",
    "withdraw P-1042",
    "withdraw RHB7-4KQX-9TDM-3VWC",
    "what happened to P-1042",
    "search coaching",
    "forget me",
    "nobody listens to us here",
    "my manager is brilliant",
    "my manager is bullying me",
    "send it as it is",
    "it's a question",
    "never mind",
    "keep it",
    "that didn't help",
    "it was too long",
    "the band thing",
    "x" * 2_500,
    "y" * 30_000,
    "",
    "кто руководит",
    "I'm a ward manager",
    f"{COACH}. Another idea: boards should publish what staff told them.",
]
PRESSED = [
    "submit",
    "change",
    "cancel",
    "skip",
    "setting",
    "level",
    "theme",
    "propose",
    "ask",
    "split",
    "together",
    "add",
    "second",
    "replace",
    "as_proposal",
    "as_question",
    "shorten",
    "withdraw",
    "withdraw_yes",
    "keep",
    "open",
    "mine",
    "support",
    "link",
    "send_mine_too",
    "helpful",
    "not_helpful",
    "reason",
    "quote",
    "contact",
    "forget",
    "search",
    "start_again",
    "nonsense",
]
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=40)
    | st.sampled_from(["draft-1", "P-1042", "ambulance"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["proposal", "setting", "level", "themes", "title", "quote", "draft", "x"]), inner
        )
    ),
    max_leaves=5,
)
said = st.one_of(st.sampled_from(SAID), st.text(max_size=300))
step = st.one_of(said, st.tuples(st.sampled_from(PRESSED) | st.text(max_size=20), values))
unhurried = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def take(person, one) -> list[Reply]:
    return person.says(one) if isinstance(one, str) else person.presses(*one)


@unhurried
@given(st.lists(step, min_size=1, max_size=8))
def test_every_message_gets_a_visible_reply_and_nothing_breaks(steps):
    person = World().person()
    logging.getLogger("bot.conversation.assistant").disabled = False
    for one in steps:
        replies = take(person, one)
        assert replies
        for reply in replies:
            assert reply.text.strip()
            assert "went wrong on our side" not in reply.text, one
            json.dumps(reply.model_dump(mode="json"))


DROPS = (
    intents.Submit,
    intents.Cancel,
    intents.StartAgain,
    intents.Place,
    intents.Shorten,
    intents.ChangeTo,
    intents.Split,
    intents.Resolve,
)


@unhurried
@given(st.lists(said, max_size=8))
def test_a_draft_is_lost_only_by_sending_cancelling_or_rewording(steps):
    world = World()
    person = world.person()
    person.says(COACH)
    for one in steps:
        state = State.read(world.conversations.load(person.name, "default")[0])
        heard = route(one, Context.of(state))
        if isinstance(heard, DROPS) or (isinstance(heard, intents.Said) and heard.remark in ("yes", "no")):
            continue
        if isinstance(heard, intents.Withdraw):
            continue
        person.says(one)
        waiting = State.read(world.conversations.load(person.name, "default")[0]).waiting
        assert waiting is not None, one
        assert waiting.draft.proposal.startswith(COACH), one


@unhurried
@given(st.lists(step, max_size=6))
def test_any_state_reads_back_as_it_was_kept(steps):
    world = World()
    person = world.person()
    person.says(COACH)
    person.says("every ward needs a matron with time to lead")
    for one in steps:
        take(person, one)
    state, _ = world.conversations.load(person.name, "default")
    assert State.read(state) == State.read(json.loads(json.dumps(state)))


@unhurried
@given(st.text(max_size=2_000))
def test_any_text_has_a_meaning(text):
    assert route(text, Context()) is not None


@unhurried
@given(st.lists(step, max_size=8))
def test_nothing_is_sent_without_a_submit(steps):
    world = World()
    person = world.person()
    quiet = [one for one in steps if not _submits(one)]
    for one in quiet:
        take(person, one)
    assert not world.proposals.kept


def _submits(one) -> bool:
    if isinstance(one, str):
        return isinstance(route(one, Context()), intents.Submit) or route(one, Context()) == intents.Said("yes", "")
    return str(one[0]).strip().lower().replace(" ", "_") in ("submit", "send_mine_too")


@unhurried
@given(st.binary(max_size=200))
def test_any_state_is_read(data):
    kept = {"waiting": data.hex(), "asking": len(data), "offered": [data.hex()], "kept": ["x"], "profile": 3}
    assert State.read(kept) == State()
