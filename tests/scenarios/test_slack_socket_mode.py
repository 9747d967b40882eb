"""The same app over Socket Mode: a local WebSocket instead of signed requests."""

from collections.abc import Callable, Iterator

import pytest
from slack_api.people import Person, SocketDoor, event_body
from slack_api.running import Scripted, TestParts, connected, settings_for
from slack_api.server import SlackApi

from bot.conversation.messages import Choice, Reply
from knowledge.database import Database
from knowledge.privacy import Keys

pytest_plugins = ["slack_api.fixtures"]


@pytest.fixture
def people(
    slack: SlackApi, sqlite_database: Database, keys: Keys, scripted: Scripted
) -> Iterator[Callable[..., Person]]:
    with connected(TestParts(settings_for(slack), sqlite_database, keys, scripted)):
        yield lambda user="U1", **more: Person(slack, SocketDoor(slack), user, **more)


def test_a_message_a_mention_and_a_press(people: Callable[..., Person], scripted: Scripted):
    ann = people()
    assert ann.asks("hello").text == "You said: hello"
    thread = ann.mentions("hello again")
    assert ann.waits_for_reply(channel="C1").thread == thread
    choice = Choice(id="submit", label="Submit", value="draft-1")
    scripted.reply = lambda incoming: [Reply(kind="ask", text="Sure?", choices=() if incoming.action else (choice,))]
    ann.asks("a proposal")
    ann.presses("Submit")
    ann.waits_for(lambda _: any(one.action and one.action.id == "submit" for one in scripted.heard))


def test_the_form_and_its_inline_errors(people: Callable[..., Person], slack: SlackApi, scripted: Scripted):
    ann = people()
    ann.uses_shortcut("make_proposal")
    ann.waits_for(lambda _: bool(slack.views))
    assert ann.submits(slack.views[-1], proposal="short")["response_action"] == "errors"
    ann.submits(slack.views[-1], proposal="Every new manager should get a coach")
    ann.waits_for_reply()
    assert scripted.heard[-1].action.value["proposal"] == "Every new manager should get a coach"


def test_a_command_by_somebody_without_a_role(people: Callable[..., Person]):
    ann = people()
    ann.commands("search coaching")
    assert "for the review team" in ann.waits_for_reply().shown


def test_an_envelope_delivered_again_is_worked_once(people: Callable[..., Person], scripted: Scripted):
    ann = people()
    body = event_body(ann._message(ann.dm, "hello", None, channel_type="im"))
    for _ in range(3):
        ann.door.event(body)
    ann.waits_for_reply()
    ann.asks("and then")
    assert [one.text for one in scripted.heard] == ["hello", "and then"]
