"""What is kept of secrets that are told once: their digests."""

from hashlib import sha256


def digest(purpose: str, *parts: str) -> str:
    """Return what is kept of a secret that nobody can guess; it stands for one purpose only."""
    return sha256("\n".join((purpose, *parts)).encode("utf-8", "replace")).hexdigest()
