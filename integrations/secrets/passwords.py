"""Passwords, hashed by Argon2id (RFC 9106) in a thread, so that nobody else waits meanwhile."""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

AT_ONCE = 4
"""Hashes that are made at the same time; each takes 64 MiB."""


class Argon2Passwords:
    """Implements `core.ports.signing.Passwords`."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Hash in the second recommended way of RFC 9106, 4, unless told otherwise."""
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """Return the hash under which a password is kept."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, _same(password))

    async def fits(self, hashed: str, password: str) -> bool:
        """Whether a password is the one of a hash; an empty hash costs the same time and never fits."""
        self._nobodys = self._nobodys or await self.hash("a password that nobody has")
        async with self._places:
            fits = await asyncio.to_thread(self._fits, hashed or self._nobodys, _same(password))
        return fits and bool(hashed)

    def outdated(self, hashed: str) -> bool:
        """Whether a hash was made in a weaker way than is usual now."""
        return self._hasher.check_needs_rehash(hashed)

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def quick() -> Argon2Passwords:
    """Return one that costs next to nothing, for rehearsals."""
    return Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def _same(password: str) -> str:
    """Return a password the same however its accents were typed (RFC 8265, 4.2)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()
