"""What the tests of the command line start from."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from commanding.running import Command, run

from bot import cli  # noqa: F401 - so that the commands are there to be wired
from bot.app import Soundings
from bot.commands import wiring


@pytest.fixture
def command(
    home: Path, parts: Soundings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command on a prepared state folder; `stdin` is what the person types."""
    monkeypatch.setenv("SOUNDINGS_HOME", str(home))
    for module in [module for name, module in sys.modules.items() if name.startswith("bot.commands")]:
        if hasattr(module, "soundings"):  # each command's module has taken the name from `wiring`
            monkeypatch.setattr(module, "soundings", lambda: parts)
    return lambda *arguments, stdin=None: run(arguments, monkeypatch, capsys, stdin)


@pytest.fixture
def bare_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Runs a command wired by the environment alone."""
    wiring.soundings.cache_clear()
    yield lambda *arguments: run(arguments, monkeypatch, capsys)
    wiring.soundings.cache_clear()
