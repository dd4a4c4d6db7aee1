"""Text from strangers made safe for headers and calendar lines."""

import unicodedata

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
"""Bidirectional controls (UAX #9): with them a name can make a whole line read differently."""

_BREAKS = frozenset({"Cc", "Zl", "Zp", "Cs"})


def one_line(text: str, most: int = 200) -> str:
    """Return text without control characters, line breaks and direction overrides, at most `most` characters."""
    kept = "".join(_plain(char) for char in text)
    flat = " ".join(kept.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def header(text: str, most: int = 200) -> str:
    """Return text for a header: one line in which nothing is read as an encoded word (RFC 2047)."""
    return one_line(text, most).replace("=?", "= ?")


def lines(text: str) -> str:
    """Return text with its line breaks kept (as LF) and every other control character gone."""
    return "\n".join(one_line(each, 1000) for each in text.splitlines())


def isolated(text: str) -> str:
    """Return text so marked that a right-to-left name does not turn the sentence around it (UAX #9, isolates)."""
    turned = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    return f"\u2068{text}\u2069" if turned else text


def _plain(char: str) -> str:
    if char in _OVERRIDES:
        return ""
    return " " if unicodedata.category(char) in _BREAKS else char
