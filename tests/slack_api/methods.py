"""What Slack's Web API takes, method by method: arguments, scopes. From Slack's reference; only the methods an
assistant could sensibly call are known, every other name is refused as Slack refuses it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Method:
    required: frozenset[str]
    optional: frozenset[str]
    scopes: frozenset[str]
    """Any one of these is enough; empty means none is needed."""


def _method(required: str = "", optional: str = "", scopes: str = "") -> Method:
    return Method(*(frozenset(words.split()) for words in (required, optional, scopes)))


_MESSAGE = (
    "text blocks attachments thread_ts unfurl_links unfurl_media mrkdwn link_names parse metadata "
    "markdown_text reply_broadcast"
)
_HISTORY = "channels:history groups:history im:history mpim:history"

METHODS = {
    "auth.test": _method(),
    "auth.revoke": _method(optional="test"),
    "agents.sessions.setStatus": _method(
        "status channel_id thread_ts", "title initiator_user_id icon_emoji icon_url username", "chat:write"
    ),
    "apps.connections.open": _method(),
    "assistant.threads.setStatus": _method(
        "channel_id thread_ts status", "loading_messages", "assistant:write chat:write"
    ),
    "assistant.threads.setSuggestedPrompts": _method("channel_id prompts", "thread_ts title", "assistant:write"),
    "assistant.threads.setTitle": _method("channel_id thread_ts title", "", "assistant:write"),
    "chat.appendStream": _method("channel ts", "markdown_text chunks", "chat:write"),
    "chat.postEphemeral": _method("channel user", "text blocks thread_ts", "chat:write"),
    "chat.postMessage": _method("channel", _MESSAGE, "chat:write"),
    "chat.startStream": _method(
        "channel thread_ts", "markdown_text recipient_team_id recipient_user_id chunks", "chat:write"
    ),
    "chat.stopStream": _method("channel ts", "markdown_text blocks metadata chunks", "chat:write"),
    "chat.update": _method("channel ts", "text blocks metadata markdown_text", "chat:write"),
    "conversations.history": _method("channel", "cursor inclusive latest oldest limit", _HISTORY),
    "conversations.open": _method("users", "return_im", "im:write"),
    "conversations.replies": _method("channel ts", "cursor inclusive latest oldest limit", _HISTORY),
    "files.info": _method("file", "", "files:read"),
    "oauth.v2.access": _method("code", "client_id client_secret redirect_uri grant_type"),
    "usergroups.users.list": _method("usergroup", "include_disabled team_id", "usergroups:read"),
    "users.info": _method("user", "include_locale", "users:read"),
    "views.open": _method("trigger_id view"),
    "views.publish": _method("user_id view", "hash"),
    "views.push": _method("trigger_id view"),
    "views.update": _method("view", "view_id external_id hash"),
}

EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}
"""What the manifest must ask for to be sent an event; events not named here need nothing."""
