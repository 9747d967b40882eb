"""What Teams sends, read tolerantly into plain data: odd shapes become empty fields, never an exception half-way."""

import hashlib
import html
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.teams.addresses import Address
from retrieval.errors import Refused

Scope = Literal["personal", "groupChat", "channel"]
AT = re.compile(r"<at[^>]*>(.*?)</at>", re.IGNORECASE | re.DOTALL)
INSERTED = re.compile(r'<span class="inline-compose-card".*?</span>\s*</span>', re.DOTALL)
"""Where a card stands that somebody put into their message from the compose box."""
LONGEST_ID = 1_000


class Activity(BaseModel):
    """One activity of Teams, as far as Soundings needs it."""

    model_config = ConfigDict(frozen=True)

    type: str
    id: str
    name: str = ""
    """Which invoke it is, such as `adaptiveCard/action`."""
    action: str = ""
    """Of an installation update: `add` or `remove`."""
    service_url: str
    tenant: str
    scope: Scope
    conversation: str
    sender: str
    """The sender's id in this bot's words; what Teams wants as a member of a new chat."""
    object_id: str
    """The sender's Entra object id; their `sender` id where Teams gives none."""
    bot: str
    text: str = ""
    """What the person wrote to us: mentions of the bot removed, other people's kept as @Name."""
    mentioned: bool = False
    value: Any = None
    reply_to: str = ""
    attachments: tuple[dict[str, Any], ...] = Field(default=(), repr=False)

    @property
    def person(self) -> str:
        """Who it is, for the conversation core."""
        return f"teams:{self.tenant}/{self.object_id}"

    def colleague(self, object_id: str) -> str:
        """Somebody else of the same tenant, for the conversation core."""
        return f"teams:{self.tenant}/{object_id}"

    @property
    def event(self) -> str:
        """A name for this event that no other event of any tenant has, and that tells nobody who or where."""
        words = "\n".join((self.tenant, self.conversation, self.type, self.name, self.id))
        return f"teams:{hashlib.sha256(words.encode()).hexdigest()}"

    @property
    def private(self) -> bool:
        """Whether only the person reads what is written in this conversation."""
        return self.scope == "personal"

    @property
    def address(self) -> Address:
        """Where this conversation is."""
        return Address(
            service_url=self.service_url,
            tenant=self.tenant,
            conversation=self.conversation,
            bot=self.bot,
            user=self.sender,
        )


def read(body: dict[str, Any]) -> Activity:
    """An activity from its JSON. Raises Refused when it does not say what it is, who sent it, where, or by which id."""
    conversation, sender, recipient = (_part(body, name) for name in ("conversation", "from", "recipient"))
    found = {
        "type": _words(body, "type"),
        "id": _words(body, "id"),
        "service_url": _words(body, "serviceUrl").rstrip("/"),
        "conversation": _words(conversation, "id"),
        "sender": _words(sender, "id"),
        "bot": _words(recipient, "id"),
    }
    missing = [name for name, value in found.items() if not value or len(value) > LONGEST_ID]
    if missing:
        raise Refused(f"This is not an activity of Teams: {', '.join(missing)} missing or too long.")
    bot = found["bot"]
    return Activity(
        **found,
        name=_words(body, "name"),
        action=_words(body, "action"),
        tenant=tell_tenant(body),
        scope=_scope(conversation, body),
        object_id=_words(sender, "aadObjectId") or found["sender"],
        text=_text(body, bot),
        mentioned=any(_mentions(entity, bot) for entity in _list(body, "entities")),
        value=body.get("value"),
        reply_to=_words(body, "replyToId"),
        attachments=tuple(part for part in _list(body, "attachments") if isinstance(part, dict)),
    )


def tell_tenant(body: dict[str, Any]) -> str:
    """The tenant an activity says it comes from; "" when it does not say."""
    return _words(_part(body, "conversation"), "tenantId") or _words(_part(_part(body, "channelData"), "tenant"), "id")


def _scope(conversation: dict[str, Any], body: dict[str, Any]) -> Scope:
    kind = _words(conversation, "conversationType")
    if kind == "channel" or _part(_part(body, "channelData"), "team"):
        return "channel"
    if kind == "personal":
        return "personal"
    # Anything we cannot be sure of counts as overheard.
    return "groupChat"


def _text(body: dict[str, Any], bot: str) -> str:
    text = INSERTED.sub(" ", _words(body, "text"))
    for entity in _list(body, "entities"):
        if _mentions(entity, bot):
            text = text.replace(_words(entity, "text") or "\0", " ")
    return html.unescape(AT.sub(lambda match: f"@{match[1]}", text)).replace("\xa0", " ").strip()


def _mentions(entity: object, account: str) -> bool:
    if not isinstance(entity, dict) or entity.get("type") != "mention":
        return False
    return bool(account) and _words(_part(entity, "mentioned"), "id") == account


def _words(part: dict[str, Any], name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""


def _part(part: dict[str, Any], name: str) -> dict[str, Any]:
    value = part.get(name)
    return value if isinstance(value, dict) else {}


def _list(part: dict[str, Any], name: str) -> list[Any]:
    value = part.get(name)
    return value if isinstance(value, list) else []
