"""Whatever comes in from Slack has a visible, harmless end."""

import json
import time
from collections.abc import Callable

import httpx
import pytest
from slack_api.people import HttpDoor, Person, event_body, signed
from slack_api.running import Scripted
from slack_api.server import SlackApi

from bot.conversation.messages import Choice, Reply

pytest_plugins = ["slack_api.fixtures"]
People = Callable[..., Person]


def said(text: str = "hello", **more: object) -> dict[str, object]:
    return {
        "type": "message",
        "channel_type": "im",
        "user": "U1",
        "text": text,
        "ts": "5.000001",
        "channel": "D1",
        **more,
    }


def quiet(slack: SlackApi, scripted: Scripted, seconds: float = 0.5) -> bool:
    time.sleep(seconds)
    return not slack.messages and not scripted.heard


@pytest.mark.parametrize(
    "headers",
    [
        {"x-slack-signature": "v0=wrong"},
        {"x-slack-request-timestamp": str(int(time.time()) - 3600)},
        signed(json.dumps(event_body(said())).encode(), secret="somebody else's"),
        signed(b"{}", at=time.time() - 3600),
    ],
)
def test_a_wrong_or_stale_signature_is_refused(
    door: HttpDoor, slack: SlackApi, scripted: Scripted, headers: dict[str, str]
):
    assert door.event(event_body(said()), **headers).status_code == 401
    assert quiet(slack, scripted)


def test_a_request_without_any_signature_is_refused(door: HttpDoor, slack: SlackApi, scripted: Scripted):
    answer = door._client.post("/slack/events", json=event_body(said()))
    assert answer.status_code == 401
    assert quiet(slack, scripted)


def test_a_replayed_request_is_worked_once(door: HttpDoor, people: People, scripted: Scripted):
    body = json.dumps(event_body(said())).encode()
    headers = {"content-type": "application/json", **signed(body)}
    for _ in range(3):
        assert door._client.post("/slack/events", content=body, headers=headers).status_code == 200
    people("U1").waits_for_reply()
    assert len(scripted.heard) == 1


def test_the_address_is_confirmed_to_slack(door: HttpDoor):
    answer = door.event({"type": "url_verification", "challenge": "abc", "token": "x"})
    assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})


@pytest.mark.parametrize(
    "event",
    [
        {"type": "a_new_kind_of_event", "user": "U1"},
        said(bot_id="B7"),
        said(user="UBOT1"),
        said(subtype="message_changed", message={"text": "x"}),
        said(subtype="message_deleted"),
        said(subtype="channel_join"),
        said(subtype="bot_message", bot_id="B7"),
        {"type": "message", "channel_type": "im", "channel": "D1", "ts": "5.000001"},
        {"type": "app_mention", "user": "U1", "bot_id": "B7", "text": "<@UBOT1> hi", "ts": "5.1", "channel": "C1"},
    ],
    ids=lambda event: f"{event['type']} {event.get('subtype', '')}",
)
def test_what_is_not_for_us_is_acknowledged_and_left_alone(
    door: HttpDoor, slack: SlackApi, scripted: Scripted, event: dict[str, object]
):
    assert door.event(event_body(event)).status_code == 200
    assert quiet(slack, scripted, 0.3)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"payload=%7B", b"\xff\xfe", b"null"])
def test_signed_but_malformed_requests_are_refused_without_a_traceback(door: HttpDoor, body: bytes):
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        answer = door.post(body, kind)
        assert answer.status_code == 400
        assert "Traceback" not in answer.text


def test_a_message_of_40000_characters_reaches_the_core_whole_and_gets_a_reply(people: People, scripted: Scripted):
    scripted.reply = lambda incoming: [Reply(kind="message", text=incoming.text)]
    ann = people("U1")
    assert ann.asks("word " * 8_000).blocks
    assert len(scripted.heard[0].text) >= 39_999


def test_broadcasts_and_fake_mentions_notify_nobody(people: People, scripted: Scripted):
    scripted.reply = lambda incoming: [
        Reply(kind="confirm", text=f"> {incoming.text}", fields={"proposal": incoming.text, "title": "<!here> <@U9>"}),
        Reply(kind="answer", text=incoming.text, choices=(Choice(id="x", label="Yes"),)),
    ]
    ann = people("U1")
    ann.says("<!channel> <@U9> &lt;!channel&gt; &lt;@U9&gt; [x](https://example.org)", thread="1.000001")
    shown = ann.waits_for_reply(2).shown + ann.sees()[0].shown
    assert "<!" not in shown  # the strict server checks every text as well
    assert "<@" not in shown


def test_a_button_on_an_old_message_of_a_version_long_gone_says_so(people: People):
    ann = people("U1")
    card = ann.asks("hello")
    for action_id, value in (("gone", "x"), ("say:0:x", "not json"), ("say:0:x", json.dumps({"i": "x" * 200}))):
        before = len(ann.sees())
        ann.press_action({"type": "button", "action_id": action_id, "block_id": "b", "value": value}, card)
        assert "not in use any more" in ann.waits_for_reply(before + 1).shown


def test_a_button_of_a_message_that_is_gone_still_gets_its_answer(people: People, scripted: Scripted, slack: SlackApi):
    choices = (Choice(id="submit", label="Submit", value="draft-1"),)
    scripted.reply = lambda incoming: [Reply(kind="ask", text="?", choices=() if incoming.action else choices)]
    ann = people("U1")
    card = ann.asks("hello")
    slack.messages.remove(card)
    ann.presses("Submit", card)
    assert ann.waits_for_reply()


def test_a_deactivated_person_does_no_harm(people: People, slack: SlackApi, scripted: Scripted):
    scripted.reply = lambda incoming: [Reply(kind="message", text="for you", private=True)]
    slack.deactivated.add("U1")
    gone, ben = people("U1"), people("U2")
    gone.mentions("hello")
    assert "for you" in ben.asks("hello").text
    assert gone.sees() == []


def test_people_of_another_organisation_get_a_polite_no(people: People, scripted: Scripted):
    guest = people("U7", home_team="T9")
    guest.mentions("what is this?")
    reply = guest.waits_for_reply(channel="C1")
    assert "organisation" in reply.text
    assert reply.to == "U7"
    assert scripted.heard == []


@pytest.mark.parametrize(
    "error", ["token_revoked", "account_inactive", "channel_not_found", "is_archived", "msg_too_long"]
)
def test_what_slack_refuses_for_good_is_given_up_and_the_next_goes_on(people: People, slack: SlackApi, error: str):
    slack.trouble("chat.postMessage", error)
    ann = people("U1")
    ann.says("one")
    ann.says("two")
    assert ann.waits_for_reply().text == "You said: two"


def test_blocks_slack_will_not_have_are_sent_as_text(people: People, slack: SlackApi):
    slack.trouble("chat.postMessage", "invalid_blocks")
    assert people("U1").asks("hello").text == "You said: hello"


def test_a_modal_whose_time_ran_out_is_said_so(people: People, slack: SlackApi):
    slack.trouble("views.open", "expired_trigger_id")
    ann = people("U1")
    ann.uses_shortcut("make_proposal")
    assert "did not open in time" in ann.waits_for_reply().text


def test_not_helpful_counts_though_its_modal_does_not_open(people: People, slack: SlackApi, scripted: Scripted):
    judged = tuple(Choice(id=name, label=name, value="q") for name in ("helpful", "not_helpful"))
    scripted.reply = lambda incoming: [Reply(kind="answer", text="No.", choices=() if incoming.action else judged)]
    slack.trouble("views.open", "expired_trigger_id")
    ann = people("U1")
    ann.asks("hello?")
    ann.presses("not_helpful")
    ann.waits_for_reply(2)
    assert (scripted.heard[-1].action.id, scripted.heard[-1].action.value) == ("not_helpful", "q")


def test_the_database_gone_means_slack_delivers_again(slack: SlackApi, people: People, door: HttpDoor, monkeypatch):
    def fails(*_: object) -> bool:
        raise OSError("disk gone")

    with monkeypatch.context() as broken:
        broken.setattr("knowledge.deliveries.Deliveries.accept", fails)
        assert door.event(event_body(said())).status_code == 500
    assert door.event(event_body(said()), **{"x-slack-retry-num": "1"}).status_code == 200
    people("U1").waits_for_reply()


def test_an_oversized_request_is_refused(door: HttpDoor):
    assert door.post(b"x" * 1_100_000, "application/json").status_code == 413


def test_a_get_is_not_found(door: HttpDoor):
    assert httpx.get(str(door._client.base_url) + "/slack/events").status_code in {404, 405}
