"""Who may knock: checked before and after the package's own token check, always failing closed."""

import ipaddress
from collections.abc import Mapping
from typing import Any

import jwt

from bot.channels.teams import activities
from bot.channels.teams.adapter import Guard, Stop
from retrieval.errors import Refused


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_open_door(host: str) -> None:
    """Raise Refused when the token check is off and the server would listen to more than this machine."""
    if not is_loopback(host):
        raise Refused(
            "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS lets anybody speak as anybody, so the server will not listen "
            f"on {host}. Unset it, or set HOST=127.0.0.1 to try things out on this machine."
        )


def signed_guard(issuer: str) -> Guard:
    """A guard for the normal case: only the Bot Framework's own tokens go on to be checked in full."""

    def guard(body: dict[str, Any], headers: Mapping[str, str], _caller: str) -> None:
        token = _bearer(headers.get("authorization", ""))
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError as error:
            raise Stop(401, "The token cannot be read.") from error
        # Other issuers would send the package to fetch keys from an address of the caller's choosing.
        if header.get("alg") != "RS256" or claims.get("iss") != issuer or not claims.get("exp"):
            raise Stop(401, "The token is not from the Bot Framework.")
        _check_shape(body)

    return guard


def open_guard() -> Guard:
    """A guard for trying things out: no token, but only from this machine and back to this machine."""

    def guard(body: dict[str, Any], headers: Mapping[str, str], caller: str) -> None:
        if not is_loopback(caller):
            raise Stop(403, "Without a token check only this machine may call.")
        if "origin" in headers:  # a page of some web site, open in a browser on this machine
            raise Stop(403, "Without a token check no web page may call.")
        _check_shape(body)

    return guard


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme != "Bearer" or not token.strip():
        raise Stop(401, "A token is missing.")
    return token.strip()


def _check_shape(body: dict[str, Any]) -> None:
    try:
        activities.read(body)
    except Refused as refused:
        raise Stop(400, str(refused)) from refused
