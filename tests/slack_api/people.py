"""People in a local Slack: what they type and press becomes signed requests to our app; they see what it posts."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_api.block_rules import elements_of
from slack_api.server import Message, SlackApi, dm_of

Thing = dict[str, Any]
SIGNING_SECRET = "a signing secret for tests"
_numbers = itertools.count(1)


def signed(body: bytes, secret: str = SIGNING_SECRET, at: float | None = None) -> dict[str, str]:
    """The headers Slack puts on a request."""
    stamp = str(int(time.time() if at is None else at))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={mac}"}


class HttpDoor:
    """Slack's way in over HTTP."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=60)

    def event(self, body: Thing, **headers: str) -> httpx.Response:
        return self.post(json.dumps(body).encode(), "application/json", **headers)

    def interaction(self, payload: Thing) -> httpx.Response:
        return self.post(urlencode({"payload": json.dumps(payload)}).encode(), "application/x-www-form-urlencoded")

    def command(self, form: Thing) -> httpx.Response:
        return self.post(urlencode(form).encode(), "application/x-www-form-urlencoded")

    def post(self, body: bytes, kind: str, **headers: str) -> httpx.Response:
        return self._client.post(
            "/slack/events", content=body, headers={"content-type": kind, **signed(body), **headers}
        )

    def close(self) -> None:
        self._client.close()


class SocketDoor:
    """Slack's way in over Socket Mode."""

    def __init__(self, slack: SlackApi) -> None:
        self._slack = slack

    def event(self, body: Thing, **_headers: str) -> httpx.Response:
        return self._answer(self._slack.send_envelope("events_api", body))

    def interaction(self, payload: Thing) -> httpx.Response:
        return self._answer(self._slack.send_envelope("interactive", payload))

    def command(self, form: Thing) -> httpx.Response:
        return self._answer(self._slack.send_envelope("slash_commands", form))

    def _answer(self, payload: Thing | None) -> httpx.Response:
        return httpx.Response(200, json=payload) if payload else httpx.Response(200)

    def close(self) -> None:
        """Nothing is held open."""


def event_body(event: Thing, team: str = "T1", bot: str = "UBOT1", event_id: str = "") -> Thing:
    """An event as Slack wraps it."""
    return {
        "type": "event_callback", "token": "x", "team_id": team, "api_app_id": "A1", "event": event,
        "event_id": event_id or f"Ev{next(_numbers)}", "event_time": int(time.time()),
        "authorizations": [{"team_id": team, "user_id": bot, "is_bot": True}],
    }  # fmt: skip


@dataclass
class Person:
    """Somebody with Slack open."""

    slack: SlackApi
    door: Any
    user: str = "U1"
    team: str = "T1"
    home_team: str = ""
    """Their own workspace, when it is another one."""

    @property
    def dm(self) -> str:
        return dm_of(self.user)

    # --- Doing

    def says(self, text: str, thread: str | None = None, **more: Any) -> str:
        """Writes to the bot directly; gives the message's time stamp."""
        event = self._message(self.dm, text, thread, channel_type="im", **more)
        self._expect_ok(self.door.event(event_body(event, self.team)))
        return str(event["ts"])

    def mentions(self, text: str, channel: str = "C1", thread: str | None = None, bot: str = "UBOT1") -> str:
        """Mentions the bot in a channel: Slack sends it twice, as two kinds of event."""
        event = self._message(channel, f"<@{bot}> {text}", thread)
        self._expect_ok(self.door.event(event_body({**event, "type": "message", "channel_type": "channel"}, self.team)))
        self._expect_ok(self.door.event(event_body({**event, "type": "app_mention"}, self.team)))
        return str(event["ts"])

    def writes(self, text: str, channel: str = "C1", thread: str | None = None, **more: Any) -> str:
        """Writes in a channel without mentioning anybody."""
        event = self._message(channel, text, thread, channel_type="channel", **more)
        self._expect_ok(self.door.event(event_body(event, self.team)))
        return str(event["ts"])

    def opens_home(self, tab: str = "home") -> None:
        event = {"type": "app_home_opened", "user": self.user, "channel": self.dm, "tab": tab}
        self._expect_ok(self.door.event(event_body(event, self.team)))

    def stops(self, thread: str) -> None:
        """Presses Slack's own stop button in a thread of their direct messages."""
        event = {"type": "agent_session_stopped", "user": self.user, "channel": self.dm, "thread_ts": thread,
                 "streaming_message_ts": [], "event_ts": self.slack.new_ts()}  # fmt: skip
        self._expect_ok(self.door.event(event_body(event, self.team)))

    def presses(self, label: str, message: Message | None = None) -> None:
        """Presses the button (or chooses the option) with this label, on the newest message that has it."""
        found = message or next(
            (one for one in reversed(self.sees()) if any(_label(part) == label for part in _pressable(one.blocks))),
            None,
        )
        assert found, f"no message has a button {label!r}; seen: {[one.shown for one in self.sees()]}"
        self._expect_ok(self.door.interaction(self.press(label, found)))

    def press(self, label: str, message: Message) -> Thing:
        """A press of the button with this label, as Slack sends it."""
        part = next(part for part in _pressable(message.blocks) if _label(part) == label)
        return self._press(part["action"], message)

    def press_action(self, action: Thing, message: Message) -> httpx.Response:
        return self._expect_ok(self.door.interaction(self._press(action, message)))

    def _press(self, action: Thing, message: Message) -> Thing:
        container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        payload = {
            **self._interaction("block_actions"),
            "container": {**container, "is_ephemeral": message.to is not None},
            "channel": {"id": message.channel, "name": "x"},
            "actions": [{**action, "action_ts": self.slack.new_ts()}],
        }
        if message.to is None:
            payload["message"] = {"type": "message", "ts": message.ts, "text": message.text, "blocks": message.blocks}
            payload["message"] |= {"thread_ts": message.thread} if message.thread else {}
        return payload

    def presses_at_home(self, label: str) -> None:
        part = next(part for part in _pressable(self.slack.homes[self.user]["blocks"]) if _label(part) == label)
        payload = {
            **self._interaction("block_actions"),
            "container": {"type": "view", "view_id": "VHOME"},
            "view": {"id": "VHOME", "type": "home"},
            "actions": [{**part["action"], "action_ts": self.slack.new_ts()}],
        }
        self._expect_ok(self.door.interaction(payload))

    def uses_shortcut(self, callback: str) -> None:
        self._expect_ok(self.door.interaction({**self._interaction("shortcut"), "callback_id": callback}))

    def uses_message_shortcut(self, callback: str, text: str, author: str, channel: str = "C1") -> None:
        payload = {
            **self._interaction("message_action"), "callback_id": callback, "channel": {"id": channel, "name": "x"},
            "message_ts": "1.1", "message": {"type": "message", "user": author, "ts": "1.1", "text": text},
        }  # fmt: skip
        self._expect_ok(self.door.interaction(payload))

    def commands(self, text: str, channel: str = "C1") -> Thing | str:
        form = {
            "command": "/soundings", "text": text, "user_id": self.user, "team_id": self.team, "channel_id": channel,
            "trigger_id": self.slack.trigger(), "response_url": "http://127.0.0.1:1/", "api_app_id": "A1",
        }  # fmt: skip
        return self._expect_ok(self.door.command(form)).text

    def submits(self, view: Thing, kind: str = "view_submission", **values: Any) -> Thing:
        """Fills in a modal and sends it; gives what came back."""
        state: Thing = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element, value = block["element"], values.get(block["block_id"])
                state[block["block_id"]] = {element["action_id"]: _filled(element, value)}
        payload = {**self._interaction(kind), "view": {**view, "state": {"values": state}, "team_id": self.team}}
        answer = self._expect_ok(self.door.interaction(payload))
        return dict(answer.json()) if answer.content else {}

    # --- Seeing

    def sees(self, channel: str = "") -> list[Message]:
        """What this person can read: their direct messages, or one channel with what only they see there."""
        return [
            message
            for message in list(self.slack.messages)
            if message.channel == (channel or self.dm) and message.to in {None, self.user} and message.team == self.team
        ]

    def waits_for(self, true: Callable[[list[Message]], bool], channel: str = "", seconds: float = 90) -> list[Message]:
        end = time.monotonic() + seconds
        while not true(self.sees(channel)):
            assert time.monotonic() < end, f"not seen in time; seen: {[one.shown for one in self.sees(channel)]}"
            time.sleep(0.01)
        return self.sees(channel)

    def waits_for_reply(self, count: int = 1, channel: str = "", seconds: float = 90) -> Message:
        """Waits until there are so many messages; gives the last."""
        finished = lambda seen: len(seen) >= count and not seen[-1].streaming  # noqa: E731
        return self.waits_for(finished, channel, seconds)[-1]

    def asks(self, text: str, **more: Any) -> Message:
        """Says something directly and waits for the next message."""
        before = len(self.sees())
        self.says(text, **more)
        return self.waits_for_reply(before + 1)

    def _message(self, channel: str, text: str, thread: str | None, **more: Any) -> Thing:
        own = self.home_team or self.team
        event = {"type": "message", "user": self.user, "text": text, "ts": self.slack.new_ts(), "channel": channel,
                 "team": own, **more}  # fmt: skip
        return {**event, "thread_ts": thread} if thread else event

    def _interaction(self, kind: str) -> Thing:
        own = self.home_team or self.team
        return {
            "type": kind, "team": {"id": self.team, "domain": "x"}, "api_app_id": "A1", "token": "x",
            "user": {"id": self.user, "username": "x", "team_id": own}, "trigger_id": self.slack.trigger(),
            "enterprise": None, "is_enterprise_install": False,
        }  # fmt: skip

    def _expect_ok(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 200, f"{answer.status_code}: {answer.text}"
        return answer


def _pressable(blocks: list[Thing]) -> list[Thing]:
    return [part for element in elements_of(blocks) for part in _parts(element)]


def _parts(element: Thing) -> Iterator[Thing]:
    base = {"type": element["type"], "action_id": element.get("action_id"), "block_id": "b"}
    if element["type"] == "button":
        yield {"label": element["text"]["text"], "action": {**base, "value": element.get("value")}}
    for option in element.get("options", ()):
        yield {"label": option["text"]["text"], "action": {**base, "selected_option": option}}
    for side in ("positive_button", "negative_button"):
        if side in element:
            yield {"label": element[side]["text"]["text"], "action": {**base, "value": element[side]["value"]}}


def _label(part: Thing) -> str:
    return str(part["label"])


def _filled(element: Thing, value: Any) -> Thing:
    if element["type"] == "plain_text_input":
        return {"type": element["type"], "value": value if value is not None else element.get("initial_value")}
    options = {option["value"]: option for option in element["options"]}
    if element["type"] in {"multi_static_select", "checkboxes"}:
        return {"type": element["type"], "selected_options": [options[one] for one in value or ()]}
    return {"type": element["type"], "selected_option": options.get(value) or element.get("initial_option")}
