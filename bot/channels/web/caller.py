"""Who is calling: a signed cookie that means one browser, or a bearer token that means a reviewer or an admin."""

import secrets
from dataclasses import dataclass

from fastapi import HTTPException, Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.channels.web.parts import Tokens
from bot.conversation.messages import Role
from knowledge.privacy import Keys

COOKIE = "soundings"
LONGEST = 30 * 24 * 3600
"""Seconds a cookie is believed. The browser drops it when it is closed: many of our people share a computer."""


@dataclass(frozen=True)
class Caller:
    """One caller. `id` is random, or says which token it is; it is no person's name."""

    id: str
    roles: frozenset[Role] = frozenset()
    is_new: bool = False

    @property
    def person(self) -> str:
        """The caller in the conversation's words."""
        return f"web:{self.id}"


class Callers:
    """Tells callers apart."""

    def __init__(self, keys: Keys, tokens: Tokens) -> None:
        self._signer = URLSafeTimedSerializer(keys.signing("web caller"), salt="caller")
        self._tokens = tokens

    def of(self, request: Request) -> Caller:
        """Who sent this; somebody new when nothing says. Raises 401 for a token that is not in force."""
        if "authorization" in request.headers:
            return self.bearer(request)
        return self._by_cookie(request) or Caller(secrets.token_urlsafe(18), is_new=True)

    def bearer(self, request: Request) -> Caller:
        """Who holds the bearer token. Raises 401."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        found = self._tokens.check(token.strip()) if scheme.lower() == "bearer" and token.strip() else None
        if found is None:
            said = "This needs a token in force: send `Authorization: Bearer …` (see `soundings token create`)."
            raise HTTPException(401, said, headers={"WWW-Authenticate": "Bearer"})
        number, role = found
        return Caller(f"token-{number}", roles=roles_of(role))

    def remember(self, response: Response, caller: Caller, request: Request) -> None:
        """Give a new caller the cookie by which we know them again."""
        if caller.is_new:
            set_cookie(response, request, COOKIE, self._signer.dumps(caller.id))

    def forget(self, response: Response) -> None:
        """Take the cookie back."""
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")

    def _by_cookie(self, request: Request) -> Caller | None:
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            return Caller(str(self._signer.loads(cookie, max_age=LONGEST)))
        except BadSignature:
            return None


def roles_of(role: Role) -> frozenset[Role]:
    """What a token's role may do: an admin may do what a reviewer may."""
    return frozenset(("reviewer", "admin")) if role == "admin" else frozenset((role,))


def set_cookie(response: Response, request: Request, name: str, value: str, path: str = "/") -> None:
    """A cookie no script can read, no other site can send, and that ends with the browser."""
    response.set_cookie(name, value, path=path, httponly=True, samesite="lax", secure=is_https(request))


def is_https(request: Request) -> bool:
    """Whether the person's browser speaks https, be it to us or to a proxy before us."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
