"""The door before Bolt, which reads a body before it checks who sent it, and fails on one it cannot read."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier

LARGEST = 1_000_000
"""Bytes; Slack's own requests are far smaller."""


def refusal(headers: Mapping[str, str], body: bytes, secret: str) -> int | None:
    """The HTTP status to refuse a request with (too large, not signed by Slack just now, unreadable), or None."""
    if len(body) > LARGEST:
        return 413
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return 400
    stamp = headers.get("x-slack-request-timestamp", "")
    if not stamp.isdigit() or not SignatureVerifier(secret).is_valid(text, stamp, headers.get("x-slack-signature", "")):
        return 401
    return None if _readable(text, headers.get("content-type", "")) else 400


def _readable(text: str, kind: str) -> bool:
    try:
        if kind.startswith("application/json") or text.startswith("{"):
            return _named(json.loads(text))
        form = parse_qs(text, strict_parsing=True)
        return all(_named(json.loads(value)) for value in form.get("payload", ())) and bool(form)
    except ValueError:
        return False


def _named(body: Any) -> bool:
    """Whether it is an object that says what it is."""
    return isinstance(body, dict) and isinstance(body.get("type"), str)
