"""Which addresses that people type we go to: public ones, and those of our own networks that were allowed.

Without it anybody could have us ask what only we can see (server-side request forgery).
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from typing_extensions import override

from core.errors import Rejected

MOST_LETTERS = 2000
_NAT64 = IPv6Network("64:ff9b::/96")


class ShutError(Exception):
    """An address at which we do not ask; not an OSError, which libraries would take for a name that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where we may go."""

    everywhere: bool = False
    """In development: also to this machine and its neighbours."""
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks that are not public and are allowed all the same."""

    def inside(self, address: str) -> bool:
        """Whether an IP address is in one of the networks that were allowed by name."""
        found = ip_address(address)
        return self.everywhere or any(found in each for each in self.networks)

    def allows(self, address: str) -> bool:
        """Whether we go to an IP address."""
        return self.inside(address) or _public(address)

    def checked(self, url: str) -> SplitResult:
        """Return an address in its parts; raise Rejected if it is no address of the web, or names one at which we do not ask."""
        try:
            parts = urlsplit(url.strip())
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise Rejected("this is no address") from None
        if (
            parts.scheme not in {"http", "https"}
            or not host
            or len(url) > MOST_LETTERS
            or not url.isprintable()
        ):
            raise Rejected("this is no address of the web")
        if _literal(host) and not self.allows(host):
            raise Rejected("this address is not public")
        return parts

    def kept(self, addresses: Sequence[str]) -> list[str]:
        """Return the addresses of a name to which we go; raise ShutError if there is none."""
        found = [each for each in addresses if self.allows(each.partition("%")[0])]
        if not found:
            raise ShutError("this address is not public")
        return found


class Resolver(AbstractResolver):
    """Finds the addresses of a name for aiohttp; as the connection is made to what was looked at, nobody can change it in between."""

    def __init__(self, reach: Reach) -> None:
        """Look names up as the system does."""
        self._reach, self._inner = reach, ThreadedResolver()

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        kept = set(self._reach.kept([each["host"] for each in found]))
        return [each for each in found if each["host"] in kept]

    @override
    async def close(self) -> None:
        await self._inner.close()


def _literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _public(address: str) -> bool:
    found: Any = ip_address(address)
    if isinstance(found, IPv6Address):
        translated = IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None
        found = found.ipv4_mapped or found.sixtofour or translated or found
    return bool(found.is_global and not found.is_multicast and not found.is_reserved)
