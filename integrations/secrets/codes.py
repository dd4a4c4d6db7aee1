"""Codes of apps that change every thirty seconds (RFC 6238)."""

from datetime import datetime

import pyotp
from pyotp.utils import strings_equal

ISSUER = "Parley"
SKEW = 1
"""Steps by which a clock may be wrong (RFC 6238, 5.2)."""


class Totp:
    """Implements `core.ports.signing.Authenticator`."""

    def secret(self) -> str:
        """Return a new secret of 160 bits, as apps take it (Base32)."""
        return pyotp.random_base32()

    def address(self, secret: str, name: str) -> str:
        """Return what the picture for the app says: an `otpauth:` address."""
        return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)

    def step(self, secret: str, code: str, at: datetime) -> int | None:
        """Return the time step to which a code belongs, of the one at an instant and its neighbours; None if to none."""
        if not (secret and code.isascii() and code.isdigit()):
            return None
        totp = pyotp.TOTP(secret)
        now = totp.timecode(at)
        around = range(now - SKEW, now + SKEW + 1)
        fitting = [step for step in around if strings_equal(code, totp.generate_otp(step))]
        return max(fitting, default=None)
