"""Keeps secrets unreadable in the database: AES-256-GCM with a ring of keys, bound to the row to which they belong."""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import Rejected

IV, TAG = 16, 16
"""Bytes of an initialization vector and of a tag: what is sealed is `iv | tag | ciphertext`."""
VERSION = "2"
OLDER, OLDER_IV = "1", 12
"""How it was sealed before, which still opens: a shorter vector, and the tag at the end."""
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
        # A vector must never repeat under a key, so it is not left to a chance that tests can repeat.
        content = encrypt(self._keys[self._first], os.urandom(IV), secret, about)
        return APART.join((VERSION, self._first, base64.urlsafe_b64encode(content).decode()))

    def open(self, sealed: str, about: str) -> str:
        """Return the secret; raise Unsealable."""
        version, name, content = [*sealed.split(APART), "", "", ""][:3]
        key = self._keys.get(name)
        if version not in {VERSION, OLDER} or key is None:
            raise Unsealable("none of our keys sealed this")
        try:
            opened = decrypt if version == VERSION else _decrypt_older
            return opened(key, _decoded(content), about)
        except (InvalidTag, binascii.Error, ValueError):
            raise Unsealable("it was changed, or sealed for something else") from None

    def is_new(self, sealed: str) -> bool:
        """Say whether the newest key sealed this, as it is done now; what is not should be sealed again."""
        return sealed.split(APART)[:2] == [VERSION, self._first]


def encrypt(key: AESGCM, iv: bytes, secret: str, about: str) -> bytes:
    """Return `iv | tag | ciphertext` of a secret, bound to what it is about."""
    sealed = key.encrypt(iv, secret.encode(), about.encode())
    return iv + sealed[-TAG:] + sealed[:-TAG]


def decrypt(key: AESGCM, content: bytes, about: str) -> str:
    """Return the secret of what `encrypt` made; raise InvalidTag or ValueError."""
    iv, tag, ciphertext = content[:IV], content[IV : IV + TAG], content[IV + TAG :]
    return key.decrypt(iv, ciphertext + tag, about.encode()).decode()


def _decrypt_older(key: AESGCM, content: bytes, about: str) -> str:
    return key.decrypt(content[:OLDER_IV], content[OLDER_IV:], about.encode()).decode()


def _decoded(content: str) -> bytes:
    """Return the bytes of a text that `seal` made; raise ValueError for any other that stands for the same."""
    raw = base64.b64decode(content, altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).decode() != content:
        raise ValueError("not as it was written")
    return raw


def _name(key: bytes) -> str:
    """Return how a key is called: a mark of it that tells nothing of it."""
    return hashlib.sha256(b"parley key " + key).hexdigest()[:8]
