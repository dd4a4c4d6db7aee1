"""A zone of our own, whose data can change while a test runs, as they do when a country changes its rules."""

import struct
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.zones import zone

NAME = "Parley/Moved"


def write(folder: Path, hours: int) -> None:
    """Let the zone be so many hours ahead of UTC from now on (RFC 8536, version 2, one type, no transitions)."""
    block = struct.pack(">lbb", hours * 3600, 0, 0) + b"PAR\0"
    header = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    path = folder / NAME
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(header + block + header + block + f"\n<PAR>{-hours}\n".encode())
    _forget()


@contextmanager
def zone_of_our_own(folder: Path, hours: int) -> Iterator[None]:
    """Have the zone beside those of the package."""
    zoneinfo.reset_tzpath((folder,))
    write(folder, hours)
    yield
    zoneinfo.reset_tzpath(())
    _forget()


def _forget() -> None:
    zoneinfo.ZoneInfo.clear_cache(only_keys=(NAME,))
    zone.cache_clear()
