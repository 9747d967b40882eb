"""A local Microsoft: the key server, and the strict connector that a bot writes to."""

import json
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import jwt
from teams_platform.rules import activity_faults
from teams_platform.tokens import Signer

OUTBOUND = jwt.encode({"aud": "https://api.botframework.com"}, "a key of the tests, long enough to be one", "HS256")


@dataclass
class Sent:
    """Something the bot wrote."""

    conversation: str
    activity: dict
    at: float

    @property
    def text(self) -> str:
        return self.activity.get("text") or ""

    @property
    def card(self) -> dict | None:
        attachments = self.activity.get("attachments") or []
        return attachments[0]["content"] if attachments else None

    @property
    def words(self) -> str:
        """Everything a person could read in it."""
        return json.dumps(self.activity, ensure_ascii=False)


@dataclass
class Fault:
    """How the connector is to fail: that many times, with this status."""

    status: int
    times: int
    headers: dict = field(default_factory=dict)


class Microsoft:
    """Keys under /v1/.well-known, the connector under /teams. Remembers everything, and what was wrong with it."""

    def __init__(self):
        self.signer = Signer()
        self.sent: list[Sent] = []
        self.faults: list[str] = []
        self.failures: list[Fault] = []
        self.refused_chats: set[str] = set()
        self.no_streams = False
        self.files: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self.groups: dict[str, list[str]] = {}
        """Groups of the directory, each with the object ids of its people."""
        self.looked_up: list[str] = []
        self.streams: dict[str, str] = {}
        self.tokens: set[str | None] = set()
        self._lock = threading.Lock()
        self._count = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.graph = f"{self.root}/graph"
        self.service_url = f"{self.root}/teams"
        self.metadata_url = f"{self.root}/v1/.well-known/openidconfiguration"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fail(self, status: int, times: int = 1, **headers: str) -> None:
        self.failures.append(Fault(status, times, {name.replace("_", "-"): value for name, value in headers.items()}))

    def messages(self, conversation: str = "") -> list[Sent]:
        """The messages the bot wrote (not its signs of typing), oldest first."""
        with self._lock:
            found = [sent for sent in self.sent if sent.activity["type"] == "message"]
        return [sent for sent in found if not conversation or sent.conversation == conversation]

    def wait_for(self, count: int, conversation: str = "", seconds: float = 60.0) -> list[Sent]:
        """The messages, once there are `count`."""
        end = time.monotonic() + seconds
        while len(self.messages(conversation)) < count and time.monotonic() < end:
            time.sleep(0.02)
        found = self.messages(conversation)
        assert len(found) >= count, f"{len(found)} of {count} messages: {[sent.text for sent in found]}"
        return found

    def answer(self, method: str, path: str, headers: dict, body: dict) -> tuple[int, dict, dict]:
        if path == "/v1/.well-known/keys":
            return 200, {"keys": [self.signer.jwk()]}, {}
        with self._lock:
            self.tokens.add(headers.get("authorization"))
            if headers.get("authorization") not in {f"Bearer {OUTBOUND}", None}:
                self.faults.append("a wrong token")
            if path.startswith("/graph/"):
                return self._directory(path)
            failure = next((fault for fault in self.failures if fault.times > 0), None)
            if failure:
                failure.times -= 1
                return failure.status, {"error": {"message": "made to fail"}}, failure.headers
            return self._connector(method, path, body)

    def _directory(self, path: str) -> tuple[int, dict, dict]:
        """Microsoft Graph's list of the people in a group, one a page."""
        asked = re.fullmatch(r"/graph/v1\.0/groups/([\w-]+)/transitiveMembers/microsoft\.graph\.user\?(.*)", path)
        if not asked or asked[1] not in self.groups:
            return 403, {"error": {"code": "Authorization_RequestDenied"}}, {}
        self.looked_up.append(asked[1])
        start = int(next(iter(re.findall(r"skip=(\d+)", asked[2])), "0"))
        people = self.groups[asked[1]]
        page = path.partition("?")[0]
        more = {"@odata.nextLink": f"{self.root}{page}?skip={start + 1}"} if people[start + 1 :] else {}
        return 200, {"value": [{"id": one} for one in people[start : start + 1]]} | more, {}

    def _connector(self, method: str, path: str, body: dict) -> tuple[int, dict, dict]:
        parts = [unquote(part) for part in path.removeprefix("/teams/v3/").split("/")]
        if parts == ["conversations"]:
            user = body["members"][0]["id"]
            if user in self.refused_chats:
                return 403, {"error": {"code": "BotNotInConversationRoster", "message": "not installed"}}, {}
            return 201, {"id": f"own-chat-of-{user}"}, {}
        if len(parts) != 3 or parts[0] != "conversations" or parts[2] != "activities" or method != "POST":
            self.faults.append(f"unknown call {method} {path}")
            return 404, {}, {}
        return self._activity(parts[1], body)

    def _activity(self, conversation: str, body: dict) -> tuple[int, dict, dict]:
        faults = activity_faults(body)
        if faults:
            self.faults += faults
            return 400, {"error": {"message": "; ".join(faults)}}, {}
        stream = next((entity for entity in body.get("entities") or [] if entity.get("type") == "streaminfo"), None)
        if stream:
            refused = self._stream(stream, body)
            if refused:
                return refused
        self._count += 1
        made = f"m{self._count}"
        if stream and stream["streamType"] != "final":
            self.streams[made] = "open"
        self.sent.append(Sent(conversation, body, time.monotonic()))
        return 201, {"id": body.get("id") or made}, {}

    def _stream(self, stream: dict, body: dict) -> tuple[int, dict, dict] | None:
        if self.no_streams:
            return 403, {"error": {"message": "Streaming is not allowed for this bot"}}, {}
        if stream["streamType"] != "final":
            return None
        if self.streams.get(stream["streamId"]) != "open":
            return (
                403,
                {"error": {"message": "Content stream is not allowed on an already completed streamed message"}},
                {},
            )
        if not body.get("text"):
            self.faults.append("a stream ended without text")
        self.streams[stream["streamId"]] = "done"
        return None

    def _handler(platform) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                name = self.path.removeprefix("/files/")
                if name not in platform.files:
                    return self._serve()
                platform.fetched.append(name)
                self.send_response(200)
                self.send_header("Content-Length", str(len(platform.files[name])))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(platform.files[name])
                return None

            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                content = self.rfile.read(length)
                if len(content) < length:  # its sender was killed in the middle of it
                    self.close_connection = True
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                status, body, extra = platform.answer(
                    self.command, self.path, headers, json.loads(content) if content else {}
                )
                reply = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(reply)),
                    **extra,
                }.items():
                    self.send_header(name, value)
                with suppress(OSError):
                    self.end_headers()
                    self.wfile.write(reply)

            do_POST = do_PUT = _serve  # noqa: N815

        return Handler
