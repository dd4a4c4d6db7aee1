"""Texts in the alphabet of text messages (GSM 03.38): 160 characters fit in one message instead of 70."""

from channels.fit import utf16
from channels.twilio.limits import GSM_MORE, GSM_ONE, UCS_MORE, UCS_ONE

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet (3GPP TS 23.038, section 6.2.1)."""
EXTENSION = frozenset("^{}\\[~]|€")
"""Characters that take the place of two (section 6.2.1.1)."""
PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‘’‚‛‹›′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\t", " "),
        **dict.fromkeys("•·", "*"),
        **dict.fromkeys("\u200b\u200e\u200f\ufeff\u00ad", None),
        "…": "...",
    }
)
"""Typographic characters, and what is typed instead of them."""


def plain(text: str) -> str:
    """Return a text with typed characters in place of typographic ones."""
    return text.translate(PLAIN)


def is_gsm(text: str) -> bool:
    """Whether a text can be sent in the alphabet of text messages."""
    return all(each in BASIC or each in EXTENSION for each in text)


def for_sms(text: str) -> str:
    """Return a text as it is sent: with typed characters if the whole of it then fits that alphabet, else as it is."""
    typed = plain(text)
    return typed if is_gsm(typed) else text


def segments(text: str) -> int:
    """Return how many text messages it takes to send a text."""
    if is_gsm(text):
        return _parts([2 if each in EXTENSION else 1 for each in text], GSM_ONE, GSM_MORE)
    return _parts([utf16(each) for each in text], UCS_ONE, UCS_MORE)


def _parts(sizes: list[int], single: int, each: int) -> int:
    """Count parts; a character that takes two places is never cut in half."""
    if sum(sizes) <= single:
        return 1
    parts, filled = 1, 0
    for size in sizes:
        if filled + size > each:
            parts, filled = parts + 1, 0
        filled += size
    return parts
