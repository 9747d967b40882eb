"""Messages of Teams, built from replies by pure functions."""

import json
from collections.abc import Sequence
from typing import Any, Literal

from microsoft_teams.api.activities.message import MessageActivityInput
from microsoft_teams.api.models import Attachment
from microsoft_teams.api.models.entity import CitationAppearance
from pydantic import BaseModel, ConfigDict

from bot.channels.teams import cards
from bot.channels.teams.wording import ABSTRACT, KEYWORD, NAME, defuse, shorten
from bot.conversation.messages import Reply
from bot.conversation.text import numbered
from knowledge.findings import Citation

MOVED = "That part is between you and me, so I have written to you in our own chat."
COULD_NOT_MOVE = (
    "That part is between you and me, but I cannot write to you privately yet. "
    "Please open a chat with me and say it there: nothing of it is shown here."
)
STALE = "This card is too old for me to understand. Write to me instead, and I will pick it up from there."
WELCOME = (
    "Hello. I am Soundings, the assistant of the review of health and social care leadership.\n\n"
    "**Ask me** anything about the review: I answer from its documents and show the passage.\n\n"
    "**Tell me** what should change: I turn it into a short proposal, show it to you, and send it only when you say "
    "so.\n\n"
    "**Private:** proposals are anonymous unless you choose otherwise. I hide names, phone numbers and the like before "
    "anything is kept, and you can take a proposal back at any time with its receipt. Say *privacy* to know more."
)
WELCOME_MANY = (
    "Hello. I am Soundings, the assistant of the review of health and social care leadership. "
    "Mention me with a question and I answer here, with the passage. Proposals are taken in your own chat with me, "
    "where nobody else reads along."
)


class Outgoing(BaseModel):
    """One message of a plan: to the conversation it answers, or to the person's own chat."""

    model_config = ConfigDict(frozen=True)

    to: Literal["here", "own chat"] = "here"
    reply: Reply
    conversation: str = ""
    """Where the matter belongs, when the message is shown in another chat."""
    card: dict[str, Any] | None = None
    """A card made already; the reply's text is then the line for notifications."""
    stream: str = ""
    """The stream in whose place it appears, if one was begun."""
    if_moved: bool = False
    """Say it only when the private part did reach the person."""


def plan_replies(replies: Sequence[Reply], *, private: bool, conversation: str) -> list[Outgoing]:
    """Where each reply goes. What only the person may see leaves a shared conversation, which is told so once."""
    if private:
        return [Outgoing(reply=reply) for reply in replies]
    own = [Outgoing(to="own chat", reply=reply, conversation=conversation) for reply in replies if is_private(reply)]
    here = [Outgoing(reply=reply) for reply in replies if not is_private(reply)]
    moved = [Outgoing(reply=Reply(kind="message", text=MOVED), if_moved=True)] if own else []
    return own + here + moved


def plan_own_chat(replies: Sequence[Reply], conversation: str) -> list[Outgoing]:
    """Everything into the person's own chat, where the conversation goes on."""
    return [Outgoing(to="own chat", reply=reply, conversation=conversation) for reply in replies]


def plan_welcome(*, private: bool) -> Outgoing:
    """The first word after an installation: what it does and what it keeps private."""
    if private:
        return Outgoing(
            reply=Reply(kind="message", text="Hello. I am Soundings."),
            card=cards.dump(cards.build_welcome_card(WELCOME)),
        )
    return Outgoing(reply=Reply(kind="message", text=WELCOME_MANY))


def is_private(reply: Reply) -> bool:
    """Whether only the person may see a reply; a draft or a receipt always is, whatever it says of itself."""
    return reply.private or reply.kind in {"confirm", "receipt", "similar"} or reply.receipt is not None


def carries_on(reply: Reply) -> bool:
    """Whether a reply leaves something to be said to it; an answer, a receipt or a refusal alone does not."""
    return reply.kind in {"ask", "confirm", "similar"} or (reply.kind in {"message", "error"} and bool(reply.choices))


def build_outgoing(outgoing: Outgoing) -> MessageActivityInput:
    """The message of a part of a plan."""
    if outgoing.card is None:
        return build_message(outgoing.reply, outgoing.conversation)
    return build_card_message(outgoing.card, outgoing.reply.text)


def build_message(reply: Reply, conversation: str = "") -> MessageActivityInput:
    """The message of a reply: text with citations for an answer, a card where there is something to press."""
    actions = cards.build_actions(reply, conversation)
    if reply.kind in {"confirm", "receipt"} or (actions and reply.kind != "answer"):
        return build_card_message(cards.dump(cards.build_card(reply, conversation)), spoken(reply))
    message = MessageActivityInput(text=numbered(defuse(reply.text), len(reply.citations)))
    message.text_format = "markdown"
    for number, citation in enumerate(reply.citations, 1):
        message.add_citation(number, build_citation(citation))
    if reply.generated:
        message.add_ai_generated()
    if reply.kind == "answer":
        message.add_feedback()
    if actions:
        message.add_card(cards.build_choices_card(reply, conversation))
    return message


def spoken(reply: Reply) -> str:
    """A line that says what the card is, without what is on it."""
    if reply.kind == "confirm":
        return "Your proposal, for you to look over."
    if reply.kind == "receipt":
        return "Your proposal was received. The receipt is on the card."
    return reply.lead or reply.text


def build_card_message(card: dict[str, Any], words: str) -> MessageActivityInput:
    """A card, with a line for notifications and screen readers."""
    attachment = Attachment(content_type="application/vnd.microsoft.card.adaptive", content=card)
    message = MessageActivityInput().add_attachments(attachment)
    message.summary = defuse(shorten(words, 200))  # type: ignore[attr-defined]
    return message


def build_citation(citation: Citation) -> CitationAppearance:
    """A citation within the lengths Teams allows; opening it shows the whole quote."""
    name = f"{citation.title}, {citation.section}" if citation.section else citation.title
    keywords = [shorten(word, KEYWORD) for word in (citation.publisher, str(citation.published or "")) if word]
    return CitationAppearance(
        name=shorten(name, NAME) or "Document",
        abstract=shorten(citation.shown, ABSTRACT),
        url=citation.url if citation.url.startswith(("https://", "http://")) else None,
        keywords=keywords or None,
        text=json.dumps(cards.dump(cards.build_passage_card(citation))),
    )


def question_of(reply: Reply) -> str:
    """The question a reply answers, as its own button for feedback carries it; "" when it carries none."""
    values = [choice.value for choice in reply.choices if choice.id == "helpful"]
    value = values[0] if values else ""
    return value.get("question", "") if isinstance(value, dict) else str(value or "")
