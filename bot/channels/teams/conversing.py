"""From an activity to what is to be sent: the one place where Teams meets the conversation core."""

from collections.abc import Sequence

from bot.channels.teams import messages, turns
from bot.channels.teams.activities import Activity
from bot.channels.teams.messages import Outgoing, plan_replies
from bot.channels.teams.parts import Roles, Talks
from bot.conversation.messages import Reply

EMPTY = "I could not find any words in that. Write to me in plain text, please."


class Conversing:
    """Decides the replies to an activity. Slow, so called in a thread."""

    def __init__(self, assistant: Talks, roles: Roles) -> None:
        self._assistant = assistant
        self._roles = roles

    def decide(self, activity: Activity) -> list[Outgoing]:
        """Everything to send for a message or an installation, in order."""
        if activity.type == "installationUpdate":
            welcome = messages.WELCOME if activity.private else messages.WELCOME_MANY
            return [Outgoing(reply=Reply(kind="message", text=welcome))]
        replies = self._said(activity) if activity.text else [Reply(kind="message", text=EMPTY)]
        return plan_replies(replies, private=activity.private, conversation=activity.conversation)

    def pressed(self, activity: Activity) -> Sequence[Reply] | None:
        """The replies to a pressed button; None when the button is not one of ours."""
        press = turns.read_press(activity.value)
        if press is None:
            return None
        action, _fields, conversation = press
        roles = self._roles.of(activity.person)
        turn = turns.incoming(activity, roles, action=action, conversation=conversation)
        return self._assistant.handle(turn)

    def _said(self, activity: Activity) -> Sequence[Reply]:
        return self._assistant.handle(turns.incoming(activity, self._roles.of(activity.person), text=activity.text))
