"""The real clock, the real chance and the real zones: the only places that ask the machine for them."""

import secrets
import zoneinfo
from datetime import UTC, datetime
from importlib.resources import files
from uuid import UUID, uuid4

_TOKEN_BYTES = 24
_JITTER_BITS = 53


def use_packaged_zones() -> None:
    """Take zone data from the tzdata package from now on: the machine's own may lag behind."""
    zoneinfo.reset_tzpath(())


def zones_are_packaged() -> bool:
    """Say whether zone data comes from the tzdata package, and the package is there."""
    try:
        return not zoneinfo.TZPATH and files("tzdata").joinpath("zoneinfo", "Europe", "Berlin").is_file()
    except ModuleNotFoundError:
        return False


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant, UTC."""
        return datetime.now(UTC)


class SystemChance:
    """The machine's source of unpredictable numbers."""

    def uuid(self) -> UUID:
        """Return a new random id (version 4, RFC 9562)."""
        return uuid4()

    def digits(self, count: int) -> str:
        """Return that many unpredictable decimal digits."""
        return "".join(secrets.choice("0123456789") for _ in range(count))

    def token(self) -> str:
        """Return an unpredictable URL-safe token of 192 bits."""
        return secrets.token_urlsafe(_TOKEN_BYTES)

    def jitter(self) -> float:
        """Return a number from [0, 1)."""
        return float(secrets.randbits(_JITTER_BITS) / (1 << _JITTER_BITS))
