"""Keeps secrets unreadable in the database: AES-256-GCM with a ring of keys, bound to the row to which they belong."""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import Rejected

NONCE = 12
"""Bytes of a nonce (NIST SP 800-38D, 8.2.2)."""
VERSION = "1"
APART = "."


class Unsealable(Rejected):
    """A secret cannot be opened: with other keys, changed, or sealed for another row. The text never repeats it."""


class KeyRing:
    """Seals with its first key, and opens what any of its keys sealed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Hold keys of 32 bytes, the newest first; without any, nothing can be sealed."""
        self._keys = {_name(key): AESGCM(key) for key in keys}
        self._first = _name(keys[0]) if keys else ""

    def __bool__(self) -> bool:
        """Say whether anything can be sealed."""
        return bool(self._keys)

    def seal(self, secret: str, about: str) -> str:
        """Return a secret sealed for what it is about, which must be said again to open it; raise Unsealable without keys."""
        if not self._first:
            raise Unsealable("there is no key to seal with")
        # A nonce must never repeat under a key, so it is not left to a chance that tests can repeat.
        nonce = os.urandom(NONCE)
        sealed = self._keys[self._first].encrypt(nonce, secret.encode(), about.encode())
        return APART.join((VERSION, self._first, base64.urlsafe_b64encode(nonce + sealed).decode()))

    def open(self, sealed: str, about: str) -> str:
        """Return the secret; raise Unsealable."""
        version, name, content = [*sealed.split(APART), "", "", ""][:3]
        key = self._keys.get(name)
        if version != VERSION or key is None:
            raise Unsealable("none of our keys sealed this")
        try:
            raw = base64.urlsafe_b64decode(content)
            return key.decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise Unsealable("it was changed, or sealed for something else") from None

    def is_new(self, sealed: str) -> bool:
        """Say whether the newest key sealed this; what is not should be sealed again."""
        return sealed.split(APART)[1:2] == [self._first]


def _name(key: bytes) -> str:
    """Return how a key is called: a mark of it that tells nothing of it."""
    return hashlib.sha256(b"parley key " + key).hexdigest()[:8]
