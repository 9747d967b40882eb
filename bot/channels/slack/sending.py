"""Makes the calls of a plan to Slack's Web API, one at a time, and says how each ended."""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.blocks import OURS, marked

log = logging.getLogger(__name__)
Call = dict[str, Any]
"""`method`, `arguments`; `dm`: a person to write to directly; `quiet`: a nicety, never tried twice."""
PASSING = {
    "internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "rate_limited",
    "team_added_to_org", "timeout",
}  # fmt: skip
GONE = {"token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired"}
NO_STREAMS = {
    "feature_not_enabled",
    "unknown_method",
    "not_allowed",
    "missing_scope",
    "method_not_supported_for_channel_type",
}


@dataclass(frozen=True)
class Later:
    """Slack cannot take it now; try again after so many seconds."""

    seconds: float


@dataclass
class Sender:
    """Sends calls for every workspace. `token_of` finds a workspace's token; None means the app is not there."""

    base_url: str
    token_of: Callable[[str], Awaitable[str | None]]
    on_gone: Callable[[str], Awaitable[None]]
    timeout: int = 10
    pause: float = 2
    """Seconds before the second try; doubled for every further one, a minute at most."""
    _held: dict[tuple[str, str], float] = field(default_factory=dict)
    _dms: dict[tuple[str, str], str] = field(default_factory=dict)
    _plain_only: dict[str, float] = field(default_factory=dict)
    _stopped: set[tuple[str, str]] = field(default_factory=set)
    _session: aiohttp.ClientSession | None = None

    async def client(self, team: str) -> AsyncWebClient | None:
        """A client for one workspace; None when the app is not installed there."""
        token = await self.token_of(team)
        if not token:
            return None
        if self._session is None:  # one for all calls: connections are kept open
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.timeout))
        return AsyncWebClient(token=token, base_url=self.base_url, timeout=self.timeout, session=self._session)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    def stop(self, channel: str, thread: str) -> None:
        """Somebody stopped what is streamed in a thread: it stays as it is."""
        self._stopped.add((channel, thread))

    async def send(self, team: str, call: Call, mark: str, attempts: int = 1) -> Later | None:
        """Make one call. None: done, or given up because it can never work. Never raises for Slack's sake."""
        held = self._held.get((team, call["method"]), 0) - time.monotonic()
        if held > 0:
            return None if call.get("quiet") else Later(held)
        try:
            await self._send(team, call, mark, attempts)
        except SlackApiError as error:
            return await self._refused(team, call, error, attempts)
        except (aiohttp.ClientError, TimeoutError, SlackClientError, json.JSONDecodeError, OSError) as error:
            log.warning("Slack does not answer (%s: %s)", call["method"], type(error).__name__)
            return None if call.get("quiet") else Later(self._backoff(attempts))
        return None

    async def _send(self, team: str, call: Call, mark: str, attempts: int) -> None:
        client = await self.client(team)
        if client is None:
            log.warning("Nothing sent: the app is not installed in that workspace any more")
            return
        arguments = {**call["arguments"]}
        if call.get("dm"):
            arguments["channel"] = await self._dm(client, team, call["dm"])
        if arguments.get("blocks") and mark and call["method"] == "chat.postMessage":
            arguments["blocks"] = marked(arguments["blocks"], mark)
        if attempts > 1 and call["method"] == "chat.postMessage" and await self._is_there(client, arguments, mark):
            return
        if call.get("stream") and self._may_stream(team) and await self._streamed(client, team, call, arguments, mark):
            return
        await client.api_call(call["method"], json=arguments)

    async def _refused(self, team: str, call: Call, error: SlackApiError, attempts: int) -> Later | None:
        status, code = error.response.status_code, _code(error)
        if status == 429 or code in {"ratelimited", "rate_limited"}:
            seconds = _seconds(error.response.headers)
            self._held[team, call["method"]] = time.monotonic() + seconds
            return None if call.get("quiet") else Later(seconds)
        if status >= 500 or code in PASSING or not code:
            return None if call.get("quiet") else Later(self._backoff(attempts))
        if code in GONE:
            await self.on_gone(team)
        log.warning("Slack refused %s: %s", call["method"], code)
        if code.startswith("invalid_blocks") and call["arguments"].get("blocks"):
            bare = {name: value for name, value in call["arguments"].items() if name != "blocks"}
            return await self.send(team, {**call, "arguments": bare}, "", 1)
        return None

    def _backoff(self, attempts: int) -> float:
        return float(min(60, self.pause * 2 ** min(attempts - 1, 10)))

    async def _dm(self, client: AsyncWebClient, team: str, user: str) -> str:
        if (team, user) not in self._dms:
            opened = await client.conversations_open(users=user)
            self._dms[team, user] = opened["channel"]["id"]
        return self._dms[team, user]

    async def _is_there(self, client: AsyncWebClient, arguments: Call, mark: str) -> bool:
        """Whether a message of an earlier, uncertain try is there: a crash or a time-out does not make it two."""
        channel, thread = arguments["channel"], arguments.get("thread_ts")
        if thread:
            found = await client.conversations_replies(channel=channel, ts=thread, limit=200)
        else:
            found = await client.conversations_history(channel=channel, limit=50)
        blocks = (block for message in found["messages"] for block in message.get("blocks") or ())
        return any(block.get("block_id") == f"{OURS}-{mark}" for block in blocks)

    def _may_stream(self, team: str) -> bool:
        return self._plain_only.get(team, 0) < time.monotonic()

    async def _streamed(self, client: AsyncWebClient, team: str, call: Call, arguments: Call, mark: str) -> bool:
        """Show the message as a stream; False where the workspace has none, and a plain message must do."""
        where, stream = {"channel": arguments["channel"], "thread_ts": arguments["thread_ts"]}, call["stream"]
        try:
            started = await client.api_call("chat.startStream", json={**where, **stream["to"]})
        except SlackApiError as error:
            if _code(error) not in NO_STREAMS:
                raise
            self._plain_only[team] = time.monotonic() + 3_600
            return False
        place = {"channel": arguments["channel"], "ts": started["ts"]}
        self._stopped.discard((arguments["channel"], arguments["thread_ts"]))
        try:
            for piece in _flow(stream["flow"]):
                await client.api_call("chat.appendStream", json={**place, "markdown_text": piece})
            await client.api_call("chat.stopStream", json={**place, "blocks": marked(stream["tail"], mark)})
        except (SlackApiError, aiohttp.ClientError, TimeoutError):  # expired, or lost on the way: our full copy
            if (arguments["channel"], arguments["thread_ts"]) in self._stopped:
                return True
            full = {"text": arguments["text"], "blocks": arguments["blocks"]}
            await client.api_call("chat.update", json={**place, **full})
        return True


def _code(error: SlackApiError) -> str:
    """Slack's name of an error; "" where the answer is none of Slack's, such as a proxy's page."""
    data = error.response.data
    said = str(data.get("error") or "") if isinstance(data, dict) else ""
    return said or ("unknown_method" if error.response.status_code == 404 else "")


def _flow(text: str, longest: int = 400) -> list[str]:
    words, pieces = text.split(" "), [""]
    for word in words:
        if len(pieces[-1]) + len(word) > longest:
            pieces.append("")
        pieces[-1] += word + " "
    return [piece for piece in pieces if piece.strip()]


def _seconds(headers: Any) -> float:
    found = {str(name).lower(): value for name, value in dict(headers).items()}.get("retry-after", "1")
    value = found[0] if isinstance(found, list) else found
    try:
        return max(float(value), 0.1)
    except ValueError:
        return 1.0
