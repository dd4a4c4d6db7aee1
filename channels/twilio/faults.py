"""What an error of Twilio means for us (numbers: twilio.com/docs/api/errors)."""

from collections.abc import Mapping

from core.errors import Fault, RateLimited, Rejected, Revoked, Transient, Unreachable


class ContentGoneError(Rejected):
    """Twilio no longer keeps the Content that a message named."""


NO_CONTENT = 21655
STOPPED, BLOCKED, SHUT, GONE = "stopped", "blocked", "shut", "gone"
WHY: Mapping[int, str] = {
    21610: STOPPED,  # the person sent STOP
    63024: GONE,  # not a valid receiver of this network
    63016: SHUT,  # free text outside the 24 hours
    63032: BLOCKED,  # the person shut us out (user stopped)
    63112: BLOCKED,  # the account at Meta was disabled for the person
    21211: GONE,  # no such number
    21214: GONE,  # the number cannot be reached
    21217: GONE,  # not a telephone number
    21408: GONE,  # our account may not write to that country
    21612: GONE,  # nothing goes from our number to this one
    21614: GONE,  # no mobile number
    30003: GONE,  # the telephone is switched off or does not exist any more
    30004: BLOCKED,  # the person or the carrier shut us out
    30005: GONE,  # unknown to its carrier
    30006: GONE,  # a landline
    63003: GONE,  # no such address on WhatsApp
}
"""Errors after which a room cannot be spoken to, by the reason."""
BUSY: Mapping[int, float] = {
    14107: 1.0,  # too many messages at once
    20429: 1.0,  # too many requests
    21611: 30.0,  # our number's queue is full
    63017: 2.0,  # faster than the account may write on WhatsApp
    63018: 2.0,  # faster than our number may write on WhatsApp
    63038: 3600.0,  # the account's messages of the day are used up
}
"""Errors that ask for a pause, by its seconds."""
WITHDRAWN = frozenset({20003, 20005, 20006, 63007, 21606})
"""Our credentials or our number are not valid (any more)."""
PASSING = frozenset({20500, 20503, 30001, 30008, 30010, 63010, 63020})
"""Faults of the network that may pass."""


def fault_of(status: int, code: int, after: float | None = None) -> Fault:
    """Return the fault of an answer with an HTTP status, Twilio's code (0: none) and the pause it asks for in seconds."""
    if code in WHY:
        return Unreachable(WHY[code])
    if code == NO_CONTENT:
        return ContentGoneError(f"Twilio does not keep that ({status}, {code})")
    if code in BUSY or status == 429:
        return RateLimited(after if after is not None else BUSY.get(code, 1.0))
    if code in WITHDRAWN or status in (401, 403):
        return Revoked(f"Twilio refuses us ({status}, {code})")
    if code in PASSING or status >= 500 or status == 408:
        return Transient(f"Twilio cannot do it now ({status}, {code})")
    return Rejected(f"Twilio does not take it ({status}, {code})")


def why_failed(code: str) -> str:
    """Return why a room cannot be spoken to after a message failed with a code; empty if only this message is concerned."""
    return WHY.get(int(code), "") if code.isascii() and code.isdigit() else ""
