"""Access tokens of programs: short-lived JWTs (RFC 7519) that name a session, which is looked up each time."""

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

import jwt

from core.signing import ACCESS, Session

ALGORITHM = "HS256"
AUDIENCE = "parley-api"
LONGEST = 2000
"""Characters of a token that are looked at."""
NEEDED = ("iss", "aud", "sub", "jti", "iat", "exp")


class Tokens:
    """Makes access tokens and reads them."""

    def __init__(self, secret: str, issuer: str) -> None:
        """Sign with a key of its own, worked out of our secret, so that no seal of another kind is ever a token."""
        self._key = hmac.new(secret.encode(), b"parley access tokens", hashlib.sha256).digest()
        self._issuer = issuer

    def issue(self, session: Session, now: datetime) -> str:
        """Return an access token of a session."""
        at = int(now.timestamp())
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": str(session.person_id),
            "jti": str(session.id),
            "iat": at,
            "exp": at + int(ACCESS.total_seconds()),
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def read(self, token: str, now: datetime) -> UUID | None:
        """Return the session of a token that we signed and that is not over, else None. No other algorithm is taken, whatever it says."""
        if len(token) > LONGEST:
            return None
        # The time of day is our own clock's, so it is looked at below.
        options = {"require": list(NEEDED), "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                options=options,  # type: ignore[arg-type]
            )
            session_id, expires = UUID(claims["jti"]), int(claims["exp"])
        except (jwt.InvalidTokenError, ValueError, TypeError):
            return None
        return session_id if now.timestamp() < expires else None
