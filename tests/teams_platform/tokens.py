"""Tokens as the Bot Framework signs them, and every way they can be wrong."""

import base64
import json
import time
from functools import cache

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://api.botframework.com"
BOT_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-0000-0000-0000-000000000001"


@cache
def _made(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Signer:
    """One key of the key server (or of an impostor)."""

    def __init__(self, kid: str = "key-1", name: str = "microsoft"):
        self.kid = kid
        self.key = _made(name)

    def jwk(self) -> dict:
        return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key())) | {"kid": self.kid, "use": "sig"}

    def token(self, service_url: str, **changes) -> str:
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": BOT_ID,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "serviceurl": service_url,
        } | changes
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.kid})

    def unsigned(self, service_url: str) -> str:
        """The classic forgery: `alg: none`."""
        head, claims, _ = self.token(service_url).split(".")
        forged = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT", "kid": self.kid}).encode())
        assert head
        return f"{forged.decode().rstrip('=')}.{claims}."
