"""Where one signs in at Google: the screen of consent, which always says yes, codes, and ID tokens."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support.google.calendars import Person

CLIENT, CLIENT_SECRET = "client-1.apps.example", "client-secret-never-to-be-read-by-anybody"
CALENDAR = "https://www.googleapis.com/auth/calendar."
CODE_LIFE = timedelta(minutes=10)


class Denial(Exception):
    """A word of RFC 6749 for why a token is not given."""


@cache
def signing_key() -> RSAKey:
    """Return the key by which ID tokens are signed; one for all, for it takes long to make."""
    return RSAKey.generate_key(2048, {"kid": "key-1", "alg": "RS256", "use": "sig"})


@dataclass
class Consent:
    """Who is asked, and what they allow."""

    now: Callable[[], datetime]
    issuer: str = ""
    redirects: set[str] = field(default_factory=set)
    """Where browsers may be sent back to, exactly."""
    person: Person | None = None
    """Who sits at the screen; nobody says no."""
    unticked: set[str] = field(default_factory=set)
    """What they do not allow of what they are asked for."""
    codes: dict[str, tuple[Person, Mapping[str, str], datetime]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        """Return the OpenID configuration."""
        places = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "certs"}
        return {"issuer": self.issuer} | {name: f"{self.issuer}/{path}" for name, path in places.items()}

    def keys(self) -> dict[str, Any]:
        """Return the public keys."""
        return {"keys": [signing_key().as_dict(private=False)]}

    def screen(self, asked: Mapping[str, str], code: str) -> str:
        """Return where the browser is sent; raise Denial where Google shows an error of its own."""
        if asked.get("client_id") != CLIENT or asked.get("redirect_uri") not in self.redirects:
            raise Denial("redirect_uri_mismatch")
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            raise Denial("invalid_request")
        said = {"state": asked["state"], "iss": self.issuer}
        if self.person is None:
            return f"{asked['redirect_uri']}?{urlencode(said | {'error': 'access_denied'})}"
        self.codes[code] = (self.person, dict(asked), self.now())
        return f"{asked['redirect_uri']}?{urlencode(said | {'code': code})}"

    def exchange(self, given: Mapping[str, str]) -> tuple[Person, dict[str, Any], bool]:
        """Return whose a code is, what is said beside the tokens, and whether one that renews was asked for; raise Denial. A code is good once."""
        person, asked, at = self.codes.pop(given.get("code", ""), (None, {}, self.now()))
        if person is None or self.now() - at > CODE_LIFE or given["redirect_uri"] != asked["redirect_uri"]:
            raise Denial("invalid_grant")
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            raise Denial("invalid_grant")
        allowed = [each for each in asked["scope"].split() if each not in self.unticked]
        said = {"scope": " ".join(allowed), "id_token": self._id_token(person, asked.get("nonce", ""))}
        return person, said, asked.get("access_type") == "offline"

    def _id_token(self, person: Person, nonce: str) -> str:
        seconds = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "azp": CLIENT,
            "sub": f"sub-of-{person.email}",
            "email": person.email,
            "email_verified": True,
            "nonce": nonce,
            "iat": seconds,
            "exp": seconds + 3600,
        }
        return jwt.encode({"alg": "RS256", "kid": "key-1"}, claims, signing_key())


def allows_calendars(scope: str) -> bool:
    """Whether what was allowed lets somebody read and write calendars."""
    return {f"{CALENDAR}events", f"{CALENDAR}readonly"} <= set(scope.split())
