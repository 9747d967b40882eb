"""From an activity to a turn of the conversation core. Pure, but for the roles it is given."""

import json
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
        reply_to=activity.person,
    )


def read_press(value: Any) -> tuple[Action, str] | None:
    """The action of a pressed button and the conversation it belongs to; None when it is not one of ours.

    Cards come back from the client, perhaps a year old or made up: nothing in them is taken on trust.
    """
    action = value.get("action") if isinstance(value, dict) else None
    data = action.get("data") if isinstance(action, dict) else None
    if not isinstance(action, dict) or not isinstance(data, dict) or action.get("verb") != VERB:
        return None
    name, conversation = data.get("id"), data.get("conversation", "")
    if not isinstance(name, str) or not 0 < len(name) <= 100 or not isinstance(conversation, str):
        return None
    fields = read_fields(data)
    carried: Any = data.get("value")
    if fields:
        carried = fields | ({"draft": carried} if isinstance(carried, str) else {})
    return Action(id=name, value=carried), conversation[:LONGEST_NAME]


def read_feedback(value: Any, question: str) -> Action | None:
    """Thumbs up or down, in the shape real Teams sends and in the Playground's; None when it is neither.

    Teams has asked for the reason by then; it sends it as a JSON string inside, or leaves it out.
    """
    said = value.get("actionValue") if isinstance(value, dict) else None
    if not isinstance(said, dict) or said.get("reaction") not in {"like", "dislike"}:
        return None
    carried = {"question": question, "reason": _reason(said.get("feedback"))}
    return Action(id="helpful" if said["reaction"] == "like" else "not_helpful", value=carried)


def _reason(feedback: Any) -> str:
    if isinstance(feedback, str):
        try:
            feedback = json.loads(feedback)
        except ValueError:
            return str(feedback).strip()[:LONGEST_NAME]
    words = feedback.get("feedbackText") if isinstance(feedback, dict) else ""
    return words.strip()[:LONGEST_NAME] if isinstance(words, str) else ""
