"""What Slack sends, read into one plain shape. Pure: decides what is for us, and under which id."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.slack import mrkdwn
from knowledge.proposals.notices import Notice

Payload = dict[str, Any]
Kind = Literal["message", "action", "home", "opened", "command", "shortcut", "view", "stopped", "unopened", "notice"]
SPOKEN = {None, "file_share", "thread_broadcast"}
"""Subtypes of messages that a person said; edits, deletions, joins and other bots' words are not among them."""
CHOICE = "say"
"""First part of the action id of everything that goes to the conversation core."""


class Arrival(BaseModel):
    """One thing somebody did in Slack."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    id: str
    """The same however often and by whichever twin Slack delivers it."""
    team: str
    """The workspace the app is installed in."""
    user: str
    user_team: str = ""
    """The person's own workspace, when that is another one (Slack Connect)."""
    channel: str = ""
    thread: str | None = None
    """The thread replies go to."""
    ts: str = ""
    text: str = ""
    name: str = ""
    """Which action, command, shortcut or view."""
    value: Any = None
    trigger: str = ""
    files: tuple[Payload, ...] = ()
    message: Payload = Field(default_factory=dict)
    """The message something was pressed on."""

    @property
    def person(self) -> str:
        """Who, as the conversation core and the settings name them."""
        return f"slack:{self.user_team or self.team}/{self.user}"

    @property
    def direct(self) -> bool:
        """Whether only this person reads this channel; so does everything that happens in no channel."""
        return not self.channel or self.channel.startswith("D")

    @property
    def guest(self) -> bool:
        """Whether the person belongs to another organisation."""
        return bool(self.user_team) and self.user_team != self.team

    @property
    def lane(self) -> str:
        """What must be worked in order: one person's doings. To stop must not wait for what it stops."""
        return f"{self.team}/{self.user}" + ("/stop" if self.kind == "stopped" else "")


def read_event(body: Payload, bot_user: str = "") -> Arrival | None:
    """An event of the Events API; None when it is not for us."""
    event = body.get("event", {})
    readers = {
        "message": _message, "app_mention": _mention, "app_home_opened": _home, "agent_session_stopped": _stopped,
    }  # fmt: skip
    reader = readers.get(event.get("type", ""))
    return reader(body, event, bot_user or _bot_user(body)) if reader and event.get("user") else None


def read_action(body: Payload) -> Arrival:
    """A press of a button or a choice in a list."""
    action = (body.get("actions") or [{}])[0]
    container, message = body.get("container", {}), body.get("message") or {}
    channel = (body.get("channel") or {}).get("id", "")
    where = f"{channel}/{container.get('message_ts') or container.get('view_id', '')}"
    ts = message.get("ts") or container.get("message_ts", "")
    return Arrival(
        kind="action",
        id=f"action/{_team(body)}/{where}/{body['user']['id']}/{action.get('action_id')}/{action.get('action_ts')}",
        channel=channel,
        thread=message.get("thread_ts") or container.get("thread_ts") or (None if channel.startswith("D") else ts),
        ts=ts,
        name=action.get("action_id", ""),
        value=_chosen(action),
        trigger=body.get("trigger_id", ""),
        message={} if container.get("is_ephemeral") else message,
        **_who(body),
    )


def read_command(body: Payload) -> Arrival:
    """A slash command."""
    return Arrival(
        kind="command",
        id=f"command/{body['trigger_id']}",
        team=body["team_id"],
        user=body["user_id"],
        channel=body.get("channel_id", ""),
        text=mrkdwn.read(body.get("text", "")),
        name=body["command"],
        trigger=body["trigger_id"],
    )


def read_shortcut(body: Payload) -> Arrival:
    """A global or a message shortcut."""
    return Arrival(
        kind="shortcut",
        id=f"shortcut/{body['trigger_id']}",
        channel=(body.get("channel") or {}).get("id", ""),
        name=body["callback_id"],
        trigger=body["trigger_id"],
        message=body.get("message") or {},
        ts=(body.get("message") or {}).get("ts", ""),
        **_who(body),
    )


def read_notice(notice: Notice) -> Arrival | None:
    """News for a contributor, at the address our `Incoming.reply_to` gave; None when it is no such address."""
    team, _, user = notice.address.removeprefix("slack:").partition("/")
    if not (team and user):
        return None
    return Arrival(kind="notice", id=f"notice/{notice.reference}/{notice.id}", team=team, user=user, text=notice.text)


def read_unopened(arrival: Arrival) -> Arrival:
    """A form asked for by an arrival that Slack did not open."""
    return arrival.model_copy(update={"kind": "unopened", "id": f"{arrival.id}/unopened"})


def read_view(body: Payload) -> Arrival:
    """A modal sent off. One opened view counts once, however often it is sent."""
    view = body["view"]
    blocks = (view.get("state") or {}).get("values") or {}
    return Arrival(
        kind="view",
        id=f"view/{_team(body)}/{view['id']}",
        name=view["callback_id"],
        text=view.get("private_metadata", ""),
        value={name: _chosen(field) for block in blocks.values() for name, field in block.items()},
        trigger=body.get("trigger_id", ""),
        **_who(body),
    )


def _message(body: Payload, event: Payload, bot_user: str) -> Arrival | None:
    if event.get("bot_id") or event["user"] == bot_user or event.get("subtype") not in SPOKEN:
        return None
    if event.get("channel_type") == "im":
        return _said(body, event, bot_user, thread=event.get("thread_ts"))
    if event.get("thread_ts"):
        return _said(body, event, bot_user, thread=event["thread_ts"])
    return None  # said in a channel outside a thread: a mention comes as app_mention, the rest is not for us


def _mention(body: Payload, event: Payload, bot_user: str) -> Arrival | None:
    if event.get("bot_id") or event["user"] == bot_user:
        return None
    arrival = _said(body, event, bot_user, thread=event.get("thread_ts") or event["ts"])
    return arrival.model_copy(update={"name": "mention"})


def _said(body: Payload, event: Payload, bot_user: str, thread: str | None) -> Arrival:
    team = body["team_id"]
    own = event.get("user_team") or event.get("team") or team
    return Arrival(
        kind="message",
        id=f"message/{team}/{event['channel']}/{event['ts']}",
        team=team,
        user=event["user"],
        user_team=own if own != team else "",
        channel=event["channel"],
        thread=thread,
        ts=event["ts"],
        text=mrkdwn.read(mrkdwn.without_mention(event.get("text", ""), bot_user)),
        name="mention" if mrkdwn.mentions(event.get("text", ""), bot_user) else "",
        files=tuple(event.get("files") or ()),
    )


def _home(body: Payload, event: Payload, _bot_user: str) -> Arrival | None:
    return Arrival(
        kind="home" if event.get("tab", "home") == "home" else "opened",
        id=f"event/{body['event_id']}",
        team=body["team_id"],
        user=event["user"],
        channel=event.get("channel", "") if event.get("tab") == "messages" else "",
    )


def _stopped(body: Payload, event: Payload, _bot_user: str) -> Arrival | None:
    return Arrival(
        kind="stopped",
        id=f"event/{body['event_id']}",
        team=body["team_id"],
        user=event["user"],
        channel=event["channel"],
        thread=event.get("thread_ts"),
    )


def _bot_user(body: Payload) -> str:
    found = [one["user_id"] for one in body.get("authorizations") or () if one.get("is_bot") and one.get("user_id")]
    return found[0] if found else ""


def _team(body: Payload) -> str:
    """The workspace the app is installed in; a person's own may differ."""
    return str((body.get("team") or {}).get("id") or body["user"].get("team_id") or "")


def _who(body: Payload) -> Payload:
    team, own = _team(body), body["user"].get("team_id") or ""
    return {"team": team, "user": body["user"]["id"], "user_team": own if own != team else ""}


def _chosen(field: Payload) -> Any:
    """What a control holds: a value, a chosen option's value, or several."""
    if "selected_options" in field:
        return [option["value"] for option in field["selected_options"] or ()]
    if "selected_option" in field:
        return (field["selected_option"] or {}).get("value")
    return field.get("value")
