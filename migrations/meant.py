"""What bookings of old meant: the wall clock of their zone at which they start."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from migrations.columns import INSTANT

AT_ONCE = 1000
"""How many bookings are read and written at once."""
_BOOKING = sa.table(
    "booking",
    sa.column("id", sa.Uuid()),
    sa.column("starts", INSTANT),
    sa.column("zone", sa.Text()),
    sa.column("meant", sa.Text()),
)
_READ = (
    sa.select(_BOOKING.c.id, _BOOKING.c.starts, _BOOKING.c.zone)
    .where(_BOOKING.c.id > sa.bindparam("after"))
    .order_by(_BOOKING.c.id)
    .limit(AT_ONCE)
)
_WRITE = sa.update(_BOOKING).where(_BOOKING.c.id == sa.bindparam("row"))


def fill_meant(connection: sa.Connection) -> None:
    """Work out what the bookings meant; one whose zone is not known keeps no wall clock."""
    for rows in _pages(connection):
        connection.execute(_WRITE, [{"row": row.id, "meant": _meant(row.starts, row.zone)} for row in rows])


def _pages(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    after = UUID(int=0)
    while rows := connection.execute(_READ, {"after": after}).all():
        yield rows
        after = rows[-1].id


def _meant(starts: datetime | int, zone: str) -> str | None:
    start = starts if isinstance(starts, datetime) else _moment(starts)
    try:
        return start.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return None


def _moment(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
