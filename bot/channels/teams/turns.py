"""From an activity to a turn of the conversation core. Pure, but for the roles it is given."""

from typing import Any

from bot.channels.teams.activities import Activity
from bot.channels.teams.cards import VERB, read_fields
from bot.conversation.messages import Action, Incoming, Role

CHANNEL = "teams"
LONGEST_NAME = 500


def incoming(
    activity: Activity,
    roles: frozenset[Role],
    *,
    text: str = "",
    action: Action | None = None,
    conversation: str = "",
    part: str = "",
) -> Incoming:
    """One turn. `part` tells several turns of one activity apart, so that each is worked once."""
    return Incoming(
        person=activity.person,
        conversation=conversation or activity.conversation,
        text=text,
        action=action,
        event=f"{activity.event}{part}",
        channel=CHANNEL,
        roles=roles,
        private=activity.private,
    )


def read_press(value: Any) -> tuple[Action, dict[str, Any], str] | None:
    """The action, the fields on the card and the conversation a pressed button belongs to; None when it is not ours.

    Cards come back from the client, perhaps a year old or made up: nothing in them is taken on trust.
    """
    action = value.get("action") if isinstance(value, dict) else None
    data = action.get("data") if isinstance(action, dict) else None
    if not isinstance(action, dict) or not isinstance(data, dict) or action.get("verb") != VERB:
        return None
    name, conversation = data.get("id"), data.get("conversation", "")
    if not isinstance(name, str) or not 0 < len(name) <= 100 or not isinstance(conversation, str):
        return None
    return Action(id=name, value=data.get("value")), read_fields(data), conversation[:LONGEST_NAME]
