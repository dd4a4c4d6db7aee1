"""What Google's refusals mean (developers.google.com/workspace/calendar/api/guides/errors), without repeating what they say of anybody."""

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from core.errors import Expired, Fault, RateLimited, Rejected, Transient
from core.ports import Clock

PAUSE, LONGEST_PAUSE = 30.0, 3600.0
"""Seconds to wait when Google asks for a pause without saying how long, and at most."""
TOO_MUCH = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded", "limitExceeded"}
)
MEANINGS: Mapping[str, str] = {
    "insufficientPermissions": "the permission that was given does not cover this: connect again and allow all of it",
    "accessNotConfigured": "the Google Calendar API is not enabled for our project",
    "requiredAccessLevel": "the calendar may not be written",
}
"""What can be said about a refusal beyond its name, by Google's reason."""


class Denied(Rejected):
    """Google refused a request: `status` of HTTP, and Google's word for it."""

    def __init__(self, status: int, reason: str) -> None:
        """Remember the status and the reason."""
        super().__init__(f"Google refused ({status} {reason}): {MEANINGS.get(reason, 'it will not do this')}")
        self.status = status
        self.reason = reason


def fault_of(status: int, headers: Mapping[str, str], body: bytes, clock: Clock) -> Fault:
    """Return what an answer other than 2xx means; `headers` have small letters."""
    reason = reason_in(body)
    if status == 401:
        return Expired("Google does not accept the token")
    if status == 429 or (status == 403 and reason in TOO_MUCH):
        return RateLimited(_pause(headers.get("retry-after", ""), clock), account=True)
    if status in {408, 425} or status >= 500 or status < 400:
        return Transient(f"Google answered {status} {reason}".rstrip())
    return Denied(status, reason)


def reason_in(body: bytes) -> str:
    """Return Google's word for why it refused, empty if the body has none; words only, no sentences."""
    try:
        error = json.loads(body)["error"]
        found = error if isinstance(error, str) else error["errors"][0]["reason"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return found if isinstance(found, str) and re.fullmatch(r"[A-Za-z_]{1,40}", found) else ""


def _pause(asked: str, clock: Clock) -> float:
    """Return the seconds of a Retry-After (RFC 9110, section 10.2.3: seconds or a date)."""
    seconds = PAUSE
    if re.fullmatch(r"\d{1,9}", asked):
        seconds = float(asked)
    elif asked:
        try:
            seconds = (parsedate_to_datetime(asked) - clock.now()).total_seconds()
        except (ValueError, TypeError, OverflowError):
            seconds = PAUSE
    return min(max(seconds, 1.0), LONGEST_PAUSE)
