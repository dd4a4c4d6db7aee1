"""Anna's connected calendars, for tests of what they have to do with bookings."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from core.calendars import (
    Account,
    Calendar,
    CalendarRules,
    Provider,
    RemoteEvent,
    Showing,
    Trouble,
    WhenUnread,
)
from core.interval import Interval
from core.people import Host
from tests.core.examples import MONDAY, at, ident
from tests.core.usecases.conftest import House

ALWAYS = Interval(at("00:00", 1), at("00:00", 30))


def calendar_of(host: Host, name: str = "Work", **other: Any) -> Calendar:
    """Return a calendar of a host's that is checked and was read."""
    fields = {
        "id": ident(f"{host.id} {name}"),
        "account_id": ident(f"account {host.id}"),
        "host_id": host.id,
        "provider": Provider.GOOGLE,
        "remote": name,
        "name": name,
        "checked": True,
        "covers": ALWAYS,
        "due_at": MONDAY,
    }
    return Calendar(**{**fields, **other})


async def connected(house: House, host: Host | None = None, **other: Any) -> Calendar:
    """Connect a calendar of a host's, Anna's unless another is given."""
    of = host or house.host
    found = calendar_of(of, **other)
    account = Account(
        id=found.account_id,
        host_id=of.id,
        provider=found.provider,
        subject="1",
        name="ann@example.com",
        created_at=MONDAY,
        updated_at=MONDAY,
    )
    async with house.storage.writing() as unit:
        await unit.calendars.add_account(account, {})
        await unit.calendars.add_calendar(found)
        await unit.commit()
    return found


async def shows(
    house: House,
    calendar: Calendar,
    clock: str,
    minutes: int = 30,
    *,
    showing: Showing = Showing.BUSY,
    booking_id: UUID | None = None,
    day: int = 24,
) -> None:
    """Have a calendar show an event on a day of November."""
    during = Interval.of(at(clock, day), minutes)
    event = RemoteEvent(remote=f"{clock}", during=during, showing=showing, booking_id=booking_id)
    async with house.storage.writing() as unit:
        await unit.calendars.change_copy(calendar.id, frozenset(), [event])
        await unit.commit()


async def falls_silent(house: House, calendar: Calendar) -> None:
    """Have a calendar that cannot be read."""
    await _becomes(house, calendar, trouble=Trouble.UNREACHABLE, since=at("07:30"))


async def answers(house: House, calendar: Calendar) -> None:
    """Have a calendar answer again."""
    await _becomes(house, calendar, trouble=Trouble.NONE, since=None)


async def _becomes(house: House, calendar: Calendar, **fields: Any) -> None:
    async with house.storage.writing() as unit:
        current = await unit.calendars.calendar(calendar.id)
        assert current
        await unit.calendars.save_calendar(replace(current, **fields))
        await unit.commit()


async def wants(house: House, host: Host | None = None, **rules: Any) -> None:
    """Have a host, Anna unless another is given, want something of their calendars."""
    await house.hires(host or house.host, calendar_rules=CalendarRules(**rules))


async def strict(house: House, host: Host | None = None) -> None:
    """Have a host take no bookings while a calendar cannot be read."""
    await wants(house, host, unread=WhenUnread.STRICT)
