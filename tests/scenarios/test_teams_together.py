"""Teams where others read along: mentions, what moves to the own chat, forms, feedback, the review team's search."""

import json
import time
from datetime import UTC, datetime

import httpx
import pytest
from teams_platform.bot import Bot, parts_with, teams_settings
from teams_platform.people import Person, inputs_of
from teams_platform.rules import card_faults
from teams_platform.tokens import TENANT

from bot.conversation.messages import Choice, Reply
from bot.conversation.wording import FEEDBACK_THANKS
from knowledge.proposals.model import Draft, Found, Proposal

pytest_plugins = ["teams_platform.fixtures"]
FORMS = ("task/fetch", "task/submit", "composeExtension/fetchTask", "composeExtension/submitAction")
CHANNEL = "19:team@thread.tacv2;messageid=1"
WORDS = "Every ward manager should have protected time to lead"
CONFIRM = Reply(
    kind="confirm",
    text="Your proposal",
    lead="Nothing is sent until you submit.",
    fields=Draft(proposal=WORDS, title="Protected time").model_dump(mode="json"),
    choices=(
        Choice(id="submit", label="Submit", value="draft-1"),
        Choice(id="change", label="Change", value="draft-1"),
        Choice(id="cancel", label="Cancel", value="draft-1"),
    ),
    private=True,
)
RECEIPT = Reply(kind="receipt", text="Thank you. It is P-1001.", receipt="RHB7-4KQX-9TDM-3VWC", private=True)


def own_chat(name: str = "ann") -> str:
    return f"own-chat-of-29:{name}"


def quiet(microsoft) -> None:
    time.sleep(0.4)


def test_a_mention_in_a_channel_is_answered_in_its_thread(microsoft, person, core):
    core.reply = lambda incoming: [Reply(kind="answer", text="General Sir Gordon Messenger leads it.")]
    person().mentions("who leads the review?")
    (answer,) = microsoft.wait_for(1)
    assert answer.conversation == CHANNEL
    assert core.asked[0].text == "who leads the review?"
    assert not core.asked[0].private


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
def test_talk_among_others_without_a_mention_is_left_alone(microsoft, person, core, kind):
    where = {"id": CHANNEL, "conversationType": kind, "tenantId": TENANT}
    person().says("what do you think, Bob?", conversation=where)
    quiet(microsoft)
    assert core.asked == []
    assert microsoft.sent == []


@pytest.mark.parametrize("private", [CONFIRM, RECEIPT, Reply(kind="message", text="You sent P-1001.", private=True)])
def test_a_draft_or_receipt_never_appears_in_a_channel(microsoft, person, core, private):
    core.reply = lambda incoming: [private]
    person().mentions(f"I propose: {WORDS}")
    sent = microsoft.wait_for(2)
    shown = [one for one in sent if one.conversation == CHANNEL]
    assert [one.conversation for one in sent] == [own_chat(), CHANNEL]
    assert "our own chat" in shown[0].text
    for secret in ("protected time", "RHB7", "P-1001"):
        assert secret not in shown[0].words


def test_the_conversation_goes_on_in_the_own_chat_by_button_and_in_words(microsoft, person, core):
    ann = person()
    core.reply = lambda incoming: [RECEIPT if "submit" in incoming.text else CONFIRM]
    ann.mentions(f"I propose: {WORDS}")
    card = microsoft.wait_for(2)[0].card
    there = {"id": own_chat(), "conversationType": "personal", "tenantId": TENANT}
    ann.presses(card, "Change", conversation=there)
    ann.says("submit", conversation=there)
    microsoft.wait_for(3)
    assert {incoming.conversation for incoming in core.asked} == {CHANNEL}
    ann.says("hello", conversation=there)  # it has its receipt: what is said now is a new matter
    microsoft.wait_for(4)
    assert core.asked[-1].conversation == own_chat()


JUDGED = (Choice(id="helpful", label="Helpful", value="who sees it?"),)


@pytest.mark.parametrize(
    "moved",
    [
        Reply(kind="error", text="I can only show that to its contributor.", private=True),
        Reply(kind="answer", text="Your manager is not shown it.", choices=JUDGED, private=True),
        RECEIPT.model_copy(update={"choices": (Choice(id="propose", label="Another proposal"),)}),
    ],
)
def test_what_leaves_nothing_to_say_to_it_does_not_take_over_the_own_chat(microsoft, person, core, moved):
    ann = person()
    there = {"id": own_chat(), "conversationType": "personal", "tenantId": TENANT}
    core.reply = lambda incoming: [CONFIRM if "I propose" in incoming.text else moved]
    ann.says(f"I propose: {WORDS}", conversation=there)
    microsoft.wait_for(1)
    ann.mentions("status P-1042")
    microsoft.wait_for(3)
    ann.says("submit", conversation=there)
    microsoft.wait_for(4)
    assert [incoming.conversation for incoming in core.asked] == [own_chat(), CHANNEL, own_chat()]


def test_when_the_own_chat_cannot_be_written_to_nothing_leaks_and_that_is_said(microsoft, person, core):
    microsoft.refused_chats.add("29:ann")
    core.reply = lambda incoming: [CONFIRM, Reply(kind="message", text="More", private=True)]
    person().mentions(f"I propose: {WORDS}")
    (only,) = microsoft.wait_for(1)
    quiet(microsoft)
    assert microsoft.messages() == [only]
    assert "open a chat with me" in only.text
    assert WORDS not in only.words


def test_a_button_pressed_among_others_changes_no_card_for_them(microsoft, person, core):
    choices = (Choice(id="support", label="Support P-1001", value="P-1001"),)
    core.reply = lambda incoming: [Reply(kind="message", text="Found P-1001.", choices=choices)]
    ann = person()
    ann.mentions("anything about coaching?")
    card = microsoft.wait_for(1)[0].card
    core.reply = lambda incoming: [Reply(kind="message", text="Supported.", private=True)]
    where = {"id": CHANNEL, "conversationType": "channel", "tenantId": TENANT}
    answer = ann.presses(card, "Support P-1001", conversation=where).json()
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert "Supported" not in str(answer)
    assert [one.conversation for one in microsoft.wait_for(3)[1:]] == [own_chat(), CHANNEL]


def test_on_install_it_says_what_it_does_and_keeps_private_once(microsoft, person):
    ann = person()
    activity = ann.activity(type="installationUpdate", action="add")
    for _ in range(3):
        assert ann.sends(activity).status_code == 200
    (welcome,) = microsoft.wait_for(1)
    quiet(microsoft)
    assert len(microsoft.messages()) == 1
    for word in ("Ask me", "Private", "anonymous", "receipt"):
        assert word in welcome.words
    (form,) = welcome.card["actions"]
    assert form["data"]["msteams"] == {"type": "task/fetch"}
    assert "What should change" in str(ann.invokes("task/fetch", {"data": form["data"]}).json())


@pytest.mark.parametrize("generated", [True, False])
def test_only_what_a_model_wrote_is_labelled_as_made_by_ai(microsoft, person, core, generated):
    core.reply = lambda incoming: [Reply(kind="answer", text="He leads it.", generated=generated)]
    person().says("who leads it?")
    assert ("AIGeneratedContent" in microsoft.wait_for(1)[0].words) == generated


def test_a_card_somebody_put_into_their_message_is_not_read_as_words(microsoft, person, core):
    span = (
        '<span class="inline-compose-card" itemid="0" itemtype="http://schema.skype.com/InputExtension"> <span></span>'
    )
    person().says(f"{span}\n</span>")
    assert "could not find any words" in microsoft.wait_for(1)[0].text
    person().says(f"what is this? {span}</span>")
    microsoft.wait_for(2)
    assert [one.text for one in core.asked] == ["what is this?"]


def thumb(reaction: str, **more) -> dict:
    return {"actionName": "feedback", "actionValue": {"reaction": reaction} | more}


WHY = json.dumps({"feedbackText": "too long"})
NOTHING = {"question": "", "reason": ""}
ASKED = {"question": "who leads it?", "reason": "too long"}


@pytest.mark.parametrize(
    ("value", "reply_to", "said"),
    [
        (thumb("dislike", feedback=WHY), "m2", ("not_helpful", ASKED)),
        (thumb("like"), "", ("helpful", NOTHING)),
        (thumb("like", feedback="{}"), "nowhere", ("helpful", NOTHING)),
        (thumb("dislike", feedback="odd"), "", ("not_helpful", NOTHING | {"reason": "odd"})),
        (thumb("dislike", feedback='{"feedbackText": " "}'), "", ("not_helpful", NOTHING)),
        (thumb("dislike"), "", ("not_helpful", NOTHING)),
    ],
)
def test_feedback_is_taken_in_both_shapes(microsoft, person, core, value, reply_to, said):
    thumbs = (
        Choice(id="helpful", label="Helpful", value="who leads it?"),
        Choice(id="not_helpful", label="Not helpful"),
    )
    core.reply = lambda incoming: [Reply(kind="answer", text="He does.", choices=thumbs)]
    ann = person()
    ann.says("who leads it?")
    (answer,) = microsoft.wait_for(1)
    assert answer.card is None  # Teams' own thumbs stand for these two
    quiet(microsoft)
    more = {"replyToId": answer.activity["id"] if reply_to == "m2" else reply_to} if reply_to else {}
    assert ann.invokes("message/submitAction", value, **more).status_code == 200
    quiet(microsoft)
    assert (core.asked[-1].action.id, core.asked[-1].action.value) == said


@pytest.mark.parametrize("value", [None, 5, {}, {"actionValue": 5}, {"actionValue": {"reaction": "shrug"}}])
def test_odd_feedback_is_taken_quietly(microsoft, person, core, value):
    assert person().invokes("message/submitAction", value).status_code == 200
    quiet(microsoft)
    assert core.asked == []
    assert microsoft.sent == []


FURTHER = Reply(kind="answer", text="I’m sorry that didn’t help. Perhaps one of these does.")
THANKS = Reply(kind="message", text=FEEDBACK_THANKS)
NEWS = Reply(kind="message", text="P-1001 was answered.", private=True)


def test_what_comes_of_a_thumb_is_shown_in_the_own_chat_once_and_teams_gives_the_thanks(microsoft, person, core):
    core.reply = lambda incoming: [NEWS, FURTHER, THANKS]
    ann = person()
    press = ann.activity(type="invoke", name="message/submitAction", value=thumb("dislike"))
    for _ in range(2):
        assert ann.sends(press).json() == {}
    microsoft.wait_for(2, ann.chat)
    quiet(microsoft)
    assert [one.text for one in microsoft.messages()] == [NEWS.text, FURTHER.text]


def test_among_others_a_thumb_is_answered_with_nothing_but_what_is_for_its_person(microsoft, person, core):
    core.reply = lambda incoming: [NEWS, FURTHER, THANKS]
    where = {"id": CHANNEL, "conversationType": "channel", "tenantId": TENANT}
    person().invokes("message/submitAction", thumb("dislike"), conversation=where)
    (own,) = microsoft.wait_for(1)
    quiet(microsoft)
    assert (own.conversation, own.text) == (own_chat(), NEWS.text)
    assert microsoft.messages() == [own]


def test_among_others_nothing_is_said_of_a_thumb_when_the_own_chat_cannot_be_written_to(microsoft, person, core):
    microsoft.refused_chats.add("29:ann")
    core.reply = lambda incoming: [NEWS, THANKS]
    where = {"id": CHANNEL, "conversationType": "channel", "tenantId": TENANT}
    ann = person()
    ann.invokes("message/submitAction", thumb("like"), conversation=where)
    quiet(microsoft)
    assert len(core.asked) == 1
    assert microsoft.messages() == []


def opened(person: Person, **value) -> dict:
    response = person.invokes("composeExtension/fetchTask", value).json()
    card = response["task"]["value"]["card"]["content"]
    assert card_faults(card) == []
    return card


def message_by(author: str) -> dict:
    return {
        "from": {"user": {"id": author}},
        "body": {"contentType": "html", "content": f"<p><at>Bob</at> {WORDS}&nbsp;&amp; coach</p><p>please</p>"},
    }


def test_a_message_of_ones_own_turns_into_a_proposal_in_the_own_chat(microsoft, person, core):
    core.reply = lambda incoming: [CONFIRM]
    ann = person()
    card = opened(ann, commandId="fromMessage", messagePayload=message_by("object-ann"))
    inputs = inputs_of(card)
    assert inputs["field.proposal"] == f"Bob {WORDS} & coach\nplease"
    assert "asked" not in inputs
    data = card["actions"][0]["data"] | inputs | {"field.setting": "ambulance"}
    done = ann.invokes("composeExtension/submitAction", {"commandId": "fromMessage", "data": data}).json()
    assert done["task"]["type"] == "message"
    (sent,) = microsoft.wait_for(1)
    assert sent.conversation == own_chat()
    action = core.asked[0].action
    assert (action.id, action.value["setting"]) == ("propose", "ambulance")
    assert action.value["proposal"].startswith("Bob Every ward manager")


def asked_about_bobs(ann: Person, **more) -> dict:
    card = opened(ann, commandId="fromMessage", messagePayload=message_by("object-bob") | {"id": "m77"})
    assert "Bob Every ward manager" in str(card)
    data = card["actions"][0]["data"] | more
    return ann.invokes("composeExtension/submitAction", {"commandId": "fromMessage", "data": data}).json()["task"]


def test_somebody_elses_message_is_their_proposal_if_they_say_so(microsoft, person, core):
    core.reply = lambda incoming: [CONFIRM]
    ann, bob = person("ann"), person("bob")
    for _ in range(2):
        assert "I have asked its author" in asked_about_bobs(ann)["value"]
    (question,) = microsoft.wait_for(1)
    quiet(microsoft)
    assert [one.conversation for one in microsoft.messages()] == ["own-chat-of-object-bob"]  # asked once
    assert "Ann" not in question.words
    assert core.asked == []
    assert "Nothing was kept" in str(bob.presses(question.card, "No, thank you").json())
    assert core.asked == []
    drafted = bob.presses(question.card, "Yes, show me first").json()["value"]
    assert inputs_of(drafted)["field.proposal"] == WORDS
    (turn,) = core.asked
    assert (turn.person, turn.action.id) == (f"teams:{TENANT}/object-bob", "propose")
    assert turn.action.value.startswith("Bob Every ward manager")


def test_an_address_in_somebodys_message_is_left_out_when_they_are_asked(microsoft, person, core):
    asked_about_bobs(person("ann"), words="Ward managers need time. [Why](https://evil.example) www.evil.example")
    (question,) = microsoft.wait_for(1)
    assert "evil.example" not in str(question.card["body"])


def test_when_the_author_cannot_be_written_to_their_yes_is_asked_for(microsoft, person, core):
    microsoft.refused_chats.add("object-bob")
    ann = person()
    task = asked_about_bobs(ann)
    card = task["value"]["card"]["content"]
    assert card_faults(card) == []
    data = card["actions"][0]["data"] | inputs_of(card)
    again = ann.invokes("composeExtension/submitAction", {"commandId": "fromMessage", "data": data}).json()
    assert "ask the person who wrote it" in str(again["task"]["value"]["card"])
    assert core.asked == []
    data["asked"] = "true"
    done = ann.invokes("composeExtension/submitAction", {"commandId": "fromMessage", "data": data}).json()
    assert done["task"]["type"] == "message"
    assert [one.person for one in core.asked] == [f"teams:{TENANT}/object-ann"]


@pytest.mark.parametrize("words", ["", "too short", "x" * 2_001, None, 5])
def test_a_form_without_the_words_comes_back_saying_what_is_missing(person, core, words):
    data = {"own": True, "field.proposal": words}
    again = person().invokes("task/submit", {"data": data}).json()
    assert again["task"]["type"] == "continue"
    assert "Please say what should change" in str(again)
    assert core.asked == []


@pytest.mark.parametrize(
    "name", ["task/fetch", "task/submit", "composeExtension/fetchTask", "composeExtension/submitAction"]
)
@pytest.mark.parametrize(
    "value", [None, 5, [], {}, {"data": 5}, {"messagePayload": {"body": 5}, "commandId": "fromMessage"}]
)
def test_odd_forms_get_a_form(person, name, value):
    response = person().invokes(name, value)
    assert response.status_code == 200
    assert response.json()["task"]["type"] == "continue"


class Book:
    """Proposals the review team may find."""

    def __init__(self):
        self.asked = []

    def search(self, query, filters, limit):
        self.asked.append((query, filters, limit))
        now = datetime(2026, 1, 5, tzinfo=UTC)
        kept = Proposal(
            reference="P-1001",
            draft=Draft(proposal=WORDS, title="Time [x](http://a.example)"),
            created=now,
            changed=now,
        )
        return [] if query == "nothing" else [Found(proposal=kept, score=0.9)]


@pytest.fixture
def reviewers(microsoft, sqlite_database, keys, core):
    book = Book()
    settings = teams_settings(microsoft, reviewers=f"teams:{TENANT}/object-rev")
    made = parts_with(sqlite_database, keys, settings, core)
    made.__dict__["proposals"] = book
    with Bot(made) as bot, httpx.Client(base_url=bot.url, timeout=30) as client:
        yield book, lambda name: Person(microsoft, client, name)


def search(person: Person, query: object, **options) -> dict:
    value = {"commandId": "searchProposals", "parameters": [{"name": "query", "value": query}], "queryOptions": options}
    return person.invokes("composeExtension/query", value).json()["composeExtension"]


def test_a_reviewer_finds_proposals_from_the_compose_box(reviewers):
    book, person = reviewers
    result = search(person("rev"), "time to lead setting: ambulance status: received", count=5, skip=0)
    (found,) = result["attachments"]
    assert card_faults(found["content"]) == []
    assert "P-1001" in str(found["preview"])
    query, filters, _ = book.asked[0]
    assert (query, filters.setting, filters.status) == ("time to lead", "ambulance", "received")


def test_nothing_found_is_said(reviewers):
    assert "Try other words" in search(reviewers[1]("rev"), "nothing")["text"]


def test_somebody_else_learns_nothing_from_the_search(reviewers):
    book, person = reviewers
    answer = search(person("ann"), "time to lead")
    assert (answer["type"], book.asked) == ("message", [])
    assert "P-1001" not in str(answer)


@pytest.mark.parametrize("query", [None, 5, "", "x" * 100_000, {"a": 1}])
def test_odd_searches_get_an_answer(reviewers, query):
    assert search(reviewers[1]("rev"), query, count="many", skip=-5)["type"] in {"message", "result"}
