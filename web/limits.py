"""How often one internet address may try to book, counted per process and forgotten with it; and when it is worth trying again."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from aiohttp import web

from core.errors import Code, Refusal
from core.signing import LOCKED_FOR

REMEMBERED = 10_000
"""Addresses that are remembered; the ones seen longest ago are forgotten first."""


@dataclass
class Attempts:
    """Allows `most` attempts within `period` for each subject; the same attempt again is counted once."""

    most: int
    period: timedelta = timedelta(hours=1)
    _seen: OrderedDict[str, deque[tuple[datetime, str]]] = field(default_factory=OrderedDict)

    def wait(self, subject: str, attempt: str, now: datetime) -> timedelta | None:
        """Count an attempt; return None if it is allowed, else how long to wait."""
        tries = self._seen.setdefault(subject, deque())
        self._seen.move_to_end(subject)
        while tries and tries[0][0] <= now - self.period:
            tries.popleft()
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        if any(known == attempt for _, known in tries):
            return None
        if len(tries) >= self.most:
            return tries[0][0] + self.period - now
        tries.append((now, attempt))
        return None


def subject_of(address: str) -> str:
    """Return what is counted for an internet address: itself, or the /64 network of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:  # which would all be one network
            return str(found.ipv4_mapped)
        return ":".join(found.exploded.split(":")[:4])
    return str(found)


def say_when(response: web.Response, refusal: Refusal, now: datetime) -> web.Response:
    """Return a response that says when it is worth trying again, if what was refused is locked or was tried too often."""
    wait = _wait(refusal, now)
    if wait:
        response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _wait(refusal: Refusal, now: datetime) -> timedelta | None:
    """Return how long to wait."""
    match refusal.code:
        case Code.LOCKED:
            until = refusal.facts.get("until")
            return until - now if isinstance(until, datetime) else LOCKED_FOR
        case Code.TOO_MANY_ATTEMPTS:
            wait = refusal.facts.get("wait")
            return wait if isinstance(wait, timedelta) else timedelta(hours=1)
        case _:
            return None
