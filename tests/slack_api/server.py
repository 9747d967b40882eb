"""A local Slack: its Web API over HTTP and Socket Mode over a WebSocket, strict about every call it gets.

A call Slack would refuse is remembered in `faults`; the fixture fails the test for it. Trouble is ordered with
`trouble(...)`: rate limits, server errors, time-outs, dropped connections, or an error by name.
"""

import asyncio
import contextlib
import itertools
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import uvicorn
from slack_api.block_rules import MESSAGE_BLOCKS, blocks_faults, message_faults, view_faults
from slack_api.methods import METHODS
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

Thing = dict[str, Any]
BOT_TOKEN, APP_TOKEN = "xoxb-local-1", "xapp-local-1"
Kind = Literal["404", "429", "500", "accept then hang", "hang", "drop"]


@dataclass
class Message:
    """Something people see in a channel; `to` is set when only one person does."""

    channel: str
    ts: str
    text: str
    blocks: list[Thing]
    thread: str | None = None
    to: str | None = None
    team: str = "T1"
    streaming: bool = False
    edits: int = 0

    @property
    def shown(self) -> str:
        """All words in it, as a person reads them."""
        return "\n".join([self.text, *_words(self.blocks)])


@dataclass
class Team:
    """A workspace the app is installed in."""

    id: str
    token: str
    bot_user: str
    scopes: frozenset[str]
    revoked: bool = False


@dataclass
class SlackApi:
    """The server and all it has seen."""

    scopes: frozenset[str]
    streaming: bool = True
    """Whether the workspaces allow streamed messages."""
    messages: list[Message] = field(default_factory=list)
    views: list[Thing] = field(default_factory=list)
    homes: dict[str, Thing] = field(default_factory=dict)
    statuses: list[Thing] = field(default_factory=list)
    prompts: list[Thing] = field(default_factory=list)
    titles: list[Thing] = field(default_factory=list)
    sessions: list[Thing] = field(default_factory=list)
    """Changes of agent sessions: their status, and the title each was begun with."""
    calls: list[tuple[str, Thing]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    teams: dict[str, Team] = field(default_factory=dict)
    usergroups: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, tuple[Thing, bytes]] = field(default_factory=dict)
    triggers: dict[str, float] = field(default_factory=dict)
    oauth_codes: dict[str, str] = field(default_factory=dict)
    deactivated: set[str] = field(default_factory=set)
    troubled: int = 0
    """How much trouble was given."""
    port: int = 0

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._trouble: dict[str, deque[tuple[str, float]]] = defaultdict(deque)
        self._sockets: list[WebSocket] = []
        self._acks: dict[str, Thing | None] = {}
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.add_team("T1", BOT_TOKEN, "UBOT1")

    def add_team(self, team: str, token: str, bot_user: str) -> None:
        self.teams[token] = Team(team, token, bot_user, self.scopes)

    def trouble(self, method: str, kind: Kind | str, times: int = 1, seconds: float = 1) -> None:
        """The next `times` calls of `method` ("*" for any) get trouble: a Kind, or the name of an error."""
        self._trouble[method].extend([(kind, seconds)] * times)

    def calm(self) -> None:
        """No more trouble."""
        self._trouble.clear()

    def trigger(self, seconds: float = 3) -> str:
        """A fresh trigger id, good for three seconds."""
        name = f"{next(self._numbers)}.trigger"
        self.triggers[name] = time.monotonic() + seconds
        return name

    def new_ts(self) -> str:
        """A time stamp as Slack gives to messages: unique and growing."""
        return f"{1_700_000_000 + int(time.time()) % 100_000_000}.{next(self._numbers):06d}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    @contextlib.contextmanager
    def serving(self) -> Iterator["SlackApi"]:
        """Serve on a port of its own until the end of the block."""
        routes = [
            Route("/api/{method}", self._api, methods=["POST", "GET"]),
            Route("/files/{file}", self._file, methods=["GET"]),
            WebSocketRoute("/socket", self._socket),
        ]
        server = uvicorn.Server(
            uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off", ws="websockets-sansio")
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        self.port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.should_exit = server.force_exit = True
            thread.join(5)

    # --- The Web API

    async def _api(self, request: Request) -> Response:  # noqa: PLR0911 - one a kind of trouble
        method, arguments = request.path_params["method"], await _arguments(request)
        token = arguments.pop("token", None) or request.headers.get("authorization", "").removeprefix("Bearer ")
        with self._lock:
            kind, seconds = self._next_trouble(method)
        if kind == "drop":
            return PlainTextResponse("", status_code=502)
        if kind == "429":
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(int(seconds))})
        if kind == "500":
            return PlainTextResponse("upstream connect error", status_code=503)
        if kind == "404":
            return PlainTextResponse("Not Found", status_code=404)
        if kind == "hang":
            await asyncio.sleep(seconds)
            return PlainTextResponse("", status_code=504)
        if kind not in {"", "accept then hang"}:
            return JSONResponse({"ok": False, "error": kind})
        with self._lock:
            answer = self._answer(method, arguments, token)
        if kind == "accept then hang":
            await asyncio.sleep(seconds)
        return JSONResponse(answer)

    def _next_trouble(self, method: str) -> tuple[str, float]:
        for name in (method, "*"):
            if self._trouble[name]:
                self.troubled += 1
                return self._trouble[name].popleft()
        return "", 0

    def _answer(self, name: str, arguments: Thing, token: str) -> Thing:  # noqa: PLR0911 - one a refusal
        self.calls.append((name, arguments))
        method = METHODS.get(name)
        if method is None:
            return self._refuse(name, "unknown_method")
        if name == "oauth.v2.access":
            return self._oauth(arguments)
        if name == "apps.connections.open":
            return self._open_socket(token)
        team = self.teams.get(token)
        if team is None:
            return self._refuse(name, "invalid_auth" if token else "not_authed", fault=False)
        if team.revoked:
            return {"ok": False, "error": "token_revoked"}
        if missing := method.required - set(arguments):
            return self._refuse(name, f"invalid_arguments: no {sorted(missing)}")
        if unknown := set(arguments) - method.required - method.optional:
            return self._refuse(name, f"invalid_arguments: unknown {sorted(unknown)}")
        if method.scopes and not method.scopes & team.scopes:
            return self._refuse(name, "missing_scope")
        answer: Thing = getattr(self, "_" + name.replace(".", "_"))(arguments, team)
        return answer

    def _refuse(self, method: str, error: str, *, fault: bool = True) -> Thing:
        if fault:
            self.faults.append(f"{method}: {error}")
        return {"ok": False, "error": error.split(":", maxsplit=1)[0]}

    def _check(self, method: str, faults: Iterator[str]) -> Thing | None:
        found = list(faults)
        return self._refuse(method, f"invalid_blocks: {'; '.join(found)}") if found else None

    def _auth_test(self, _arguments: Thing, team: Team) -> Thing:
        return {"ok": True, "url": f"https://{team.id.lower()}.slack.com/", "team": team.id, "team_id": team.id,
                "user": "soundings", "user_id": team.bot_user, "bot_id": "B" + team.bot_user[1:]}  # fmt: skip

    def _auth_revoke(self, _arguments: Thing, team: Team) -> Thing:
        team.revoked = True
        return {"ok": True, "revoked": True}

    def _chat_postMessage(self, arguments: Thing, team: Team) -> Thing:  # noqa: N802 - Slack's name
        if refused := self._check("chat.postMessage", message_faults(arguments)):
            return refused
        message = self._keep(arguments, team)
        return {"ok": True, "channel": message.channel, "ts": message.ts, "message": {"text": message.text}}

    def _chat_postEphemeral(self, arguments: Thing, team: Team) -> Thing:  # noqa: N802
        if refused := self._check("chat.postEphemeral", message_faults(arguments)):
            return refused
        return {"ok": True, "message_ts": self._keep(arguments, team, to=arguments["user"]).ts}

    def _chat_update(self, arguments: Thing, team: Team) -> Thing:
        if refused := self._check("chat.update", message_faults(arguments)):
            return refused
        message = self.message(arguments["channel"], arguments["ts"])
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        message.text, message.blocks = arguments.get("text", message.text), arguments.get("blocks", message.blocks)
        message.streaming, message.edits = False, message.edits + 1
        return {"ok": True, "channel": message.channel, "ts": message.ts, "text": message.text}

    def _chat_startStream(self, arguments: Thing, team: Team) -> Thing:  # noqa: N802
        if not self.streaming:
            return {"ok": False, "error": "feature_not_enabled"}
        message = self._keep({**arguments, "text": arguments.get("markdown_text", "")}, team)
        message.streaming = True
        return {"ok": True, "channel": message.channel, "ts": message.ts}

    def _chat_appendStream(self, arguments: Thing, _team: Team) -> Thing:  # noqa: N802
        message = self.message(arguments["channel"], arguments["ts"])
        if message is None or not message.streaming:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        if not arguments.get("markdown_text"):
            return self._refuse("chat.appendStream", "no_text")
        if refused := self._check("chat.appendStream", message_faults({"text": arguments["markdown_text"]})):
            return refused
        message.text += arguments["markdown_text"]
        return {"ok": True, "channel": message.channel, "ts": message.ts}

    def _chat_stopStream(self, arguments: Thing, _team: Team) -> Thing:  # noqa: N802
        if "blocks" in arguments:
            faults = blocks_faults(arguments["blocks"], MESSAGE_BLOCKS, 50)
            if refused := self._check("chat.stopStream", faults):
                return refused
        message = self.message(arguments["channel"], arguments["ts"])
        if message is None or not message.streaming:
            return {"ok": False, "error": "message_not_in_streaming_state"}
        message.text += arguments.get("markdown_text", "")
        message.blocks, message.streaming = arguments.get("blocks", []), False
        return {"ok": True, "channel": message.channel, "ts": message.ts}

    def _conversations_open(self, arguments: Thing, team: Team) -> Thing:
        if arguments["users"] in self.deactivated:
            return {"ok": False, "error": "user_disabled"}
        return {"ok": True, "channel": {"id": dm_of(arguments["users"])}}

    def _conversations_history(self, arguments: Thing, _team: Team) -> Thing:
        return self._listed(arguments, thread=None)

    def _conversations_replies(self, arguments: Thing, _team: Team) -> Thing:
        return self._listed(arguments, thread=arguments["ts"])

    def _listed(self, arguments: Thing, thread: str | None) -> Thing:
        found = [
            {"type": "message", "ts": message.ts, "text": message.text, "blocks": message.blocks, "bot_id": "BBOT1"}
            for message in self.messages
            if message.channel == arguments["channel"] and message.to is None and message.thread == thread
        ]
        return {"ok": True, "messages": found[-int(arguments.get("limit", 100)) :], "has_more": False}

    def _assistant_threads_setStatus(self, arguments: Thing, _team: Team) -> Thing:  # noqa: N802
        self.statuses.append(arguments)
        return {"ok": True}

    def _assistant_threads_setSuggestedPrompts(self, arguments: Thing, _team: Team) -> Thing:  # noqa: N802
        prompts = arguments["prompts"]
        if not 1 <= len(prompts) <= 4 or any(set(prompt) != {"title", "message"} for prompt in prompts):
            return self._refuse("assistant.threads.setSuggestedPrompts", "invalid_arguments: prompts")
        self.prompts.append(arguments)
        return {"ok": True}

    def _agents_sessions_setStatus(self, arguments: Thing, _team: Team) -> Thing:  # noqa: N802
        if arguments["status"] not in {"active", "processing", "suspended", "closed"}:
            return self._refuse("agents.sessions.setStatus", "invalid_arguments: status")
        if len(arguments.get("title", "x")) not in range(1, 201):
            return self._refuse("agents.sessions.setStatus", "invalid_arguments: title")
        self.sessions.append(arguments)
        return {"ok": True, "status": arguments["status"]}

    def _assistant_threads_setTitle(self, arguments: Thing, _team: Team) -> Thing:  # noqa: N802
        self.titles.append(arguments)
        return {"ok": True}

    def _views_open(self, arguments: Thing, _team: Team) -> Thing:
        if self.triggers.pop(arguments["trigger_id"], 0) < time.monotonic():
            return {"ok": False, "error": "expired_trigger_id"}
        return self._view("views.open", arguments)

    def _views_push(self, arguments: Thing, team: Team) -> Thing:
        return self._views_open(arguments, team)

    def _views_update(self, arguments: Thing, _team: Team) -> Thing:
        return self._view("views.update", arguments)

    def _views_publish(self, arguments: Thing, _team: Team) -> Thing:
        answer = self._view("views.publish", arguments)
        self.homes[arguments["user_id"]] = arguments["view"]
        return answer

    def _view(self, method: str, arguments: Thing) -> Thing:
        if refused := self._check(method, view_faults(arguments["view"])):
            return refused
        view = {**arguments["view"], "id": arguments.get("view_id") or f"V{next(self._numbers)}"}
        if view["type"] == "modal":
            self.views.append(view)
        return {"ok": True, "view": view}

    def _usergroups_users_list(self, arguments: Thing, _team: Team) -> Thing:
        users = self.usergroups.get(arguments["usergroup"])
        return {"ok": True, "users": users} if users is not None else {"ok": False, "error": "no_such_subteam"}

    def _files_info(self, arguments: Thing, _team: Team) -> Thing:
        found = self.files.get(arguments["file"])
        return {"ok": True, "file": found[0]} if found else {"ok": False, "error": "file_not_found"}

    def _oauth(self, arguments: Thing) -> Thing:
        token = self.oauth_codes.pop(arguments.get("code", ""), None)
        if token is None:
            return {"ok": False, "error": "invalid_code"}
        team = self.teams[token]
        return {
            "ok": True, "access_token": token, "token_type": "bot", "scope": ",".join(sorted(team.scopes)),
            "bot_user_id": team.bot_user, "app_id": "A1", "team": {"id": team.id, "name": team.id},
            "enterprise": None, "authed_user": {"id": "U9"}, "is_enterprise_install": False,
        }  # fmt: skip

    def _keep(self, arguments: Thing, team: Team, to: str | None = None) -> Message:
        channel = arguments["channel"]
        message = Message(
            channel=dm_of(channel) if channel.startswith("U") else channel,
            ts=self.new_ts(),
            text=arguments.get("text", ""),
            blocks=arguments.get("blocks") or [],
            thread=arguments.get("thread_ts"),
            to=to,
            team=team.id,
        )
        self.messages.append(message)
        return message

    def message(self, channel: str, ts: str) -> Message | None:
        """One message, if there is such a one."""
        return next((found for found in self.messages if (found.channel, found.ts) == (channel, ts)), None)

    # --- Files

    def add_file(self, name: str, content: bytes, mimetype: str = "text/plain") -> Thing:
        """Upload a file, as a person would; gives the file as it stands in a message."""
        identity = f"F{next(self._numbers)}"
        about = {
            "id": identity, "name": name, "mimetype": mimetype, "size": len(content), "mode": "hosted",
            "url_private_download": f"http://127.0.0.1:{self.port}/files/{identity}",
        }  # fmt: skip
        self.files[identity] = (about, content)
        return about

    async def _file(self, request: Request) -> Response:
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.teams:
            return PlainTextResponse("<html>Sign in to Slack</html>", media_type="text/html")
        about, content = self.files[request.path_params["file"]]
        return Response(content, media_type=about["mimetype"])

    # --- Socket Mode

    def _open_socket(self, token: str) -> Thing:
        if token != APP_TOKEN:
            return {"ok": False, "error": "invalid_auth"}
        return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/socket"}

    async def _socket(self, socket: WebSocket) -> None:
        await socket.accept()
        self._loop = asyncio.get_running_loop()
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        self._sockets.append(socket)
        try:
            while True:
                said = json.loads(await socket.receive_text())
                self._acks[said["envelope_id"]] = said.get("payload")
        except (WebSocketDisconnect, json.JSONDecodeError):
            self._sockets.remove(socket)

    def send_envelope(
        self, kind: str, payload: Thing, envelope: str | None = None, seconds: float = 10
    ) -> Thing | None:
        """Send something over Socket Mode; gives what came back with the acknowledgement."""
        envelope = envelope or f"E{next(self._numbers)}"
        _until(lambda: bool(self._sockets), seconds, "nobody connected over Socket Mode")
        assert self._loop
        sending = self._sockets[-1].send_json(
            {
                "envelope_id": envelope,
                "type": kind,
                "payload": payload,
                "accepts_response_payload": kind != "events_api",
            }
        )
        asyncio.run_coroutine_threadsafe(sending, self._loop).result(seconds)
        _until(lambda: envelope in self._acks, seconds, f"no acknowledgement of {kind}")
        return self._acks.pop(envelope)

    @property
    def connected(self) -> bool:
        """Whether anybody is connected over Socket Mode."""
        return bool(self._sockets)


def dm_of(user: str) -> str:
    """The direct-message channel of a person."""
    return "D" + user[1:]


async def _arguments(request: Request) -> Thing:
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await request.body()
        return dict(json.loads(body)) if body else {}
    form = {**request.query_params, **(await request.form())}
    return {name: _decoded(name, str(value)) for name, value in form.items()}


def _decoded(name: str, value: str) -> Any:
    return (
        json.loads(value) if name in {"blocks", "view", "prompts", "metadata", "chunks", "loading_messages"} else value
    )


def _words(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        for name, part in thing.items():
            if name == "text" and isinstance(part, str):
                yield part
            elif name not in {"value", "url", "action_id", "block_id"}:
                yield from _words(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from _words(part)


def _until(true: Any, seconds: float, otherwise: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(otherwise)
        time.sleep(0.005)
