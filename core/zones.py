"""Between instants and wall clocks: what a local time means, also on the days when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the IANA zone of that name; raise ValueError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name[:64]!r}") from error


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return every IANA zone name that the zone data knows."""
    return frozenset(available_timezones())


def instants(day: date, clock: time, name: str) -> tuple[datetime, ...]:
    """Return the UTC instants at which a clock in that zone shows `day` `clock`.

    None when clocks jump over it, two (in order) when clocks are set back over it, else one.
    """
    where = zone(name)
    wall = datetime.combine(day, clock)
    found: list[datetime] = []
    for fold in (0, 1):
        moment = wall.replace(tzinfo=where, fold=fold).astimezone(UTC)
        if moment.astimezone(where).replace(tzinfo=None, fold=0) == wall and moment not in found:
            found.append(moment)
    return tuple(sorted(found))


def instant(day: date, clock: time, name: str) -> datetime:
    """Return one UTC instant for a wall time: the first of two, and for a skipped one the moment of the jump.

    A window that begins or ends inside the gap therefore begins or ends where the clocks jump.
    """
    found = instants(day, clock, name)
    return found[0] if found else _jump(day, clock, name)


def _jump(day: date, clock: time, name: str) -> datetime:
    where = zone(name)
    wall = datetime.combine(day, clock)
    low = wall.replace(tzinfo=where, fold=1).astimezone(UTC)
    high = wall.replace(tzinfo=where, fold=0).astimezone(UTC)
    before = low.astimezone(where).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(where).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def minute_of_day(day: date, minute: int, name: str) -> datetime:
    """Return the UTC instant of `minute` minutes after midnight by the wall clock; 1440 and more is the day after."""
    days, rest = divmod(minute, 1440)
    return instant(day + timedelta(days=days), time(rest // 60, rest % 60), name)


def local(moment: datetime, name: str) -> datetime:
    """Return the instant as a clock in that zone shows it."""
    return moment.astimezone(zone(name))


def local_date(moment: datetime, name: str) -> date:
    """Return the date that a calendar in that zone shows at the instant."""
    return local(moment, name).date()


@lru_cache(maxsize=4096)
def steady_offsets(month: int, name: str) -> tuple[int | None, ...]:
    """Return for each date of a month (year * 12 + month - 1) how many minutes a zone is ahead of UTC.

    None for a date near which clocks turn (from the day before to the third after its midnight), or whose offset is not
    of whole minutes. Looks at the clock once a day: no zone turns its clocks and back within a day.
    """
    where = zone(name)
    first, after = first_of_month(month), first_of_month(month + 1)
    seen = [where.utcoffset(datetime.fromordinal(day)) for day in range(first - 1, after + 4)]
    if len(set(seen)) == 1:
        return (_steady(seen[:1]),) * (after - first)
    return tuple(_steady(seen[day : day + 5]) for day in range(after - first))


def first_of_month(month: int) -> int:
    """Return the proleptic ordinal of the first date of a month (year * 12 + month - 1)."""
    return date(month // 12, month % 12 + 1, 1).toordinal()


def _steady(seen: list[timedelta | None]) -> int | None:
    ahead = seen[0]
    if ahead is None or ahead.seconds % 60 or any(each != ahead for each in seen):
        return None
    return ahead // timedelta(minutes=1)
