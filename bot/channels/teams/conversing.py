"""From an activity to what is to be sent: the one place where Teams meets the conversation core."""

from collections.abc import Sequence
from typing import Any

from bot.channels.teams import messages, turns
from bot.channels.teams.activities import Activity
from bot.channels.teams.addresses import AddressBook, Answers
from bot.channels.teams.cards import VERB, fold_questions
from bot.channels.teams.keeping import HELP as ADMINS
from bot.channels.teams.keeping import Keeping
from bot.channels.teams.messages import Outgoing, is_private, plan_own_chat, plan_replies
from bot.channels.teams.orders import HELP as REVIEWERS
from bot.channels.teams.parts import Roles, Talks
from bot.channels.teams.reviewing import Reviewing
from bot.conversation.messages import Action, Incoming, Reply
from bot.conversation.wording import FEEDBACK_THANKS

THUMB = "message/submitAction"
"""The invoke that a thumb under an answer is."""
DECLINE = "teams_not_my_words"
DECLINED = "Left as it was. Nothing was kept."
EMPTY = "I could not find any words in that. Write to me in plain text, please."


class Conversing:
    """Decides the replies to an activity. Slow, so called in a thread."""

    def __init__(
        self,
        assistant: Talks,
        roles: Roles,
        addresses: AddressBook,
        answers: Answers,
        keeping: Keeping,
        reviewing: Reviewing,
    ) -> None:
        self._reviewing = reviewing
        self._keeping = keeping
        self._assistant = assistant
        self._roles = roles
        self._addresses = addresses
        self._answers = answers

    def decide(self, activity: Activity) -> list[Outgoing]:
        """Everything to send for a message or an installation, in order."""
        if activity.type == "installationUpdate":
            return [messages.plan_welcome(private=activity.private)]
        conversation = self._conversation(activity)
        if activity.type == "message" and (ordered := self._ordered(activity)) is not None:
            return ordered
        if activity.name == THUMB:
            return self._rated(activity)
        if activity.type == "invoke":  # pressed in a process that died before it could answer
            replies = self.pressed(activity) or [Reply(kind="error", text=messages.STALE)]
        else:
            replies = self._message(activity, conversation)
            self._settle_matter(activity, replies)
        return plan_replies(replies, private=activity.private, conversation=conversation)

    def pressed(self, activity: Activity) -> Sequence[Reply] | None:
        """The replies to a pressed button; None when the button is not one of ours."""
        press = turns.read_press(activity.value)
        if press is None:
            return None
        action, conversation = press
        if action.id == DECLINE:
            return [Reply(kind="message", text=DECLINED, private=True)]
        kept = self._keeping.pressed(activity, action, admin="admin" in self._roles.of(activity.person))
        if kept is not None:
            return kept
        replies = self._turn(activity, conversation or self._conversation(activity), action=action)
        self._settle_matter(activity, replies)
        return replies

    def formed(self, activity: Activity, fields: dict[str, Any]) -> Sequence[Reply]:
        """The replies to a form that was sent."""
        return self._turn(activity, activity.conversation, action=Action(id="propose", value=fields))

    def _ordered(self, activity: Activity) -> list[Outgoing] | None:
        return self._reviewing.message(activity, reviewer="reviewer" in self._roles.of(activity.person))

    def _message(self, activity: Activity, conversation: str) -> Sequence[Reply]:
        admin = "admin" in self._roles.of(activity.person)
        dropped = self._keeping.dropped(activity, admin=admin)
        commanded = self._keeping.commanded(activity, admin=admin)
        if commanded is not None:
            return [*dropped, *commanded]
        if activity.text:
            return [*dropped, *self._turn(activity, conversation, text=activity.text), *self._help(activity)]
        if dropped:
            return dropped
        # An older kind of button arrives as a message without words.
        press = turns.read_press({"action": {"verb": VERB, "data": activity.value}})
        if press:
            return self._turn(activity, press[1] or conversation, action=press[0])
        return [Reply(kind="message", text=EMPTY)]

    def _rated(self, activity: Activity) -> list[Outgoing]:
        """What a thumb brings, but for the thanks, which Teams gives; where others read nothing is said of it."""
        question = self._answers.question(activity.conversation, activity.reply_to) if activity.reply_to else ""
        action = turns.read_feedback(activity.value, question)
        if action is None:
            return []
        conversation = self._conversation(activity)
        replies = self._turn(activity, conversation, action=action)
        replies = [reply for reply in replies if reply.text != FEEDBACK_THANKS]
        if activity.private:
            return [Outgoing(reply=reply) for reply in replies]
        return plan_own_chat([reply for reply in replies if is_private(reply)], conversation)

    def _help(self, activity: Activity) -> list[Reply]:
        """What people with a role can type, below the help that everybody gets."""
        if not activity.private or activity.text.strip(" ?!.").lower() not in {"help", "commands"}:
            return []
        roles = self._roles.of(activity.person)
        lists = [text for role, text in (("reviewer", REVIEWERS), ("admin", ADMINS)) if role in roles]
        return [Reply(kind="message", text=text, private=True) for text in lists]

    def _turn(
        self, activity: Activity, conversation: str, *, text: str = "", action: Action | None = None
    ) -> Sequence[Reply]:
        roles = self._roles.of(activity.person)
        turn: Incoming = turns.incoming(activity, roles, text=text, action=action, conversation=conversation)
        return fold_questions(self._assistant.handle(turn))

    def _conversation(self, activity: Activity) -> str:
        """Which conversation words in a chat belong to: in a person's own chat, the one that moved there."""
        known = self._addresses.find(activity.person) if activity.private else None
        return (known.matter if known else "") or activity.conversation

    def _settle_matter(self, activity: Activity, replies: Sequence[Reply]) -> None:
        """What moved to a person's own chat is settled once it has its receipt."""
        known = self._addresses.find(activity.person)
        if known and known.matter and any(reply.receipt for reply in replies):
            self._addresses.remember(activity.person, known.model_copy(update={"matter": ""}))
