"""Teams, over the wire: ask, propose, be received; each as a person in Teams meets it."""

import json
import re
import time
from collections.abc import Iterator
from datetime import time as time_of_day

import httpx
import pytest
from sqlalchemy import text
from teams_platform.bot import Bot, teams_settings
from teams_platform.connector import Microsoft, Sent
from teams_platform.people import Person
from teams_platform.rules import walk

from bot.app import Soundings, now
from knowledge.proposals.notices import Hours, Notices

pytest_plugins = ["teams_platform.fixtures"]
ALWAYS = time_of_day(23, 59, 59)
COACH = "I think every new care home manager should get a coach for the first year"


@pytest.fixture
def people(microsoft: Microsoft, parts: Soundings) -> Iterator:
    parts.settings = teams_settings(microsoft, home=parts.settings.home)
    with Bot(parts) as bot, httpx.Client(base_url=bot.url, timeout=60) as client:
        yield lambda name="ann", **more: Person(microsoft, client, name, **more)


def said_to(person: Person, text: str, count: int = 1) -> list[Sent]:
    """What is written in a person's own chat after they said something."""
    before = len(person.microsoft.messages(person.chat))
    assert person.says(text).status_code == 200
    person.microsoft.wait_for(before + count, person.chat)
    return settled(person.microsoft, person.chat)[before:]


def settled(microsoft: Microsoft, conversation: str = "") -> list[Sent]:
    """All messages, once no more come."""
    count = -1
    while count != len(microsoft.messages(conversation)):
        count = len(microsoft.messages(conversation))
        time.sleep(0.4)
    return microsoft.messages(conversation)


def card_in(sent: list[Sent], heading: str) -> dict:
    cards = [one.card for one in sent if one.card and heading in str(one.card["body"][0].get("text"))]
    assert cards, f"no card {heading} in {[one.words for one in sent]}"
    return cards[-1]


def receipt_on(card: dict) -> str:
    return re.search(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", str(card["body"]))[0]


def title(card: dict, action: str) -> str:
    return next(one["title"] for one in card["actions"] if one.get("data", {}).get("id") == action)


def test_a_question_is_answered_with_teams_citations_and_thumbs(people):
    (answer,) = said_to(people(), "who is leading the review?")
    (entity,) = [one for one in answer.activity["entities"] if one.get("citation")]
    for claim in entity["citation"]:
        assert f"[{claim['position']}]" in answer.text
        quote = json.loads(claim["appearance"]["text"])["body"][0]["inlines"][0]["text"]
        assert quote.split()[0] in answer.text
    assert answer.activity["channelData"]["feedbackLoop"] == {"type": "default"}


def test_words_we_quote_are_not_labelled_as_made_by_ai(people):
    (answer,) = said_to(people(), "who is leading the review?")
    assert "AIGeneratedContent" not in answer.words


def test_a_question_is_followed_up_in_the_own_chat_and_in_a_thread_of_a_channel(people):
    ann = people()
    said_to(ann, "is social care part of the review?")
    (answer,) = said_to(ann, "and what about primary care?")
    assert "primary care" in answer.text.lower()
    thread = "19:team@thread.tacv2;messageid=1"
    for count, words in enumerate(("who is leading the review?", "who supports him?"), 1):
        ann.mentions(words)
        follow = ann.microsoft.wait_for(count, thread)[-1]
    assert "Linda Pollard" in follow.text


def test_after_a_thumb_down_the_next_passages_come_and_what_is_said_then_is_no_reason(people):
    ann = people()
    (answer,) = said_to(ann, "who is leading the review?")
    down = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": "{}"}}
    assert ann.invokes("message/submitAction", down, replyToId=answer.activity["id"]).status_code == 200
    further = ann.microsoft.wait_for(2, ann.chat)[1]
    assert "passages that come next" in further.text
    assert "What was wrong" not in further.text
    card_in(said_to(ann, COACH), "Your proposal")


def test_what_is_not_covered_says_so_and_where_to_ask(people):
    (answer,) = said_to(people(), "what is the capital of France?")
    assert "leadershipreview@dhsc.gov.uk" in answer.text


def test_a_proposal_takes_one_message_one_press_and_gives_a_receipt(people, parts):
    ann = people()
    card = card_in(said_to(ann, COACH), "Your proposal")
    pressed = ann.presses(card, title(card, "submit")).json()
    assert (pressed["statusCode"], pressed["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    receipt = receipt_on(card_in_answer(pressed, "Received"))
    kept = parts.proposals.by_receipt(receipt)
    assert kept.draft.proposal == COACH
    assert kept.draft.setting == "adult social care"


def card_in_answer(answer: dict, heading: str) -> dict:
    assert heading in str(answer["value"]), answer
    return answer["value"]


def test_a_field_changed_on_the_card_is_what_is_sent(people, parts):
    ann = people()
    card = card_in(said_to(ann, COACH), "Your proposal")
    fields = {"field.level": "every level", "field.themes": "variation; incentives and structures,implementation"}
    receipt = receipt_on(ann.presses(card, title(card, "submit"), fields).json()["value"])
    draft = parts.proposals.by_receipt(receipt).draft
    assert draft.level == "every level"
    assert draft.themes == ("variation, incentives and structures", "implementation")


def test_change_and_cancel_work_on_the_card_in_place(people):
    ann = people()
    card = card_in(said_to(ann, COACH), "Your proposal")
    changed = ann.presses(card, title(card, "change"), {"field.setting": "ambulance"}).json()["value"]
    setting = next(part for part in walk(changed) if part.get("id") == "field.setting")
    assert setting["value"] == "ambulance"
    cancelled = ann.presses(card, title(card, "cancel")).json()
    assert "Input." not in str(cancelled["value"])


def test_every_control_can_be_typed_and_a_question_in_between_loses_nothing(people, parts):
    ann = people()
    said_to(ann, COACH)
    said_to(ann, "change setting to ambulance")
    digression = said_to(ann, "actually, is this anonymous?")
    assert "waiting" in " ".join(one.words for one in digression).lower()
    receipt = receipt_on(card_in(said_to(ann, "submit"), "Received"))
    assert parts.proposals.by_receipt(receipt).draft.setting == "ambulance"
    said_to(ann, f"withdraw {receipt}")
    said_to(ann, "yes")
    assert parts.proposals.by_receipt(receipt).status == "withdrawn"


def test_the_same_press_five_times_in_parallel_keeps_one_proposal_and_shows_the_same_receipt(people, parts):
    from concurrent.futures import ThreadPoolExecutor

    ann = people()
    card = card_in(said_to(ann, COACH), "Your proposal")
    name = title(card, "submit")
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: ann.presses(card, name, id="one-press").json(), range(5)))
    receipts = {receipt_on(answer["value"]) for answer in answers if "Received" in str(answer["value"])}
    assert len(parts.proposals.by_person(f"teams:{ann.tenant}/object-ann")) == 1
    assert len(receipts) == 1


def test_two_people_at_once_never_see_each_others_drafts(people):
    ann, bob = people("ann"), people("bob")
    ann.says(COACH)
    bob.says("Give every ambulance crew a quiet hour with their manager each month")
    ann.microsoft.wait_for(1, ann.chat)
    bob.microsoft.wait_for(1, bob.chat)
    settled(ann.microsoft)
    assert "ambulance crew" not in " ".join(one.words for one in ann.microsoft.messages(ann.chat))
    assert "care home manager" not in " ".join(one.words for one in ann.microsoft.messages(bob.chat))


def test_a_card_from_last_year_or_made_up_gets_a_visible_harmless_end(people):
    ann = people()
    for data in ({"id": "submit", "value": "draft-77"}, {"id": "no-such-thing"}, {"id": "x" * 500}, {}, 5, None, []):
        value = {"action": {"type": "Action.Execute", "verb": "soundings", "data": data}}
        response = ann.invokes("adaptiveCard/action", value)
        assert response.status_code == 200
        assert response.json()["value"]
    assert ann.invokes("adaptiveCard/action", {"action": {"verb": "other"}}).json()["statusCode"] == 400


def test_tags_and_mentions_in_text_stay_plain_words(people):
    ann = people()
    text = "<at>Everyone</at> <script>alert(1)</script> must get [leadership](http://evil.example) training every year"
    sent = said_to(ann, text)
    for one in sent:
        assert "<at>" not in one.text
        assert "<script>" not in one.text
        assert not [entity for entity in one.activity.get("entities") or [] if entity["type"] == "mention"]


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "😀" * 3_000, "word " * 20_000, "مرحبا كيف حالك"])
def test_odd_messages_get_a_visible_end(people, text):
    assert said_to(people(), text)


def test_you_said_we_did_reaches_the_own_chat_of_who_wished_to_hear_once(people, parts):
    parts.__dict__["notices"] = Notices(parts.database, parts.keys, now, Hours(time_of_day(0), ALWAYS, weekends=True))
    ann, bob = people("ann"), people("bob")
    references = {}
    for one, words, wishes in ((ann, COACH, "true"), (bob, "Let porters train as supervisors", "false")):
        card = card_in(said_to(one, words), "Your proposal")
        receipt = receipt_on(one.presses(card, title(card, "submit"), {"field.contact": wishes}).json()["value"])
        references[one.name] = parts.proposals.by_receipt(receipt).reference
    before = len(ann.microsoft.messages(ann.chat))
    for reference in references.values():
        for _ in range(2):
            parts.reviews.answer(reference, "We will <at>all</at> fund it from April.", by="a reviewer")
    told = ann.microsoft.wait_for(before + 1, ann.chat)[before:]
    ann.microsoft.wait_for(before + 1, ann.chat)
    settled(ann.microsoft)
    assert len(ann.microsoft.messages(ann.chat)) == before + 1
    assert f"({references['ann']})" in told[0].text
    assert "fund it from April" in told[0].text
    assert "<at>" not in told[0].text
    assert not [one for one in ann.microsoft.messages(bob.chat) if "fund it" in one.words]
    with parts.database.read() as session:
        kept = " ".join(map(str, session.execute(text("SELECT person, sealed FROM teams_addresses")).all()))
    assert ann.chat not in kept
    assert "object-ann" not in kept
