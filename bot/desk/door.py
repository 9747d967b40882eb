"""Who may come to the desk: holders of a reviewer's or an admin's token, signed in with it on a page.

A page asks for its visitor with `Depends(door.reviewer)` or `Depends(door.admin)`; nobody else sees that it is there.
"""

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import HTTPException, Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.channels.web.caller import roles_of, set_cookie
from bot.channels.web.parts import Tokens
from bot.conversation.messages import Role
from knowledge.privacy import Keys

COOKIE = "soundings_desk"
LONGEST = 12 * 3600
"""Seconds until one must sign in again: a long working day."""
SIGN_IN = "/desk/sign-in"


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in."""

    token: int
    role: Role

    @property
    def name(self) -> str:
        """Who did it, in the audit's words."""
        return f"token {self.token}"


class Door:
    """Lets reviewers and admins in. The token is looked up at every page, so a revoked one ends at once."""

    def __init__(self, keys: Keys, tokens: Tokens) -> None:
        self._keys = keys
        self._tokens = tokens
        self._signer = URLSafeTimedSerializer(keys.signing("desk"), salt="desk")

    def open(self, request: Request, response: Response, token: str) -> Visitor | None:
        """Sign in with a token: give the cookie, or None when the token opens nothing."""
        visitor = self._visitor(token.strip())
        if visitor is not None:
            set_cookie(response, request, COOKIE, self._signer.dumps(self._keys.seal(token.strip())), path="/desk")
        return visitor

    def close(self, response: Response) -> None:
        """Sign out."""
        response.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="lax")

    def known(self, request: Request) -> Visitor | None:
        """Who is signed in, if anybody."""
        try:
            sealed = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=LONGEST)
        except BadSignature:
            return None
        token = self._keys.unseal(str(sealed))
        return self._visitor(token) if token else None

    def reviewer(self, request: Request) -> Visitor:
        """The visitor of a page for the review team; anybody else is sent to sign in."""
        visitor = self.known(request)
        if visitor is None:
            raise _to_sign_in(request)
        return visitor

    def admin(self, request: Request) -> Visitor:
        """The visitor of a page for admins; a reviewer is told so (403)."""
        visitor = self.reviewer(request)
        if visitor.role != "admin":
            raise HTTPException(403, "This page is for admins. Sign in with an admin's token to use it.")
        return visitor

    def _visitor(self, token: str) -> Visitor | None:
        found = self._tokens.check(token) if token else None
        return Visitor(*found) if found and roles_of(found[1]) & {"reviewer", "admin"} else None


def _to_sign_in(request: Request) -> HTTPException:
    if request.method != "GET":
        return HTTPException(401, "You are not signed in any more. Sign in, and do it again.")
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return HTTPException(303, "Please sign in.", headers={"Location": f"{SIGN_IN}?wanted={quote(wanted, safe='')}"})


def only_desk(wanted: str) -> str:
    """Where to go after signing in: a page of the desk, whatever was asked for."""
    return wanted if wanted.startswith("/desk") and "//" not in wanted and "\\" not in wanted else "/desk"
