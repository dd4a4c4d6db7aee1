"""What Graph's answers mean in our faults. Texts of answers are never passed on: they may quote what an event is about."""

import re
from collections.abc import Mapping

from core.errors import Expired, Fault, Outdated, RateLimited, Rejected, Revoked, Transient

PAUSE = 10.0
"""Seconds to wait if Graph asks for a pause and does not say how long."""
LONGEST_PAUSE = 3600.0
"""Most seconds of a pause that we believe."""

STALE = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired", "errorinvalidsyncstatedata"})
"""Codes of Graph for a delta link from which it cannot go on."""
WITHDRAWN = frozenset({"authorization_identitynotfound", "invalidgrant", "usernotfound"})
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,63}")


def fault_of(status: int, body: object, headers: Mapping[str, str]) -> Fault:
    """Return the fault that an answer with an error stands for."""
    code = code_of(body)
    what = f"Microsoft answered {status}" + (f" {code}" if code else "")
    if status == 401:
        return Expired(what)
    if status == 410 or code.lower() in STALE:
        return Outdated(what)
    if status == 429 or (status == 503 and "Retry-After" in headers):
        return RateLimited(_pause(headers), account=True)
    if status == 408 or status >= 500 or 300 <= status < 400:
        return Transient(what)
    return Revoked(what) if code.lower() in WITHDRAWN else Rejected(what)


def code_of(body: object) -> str:
    """Return the code of an error, empty if there is none."""
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _pause(headers: Mapping[str, str]) -> float:
    """Return the seconds of `Retry-After`, as far as it names any."""
    try:
        asked = float(headers.get("Retry-After", ""))
    except ValueError:
        return PAUSE
    return min(asked, LONGEST_PAUSE) if asked >= 0 else PAUSE  # not a number is not more than anything
