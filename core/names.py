"""Names for links: usernames and codes made of names and titles, and which of them are allowed."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 50
"""Most characters of a username or code."""

_WORDS = """
about account admin api assets auth b book booking bookings bot calendar chat code codes dashboard docs favicon
health healthz help home host hosts legal login logout mail manage metrics new oauth outbox page parley privacy
public readyz register robots root settings signin signup static status support system terms try undefined user
users webhook webhooks well-known www
"""

RESERVED = frozenset(_WORDS.split())
"""Words that pages of the service need, or that would pass for the service itself."""

_ALLOWED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_ALLOWED = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
_E_MAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]+@[^@\s.<>()\[\],;:\\\"]+(?:\.[^@\s.<>()\[\],;:\\\"]+)+")


def slug(text: str, longest: int = LONGEST) -> str:
    """Return a text as lower-case ASCII words joined by hyphens; empty if no letter or digit can be kept."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return _NOT_ALLOWED.sub("-", kept).strip("-")[:longest].rstrip("-")


def slug_fault(name: str) -> str | None:
    """Say what is wrong with a username or code: `length`, `characters` or `reserved`; None if nothing is."""
    if not 1 <= len(name) <= LONGEST:
        return "length"
    if not _ALLOWED.fullmatch(name):
        return "characters"
    return "reserved" if name in RESERVED else None


def unused(text: str, otherwise: str, taken: Collection[str]) -> str:
    """Return a code made of a text (of `otherwise` if nothing of it can be kept), numbered if it is taken or reserved."""
    base = slug(text, LONGEST - 9) or otherwise
    able = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 4)))
    return next(code for code in able if code not in taken and not slug_fault(code))


def is_email(text: str) -> bool:
    """Say whether a text can be an e-mail address at all: conservative, no quoting, at most 254 characters (RFC 5321)."""
    if len(text) > 254 or not _E_MAIL.fullmatch(text) or not text.isprintable():
        return False
    local, _, domain = text.partition("@")
    dotted = local.startswith(".") or local.endswith(".") or ".." in local
    return len(local) <= 64 and not dotted and all(len(label) <= 63 for label in domain.split("."))
