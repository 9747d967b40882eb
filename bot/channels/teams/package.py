"""The app package people install in Teams: a manifest and two icons in a zip. The same settings give the same bytes."""

import io
import json
import zipfile
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from bot.channels.teams.dialogs import FROM_MESSAGE, PROPOSE
from bot.channels.teams.icons import build_colour_icon, build_outline_icon
from bot.channels.teams.reviewing import SEARCH
from bot.settings import Settings
from retrieval.errors import Refused

VERSION = "1.25"
"""Of the manifest's schema."""
APP_VERSION = "1.0.0"
NAMESPACE = UUID("5f0d2c0e-6f43-4a38-9a0b-3f1f5a5d2c11")
WEBSITE = "https://www.gov.uk/government/organisations/department-of-health-and-social-care"
EVERYBODY = ("personal", "team", "groupChat")
MOMENT = (2026, 1, 1, 0, 0, 0)
"""A fixed time for the files, so that the same settings give the same package."""

ASK = {"title": "Who leads the review?", "description": "Ask anything about the review; the passage is shown."}
HELP = {"title": "Help", "description": "What Soundings does, and what it keeps private."}
COMMANDS = [
    ASK,
    {"title": "Make a proposal", "description": "Say what should change; you see it before it is sent."},
    {"title": "My proposals", "description": "What you sent, and what came of it."},
    {"title": "Privacy", "description": "Who sees what you write, and how to take it back."},
    HELP,
]


def build_package(settings: Settings) -> bytes:
    """The zip to upload. Raises Refused when the settings lack what the manifest must say."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (
            ("manifest.json", json.dumps(build_manifest(settings), indent=2, ensure_ascii=False).encode()),
            ("color.png", build_colour_icon()),
            ("outline.png", build_outline_icon()),
        ):
            package.writestr(zipfile.ZipInfo(name, MOMENT), data)
    return content.getvalue()


def build_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest, with no permission asked for: the bot sees what is written to it and nothing else."""
    bot = _bot_id(settings)
    website = _https(settings.public_url) or WEBSITE
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": VERSION,
        "version": APP_VERSION,
        "id": str(uuid5(NAMESPACE, bot)),
        "developer": {
            "name": "Soundings",
            "websiteUrl": website,
            "privacyUrl": f"{website.rstrip('/')}/privacy" if settings.public_url else website,
            "termsOfUseUrl": website,
        },
        "name": {"short": "Soundings", "full": "Soundings: the health and social care leadership review"},
        "description": {
            "short": "Ask about the leadership review, and leave a proposal.",
            "full": (
                "Soundings answers questions about the review of health and social care leadership in England from its "
                "documents, and shows the passage it relies on. In the same conversation it takes your proposal for "
                "what should change. Proposals are anonymous unless you choose otherwise, and you can take them back."
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#003060",
        "bots": [_bot(bot)],
        "composeExtensions": [_extension(bot)],
        "validDomains": [host] if (host := urlsplit(_https(settings.public_url)).hostname) else [],
    }


def _bot(bot: str) -> dict[str, Any]:
    return {
        "botId": bot,
        "scopes": list(EVERYBODY),
        "supportsFiles": True,
        "isNotificationOnly": False,
        "commandLists": [
            {"scopes": ["personal"], "commands": COMMANDS},
            {"scopes": ["team", "groupChat"], "commands": [ASK, HELP]},
        ],
    }


def _extension(bot: str) -> dict[str, Any]:
    query = {"name": "query", "title": "Search", "description": "Words, or setting: ambulance, or status: received"}
    return {
        "botId": bot,
        "commands": [
            {
                "id": SEARCH, "type": "query", "title": "Find proposals", "initialRun": True,
                "description": "For the review team: find a proposal and put it into this chat",
                "context": ["compose", "commandBox"], "parameters": [query],
            },
            {
                "id": PROPOSE, "type": "action", "title": "Make a proposal", "fetchTask": True,
                "description": "Fill in a form instead of chatting", "context": ["compose", "commandBox"],
            },
            {
                "id": FROM_MESSAGE, "type": "action", "title": "Turn this into a proposal", "fetchTask": True,
                "description": "Make a proposal from a message", "context": ["message"],
            },
        ],
    }  # fmt: skip


def _bot_id(settings: Settings) -> str:
    try:
        return str(UUID(settings.teams_client_id))
    except ValueError as error:
        raise Refused(
            "The package needs the bot's id: set TEAMS_CLIENT_ID to the Application (client) ID of its registration, "
            "which looks like 00000000-0000-0000-0000-000000000000."
        ) from error


def _https(url: str) -> str:
    return url if url.startswith("https://") else ""
