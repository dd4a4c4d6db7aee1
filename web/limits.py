"""How often one internet address may try to book. Counted per process and forgotten with it."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

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
        return ":".join(found.exploded.split(":")[:4])
    return str(found)
