"""People in Teams: what their clients send, signed as Microsoft signs it."""

import itertools
import json
from dataclasses import dataclass, field

import httpx
from teams_platform.connector import Microsoft
from teams_platform.tokens import BOT_ID, TENANT

ENDPOINT = "/api/messages"
_ids = itertools.count(1700000000000)


@dataclass
class Person:
    """Somebody with Teams, in their own chat with the bot unless said otherwise."""

    microsoft: Microsoft
    client: httpx.Client
    name: str = "ann"
    tenant: str = TENANT
    conversation: dict = field(default_factory=dict)

    @property
    def chat(self) -> str:
        return f"a:chat-of-{self.name}"

    def activity(self, **parts) -> dict:
        return {
            "type": "message",
            "id": str(next(_ids)),
            "channelId": "msteams",
            "serviceUrl": self.microsoft.service_url,
            "from": {"id": f"29:{self.name}", "name": self.name.title(), "aadObjectId": f"object-{self.name}"},
            "recipient": {"id": f"28:{BOT_ID}", "name": "Soundings"},
            "conversation": self.conversation
            or {"id": self.chat, "conversationType": "personal", "tenantId": self.tenant},
            "channelData": {"tenant": {"id": self.tenant}},
        } | parts

    def sends(self, activity: dict, token: str | None = None) -> httpx.Response:
        signed = token if token is not None else self.microsoft.signer.token(self.microsoft.service_url)
        return self.client.post(ENDPOINT, json=activity, headers={"Authorization": f"Bearer {signed}"})

    def says(self, text: str, **parts) -> httpx.Response:
        return self.sends(self.activity(text=text, **parts))

    def mentions(self, text: str, channel: str = "19:team@thread.tacv2", kind: str = "channel") -> httpx.Response:
        mention = {
            "type": "mention",
            "text": "<at>Soundings</at>",
            "mentioned": {"id": f"28:{BOT_ID}", "name": "Soundings"},
        }
        where = {"id": f"{channel};messageid=1", "conversationType": kind, "tenantId": self.tenant, "isGroup": True}
        return self.says(f"<at>Soundings</at>&nbsp;{text}", entities=[mention], conversation=where)

    def invokes(self, name: str, value: object, **parts) -> httpx.Response:
        return self.sends(self.activity(type="invoke", name=name, value=value, **parts))

    def presses(self, card: dict, title: str, fields: dict | None = None, **parts) -> httpx.Response:
        """Press the button with this title, with what the card's inputs hold (or `fields` instead)."""
        action = next(action for action in card["actions"] if action["title"] == title)
        inputs = inputs_of(card) | (fields or {}) if action.get("associatedInputs") != "none" else {}
        value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": action["data"] | inputs}}
        return self.invokes("adaptiveCard/action", json.loads(json.dumps(value)), **parts)


def inputs_of(card: dict) -> dict:
    from teams_platform.rules import walk

    return {part["id"]: part.get("value", "") for part in walk(card) if str(part.get("type", "")).startswith("Input.")}
