"""Checks the set-up of Teams: what is missing, and whether Microsoft accepts the credentials."""

from collections.abc import Iterator
from typing import Any, Literal

import httpx

from bot.channels.teams.guard import is_loopback
from bot.settings import Settings

Found = tuple[Literal["works", "off", "broken"], str, str]
"""State, what is the case, and the fix ("" where none is needed)."""
LOGIN = "https://login.microsoftonline.com"
SCOPE = "https://api.botframework.com/.default"
TIMEOUT = 10.0


def check(settings: Settings, login: str = LOGIN) -> Iterator[Found]:
    """What is right and wrong with the set-up. Asks Microsoft for a token when there is a secret to ask with."""
    if settings.teams_unauthenticated:
        yield _unauthenticated(settings)
        return
    if not settings.teams_tenant_id:
        fix = "Set TEAMS_TENANT_ID to the Directory (tenant) ID. New bots belong to one tenant."
        yield "broken", "no tenant is set, so people of any organisation could use it.", fix
        return
    if not settings.teams_client_secret:
        fix = "That is right on Azure. Anywhere else set TEAMS_CLIENT_SECRET."
        yield "works", "no secret is set: the managed identity of the machine is used.", fix
        return
    yield _ask_for_token(settings, login)


def _unauthenticated(settings: Settings) -> Found:
    if is_loopback(settings.host):
        fix = "Unset DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS before anybody uses it."
        return "works", "open to this machine only, without a token check, for trying things out.", fix
    fix = "Unset DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS, or set HOST=127.0.0.1."
    return "broken", f"without a token check the server will not listen on {settings.host}.", fix


def _ask_for_token(settings: Settings, login: str) -> Found:
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.teams_client_id,
        "client_secret": settings.teams_client_secret,
        "scope": SCOPE,
    }
    try:
        answer = httpx.post(f"{login}/{settings.teams_tenant_id}/oauth2/v2.0/token", data=form, timeout=TIMEOUT)
        said: Any = answer.json()
    except (httpx.HTTPError, ValueError):
        return "broken", f"{login} cannot be reached.", "Let this machine reach it over HTTPS, then check again."
    if answer.is_success and isinstance(said, dict) and said.get("access_token"):
        return "works", "Microsoft accepts the credentials.", ""
    return "broken", "Microsoft does not accept the credentials.", _fix(said)


def _fix(said: Any) -> str:
    words = str(said.get("error_description", "")) if isinstance(said, dict) else ""
    known = {
        "AADSTS7000215": "The secret is wrong. Copy its Value, not its Secret ID, into TEAMS_CLIENT_SECRET.",
        "AADSTS7000222": "The secret has expired. Make a new one and set TEAMS_CLIENT_SECRET.",
        "AADSTS700016": "No such application in this tenant. Check TEAMS_CLIENT_ID and TEAMS_TENANT_ID.",
        "AADSTS90002": "No such tenant. Check TEAMS_TENANT_ID.",
    }
    return next((fix for code, fix in known.items() if code in words), "Check TEAMS_CLIENT_ID, _SECRET and _TENANT_ID.")
