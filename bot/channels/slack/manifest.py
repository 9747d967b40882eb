"""The app's manifest, as data: the scopes asked for at installation are those it names."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("manifest.json")


@cache
def manifest() -> dict[str, Any]:
    """The manifest as shipped."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def bot_scopes() -> list[str]:
    """What the bot may do, and no more."""
    return list(manifest()["oauth_config"]["scopes"]["bot"])
