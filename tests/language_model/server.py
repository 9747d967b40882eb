"""A server that speaks the chat completions of OpenAI, as strict as the real one about what it is sent.

It says what it is told to say next, in every way a model or its provider misbehaves.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test"
MODEL = "test-model"
KNOWN_FIELDS = {
    "model", "messages", "response_format", "max_tokens", "max_completion_tokens", "stream", "temperature", "n",
    "tools", "tool_choice", "parallel_tool_calls", "top_p", "seed",
}  # fmt: skip
Behaviour = Callable[[BaseHTTPRequestHandler, threading.Event], None]


class LanguageModelServer:
    """What was asked of it, and what it does next. The last behaviour stays."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.behaviours: list[Behaviour] = []
        self.stopped = threading.Event()
        self.url = ""

    def will(self, *behaviours: Behaviour) -> None:
        """Behave so, call by call."""
        self.behaviours = list(behaviours)

    def next(self) -> Behaviour:
        """How to behave now."""
        return self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]

    @property
    def seen(self) -> str:
        """Everything it was ever sent."""
        return json.dumps(self.asked, ensure_ascii=False)


def says(content: str, tokens: int = 321, refusal: str | None = None) -> Behaviour:
    """Reply with this content."""

    def behave(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        send(handler, 200, _completion(content, tokens, refusal))

    return behave


def drafts(*sentences: tuple[str, int, str], answers: bool = True) -> Behaviour:
    """Reply with a draft of (sentence, passage, quote)."""
    rows = [{"text": text, "passage": passage, "quote": quote} for text, passage, quote in sentences]
    return says(json.dumps({"answers": answers, "sentences": rows}))


def refuses(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
    """Decline, as the API does."""
    send(handler, 200, _completion(None, 50, "I can't help with that."))


def fails(status: int) -> Behaviour:
    """An HTTP error."""

    def behave(handler: BaseHTTPRequestHandler, _: threading.Event) -> None:
        send(handler, status, {"error": {"message": "no", "type": "server_error", "param": None, "code": None}})

    return behave


def is_silent(_: BaseHTTPRequestHandler, stopped: threading.Event) -> None:
    """Accept, and never reply."""
    stopped.wait(30)


def drips(handler: BaseHTTPRequestHandler, stopped: threading.Event) -> None:
    """Reply a byte at a time, never quite silent, never done."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not stopped.wait(0.02):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return


def send(handler: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
    """A JSON reply."""
    data = json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


@contextmanager
def running() -> Iterator[LanguageModelServer]:
    """The server on a free port of this machine."""
    model = LanguageModelServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    server.daemon_threads = True
    server.block_on_close = False
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.stopped.set()
        server.shutdown()
        server.server_close()


def _handler(model: LanguageModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if problem := _problem(self.path, self.headers.get("Authorization"), body):
                send(self, 400, {"error": {"message": problem, "type": "invalid_request_error"}})
                raise AssertionError(problem)
            model.asked.append(body)
            model.next()(self, model.stopped)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
            pass

    return Handler


def _problem(path: str, authorization: str | None, body: dict[str, Any]) -> str:
    """What the real one would not take."""
    given = body.get("response_format", {})
    schema = given.get("json_schema", {})
    if path != "/v1/chat/completions" or authorization != f"Bearer {KEY}" or body.get("model") != MODEL:
        return "wrong address, key or model"
    if unknown := set(body) - KNOWN_FIELDS:
        return f"unknown fields {sorted(unknown)}"
    if [message["role"] for message in body["messages"]] != ["system", "user"] or body.get("stream"):
        return "wrong messages"
    if given.get("type") != "json_schema" or schema.get("strict") is not True or not schema.get("name"):
        return "no strict schema"
    return "" if _strict(schema["schema"], schema["schema"]) else "the schema is not strict"


def _strict(node: Any, root: dict[str, Any]) -> bool:
    """Every object closed, with all its properties required: what strict mode demands."""
    if isinstance(node, list):
        return all(_strict(one, root) for one in node)
    if not isinstance(node, dict):
        return True
    if node.get("type") == "object":
        closed = node.get("additionalProperties") is False
        if not closed or set(node.get("required", [])) != set(node["properties"]):
            return False
    return all(_strict(one, root) for one in node.values())


def _completion(content: str | None, tokens: int, refusal: str | None) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": tokens - 20, "completion_tokens": 20, "total_tokens": tokens},
    }
