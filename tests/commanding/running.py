"""The `soundings` command run in this process: what it prints, and how it ends."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot import cli


@dataclass
class Done:
    """How a command ended."""

    status: int
    output: str
    errors: str

    def json(self) -> Any:
        return json.loads(self.output)


Command = Callable[..., Done]


def run(
    arguments: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stdin: str | bytes | None = None,
) -> Done:
    """Run one command; `stdin` is what the person types, or the bytes of a pipe."""
    monkeypatch.setattr(sys, "argv", ["soundings", *arguments])
    if stdin is not None:
        piped = io.BytesIO(stdin if isinstance(stdin, bytes) else stdin.encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(piped, encoding="utf-8"))
    capsys.readouterr()
    status = 0
    try:
        cli.main()
    except SystemExit as end:
        status = int(end.code or 0)
    captured = capsys.readouterr()
    return Done(status, captured.out, captured.err)
