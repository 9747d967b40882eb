"""The one script in Slack, over signed HTTP, with everything real but Slack."""

import time
from collections.abc import Callable

from scenarios.conversation_script import hold
from slack_api.people import Person

pytest_plugins = ["slack_api.fixtures", "slack_api.real"]


def test_slack_holds_it(staff: Callable[..., Person]):
    ann = staff()

    def say(text: str) -> str:
        before = len(ann.sees())
        ann.says(text)
        ann.waits_for(lambda seen: len(seen) > before)
        return "\n".join(one.shown for one in settled(ann)[before:])

    hold(say)


def settled(person: Person) -> list:
    """What a person sees once nothing more comes."""
    count = -1
    while count != len(person.sees()):
        count = len(person.sees())
        time.sleep(1)
    return person.sees()
