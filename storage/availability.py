"""Schedules with their overrides, and time off, in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import bindparam as value
from sqlalchemy.dialects.postgresql import insert  # SQLite renders its ON CONFLICT just the same

from core.errors import ConflictError
from core.hours import Override, Period, Recurring, Schedule, TimeOff, WeeklyHours
from core.interval import Interval
from core.jsonable import dump, load
from storage.dialects import among, database_now
from storage.tables import override, schedule, time_off
from storage.transaction import Found, Transaction

SCHEDULES = (
    sa.select(
        schedule, override.c.day, override.c.ranges, override.c.reason
    )  # one statement: hours and overrides of the same instant
    .outerjoin(override, override.c.schedule_id == schedule.c.id)
    .where(schedule.c.deleted_at.is_(None))
    .order_by(
        schedule.c.host_id,
        schedule.c.is_default.desc(),
        schedule.c.created_at,
        schedule.c.name,
        schedule.c.id,
        override.c.day,
    )
)
SCHEDULES_OF = SCHEDULES.where(among(schedule.c.host_id, "host_ids"))
SCHEDULE = SCHEDULES.where(schedule.c.id == value("id"))
ADD_SCHEDULE = sa.insert(schedule)
SAVE_SCHEDULE = sa.update(schedule).where(schedule.c.id == value("row"), schedule.c.version == value("seen"))
ADD_OVERRIDE = sa.insert(override)
DROP_OVERRIDES = sa.delete(override).where(override.c.schedule_id == value("id"))

TIME_OFF = (
    sa.select(time_off)
    .where(
        among(time_off.c.host_id, "host_ids"),
        time_off.c.deleted_at.is_(None),
        time_off.c.ends > value("since"),
        time_off.c.starts < value("until"),
    )
    .order_by(time_off.c.host_id, time_off.c.starts, time_off.c.ends, time_off.c.id)
)
_NEW = insert(time_off)
ADD_TIME_OFF = _NEW.on_conflict_do_update(
    index_elements=["id"],
    set_={
        "starts": _NEW.excluded.starts,
        "ends": _NEW.excluded.ends,
        "reason": _NEW.excluded.reason,
        "deleted_at": None,
    },
)
REMOVE_TIME_OFF = (
    sa.update(time_off)
    .where(time_off.c.id == value("row"), time_off.c.deleted_at.is_(None))
    .values(deleted_at=database_now())
)


class Availability:
    """Implements `core.ports.Availability`."""

    def __init__(self, transaction: Transaction) -> None:
        """Work inside a transaction."""
        self._transaction = transaction

    async def schedules(self, host_id: UUID) -> Sequence[Schedule]:
        """Return a host's schedules with their overrides, the default first."""
        return (await self.schedules_of((host_id,)))[host_id]

    async def schedules_of(self, host_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Schedule]]:
        """Return the schedules of many hosts by host, each list as `schedules` gives it."""
        found = await self._transaction.rows(SCHEDULES_OF, host_ids=host_ids)
        all_of: dict[UUID, list[Schedule]] = {each: [] for each in host_ids}
        for _, rows in groupby(found, lambda row: row.id):
            each = _schedule(list(rows))
            all_of[each.host_id].append(each)
        return all_of

    async def schedule(self, schedule_id: UUID) -> Schedule | None:
        """Return one schedule, if not deleted."""
        found = await self._transaction.rows(SCHEDULE, id=schedule_id)
        return _schedule(found) if found else None

    async def add_schedule(self, schedule: Schedule) -> None:
        """Insert a schedule with its overrides; raise Refused(NAME_TAKEN) if its code is in use."""
        await self._transaction.run(ADD_SCHEDULE, **_schedule_values(schedule))
        await self._transaction.each(ADD_OVERRIDE, _override_values(schedule))

    async def save_schedule(self, schedule: Schedule) -> Schedule:
        """Update a schedule and replace its overrides; raise Refused(NAME_TAKEN) or ConflictError."""
        saved = replace(schedule, version=schedule.version + 1)
        values = _schedule_values(saved)
        if not await self._transaction.run(SAVE_SCHEDULE, row=schedule.id, seen=schedule.version, **values):
            raise ConflictError("schedule")
        await self._transaction.run(DROP_OVERRIDES, id=schedule.id)
        await self._transaction.each(ADD_OVERRIDE, _override_values(schedule))
        return saved

    async def time_off(self, host_id: UUID, within: Interval) -> Sequence[TimeOff]:
        """Return the time off that touches `within`, sorted."""
        return (await self.time_off_of((host_id,), within))[host_id]

    async def time_off_of(
        self, host_ids: Sequence[UUID], within: Interval
    ) -> Mapping[UUID, Sequence[TimeOff]]:
        """Return the time off of many hosts that touches `within`, by host, sorted."""
        found = await self._transaction.rows(
            TIME_OFF, host_ids=host_ids, since=within.start, until=within.end
        )
        all_of: dict[UUID, list[TimeOff]] = {each: [] for each in host_ids}
        for row in found:
            all_of[row.host_id].append(_time_off(row))
        return all_of

    async def add_time_off(self, time_off: TimeOff) -> None:
        """Insert time off; what was removed under the same id is back."""
        await self._transaction.run(
            ADD_TIME_OFF,
            id=time_off.id,
            host_id=time_off.host_id,
            starts=time_off.during.start,
            ends=time_off.during.end,
            reason=time_off.reason,
        )

    async def remove_time_off(self, time_off_id: UUID) -> None:
        """Remove (softly) time off; nothing happens if it is gone."""
        await self._transaction.run(REMOVE_TIME_OFF, row=time_off_id)


def _schedule(rows: Sequence[Found]) -> Schedule:
    row = rows[0]
    return Schedule(
        id=row.id,
        host_id=row.host_id,
        name=row.name,
        zone=row.zone,
        weekly=load(WeeklyHours, row.weekly),
        overrides=tuple(_override(each) for each in rows if each.day is not None),
        recurring=load(tuple[Recurring, ...], row.recurring or ()),
        periods=load(tuple[Period, ...], row.periods or ()),
        code=row.code,
        metadata=row.metadata or {},
        is_default=row.is_default,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
        version=row.version,
    )


def _override(row: Found) -> Override:
    return Override(day=row.day, ranges=tuple((a, b) for a, b in row.ranges), reason=row.reason)


def _schedule_values(schedule: Schedule) -> dict[str, Any]:
    return {
        "id": schedule.id,
        "host_id": schedule.host_id,
        "name": schedule.name,
        "zone": schedule.zone,
        "weekly": dump(schedule.weekly),
        "recurring": dump(schedule.recurring) or None,
        "periods": dump(schedule.periods) or None,
        "code": schedule.code,
        "metadata": dict(schedule.metadata) or None,
        "is_default": schedule.is_default,
        "created_at": schedule.created_at,
        "updated_at": schedule.updated_at,
        "deleted_at": schedule.deleted_at,
        "version": schedule.version,
    }


def _override_values(schedule: Schedule) -> list[dict[str, Any]]:
    return [
        {
            "schedule_id": schedule.id,
            "host_id": schedule.host_id,
            "day": each.day,
            "ranges": dump(each.ranges),
            "reason": each.reason,
        }
        for each in schedule.overrides
    ]


def _time_off(row: Found) -> TimeOff:
    return TimeOff(id=row.id, host_id=row.host_id, during=Interval(row.starts, row.ends), reason=row.reason)
