"""What follows from reading a calendar, planned purely: what its copy becomes, what a host did to our entries, what lies over bookings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.booking import Booking
from core.calendars import Calendar, CalendarRules, Changes, Entry, RemoteEvent, Showing, Trouble
from core.interval import Interval

BEHIND = timedelta(days=1)
AHEAD = timedelta(days=400)
"""The local copy of a calendar covers the time from `BEHIND` before now to `AHEAD` after it."""
ROLL = timedelta(days=1)
"""So far the cover may lag before the calendar is read as a whole again."""
POLL = timedelta(minutes=30)
"""A calendar is read so often also if nobody tells that it has changed."""
DOUBT = timedelta(minutes=2)
"""After so long a reading that was not believed is made again."""
MUCH = 5
"""A calendar in which so many events stood is not believed at once to be empty."""
FEW = 3
"""More entries than these, gone in one reading, are no decision about each of their bookings."""


def cover(now: datetime) -> Interval:
    """Return the stretch of time that a copy made now covers."""
    return Interval(now - BEHIND, now + AHEAD)


def anew(calendar: Calendar, now: datetime) -> bool:
    """Say whether a calendar has to be read as a whole: for the first time, from no cursor, or because the cover lags."""
    if not calendar.cursor or calendar.covers is None:
        return True
    return calendar.covers.end < cover(now).end - ROLL


def within(calendar: Calendar, now: datetime) -> Interval:
    """Return the stretch of time that is asked for: a new cover, or the present one with what has changed in it."""
    return cover(now) if anew(calendar, now) or calendar.covers is None else calendar.covers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a provider said of a calendar."""

    calendar: Calendar
    """As it is now, with the cursor from which was read."""
    within: Interval
    """The stretch of time that was asked for."""
    changes: Changes
    now: datetime
    before: Mapping[str, RemoteEvent]
    """What the copy holds, by id: all of `within` if the reading is a whole one, else at least what has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a reading makes of the copy."""

    calendar: Calendar
    """As it is to be kept: cursor, cover, when it is read again."""
    believed: bool = True
    """If not, nothing of the reading is kept."""
    shaken: bool = False
    """Whether it was believed only because it came a second time in a row; what it lost is nobody's decision."""
    whole: bool = False
    gone: frozenset[str] = frozenset()
    events: tuple[RemoteEvent, ...] = ()


def plan(reading: Reading) -> Plan:
    """Return what becomes of a copy; a whole reading that has lost most of it is believed only the second time."""
    changes, calendar = reading.changes, reading.calendar
    events = _inside(changes.events, reading.within)
    doubtful = changes.whole and _doubtful(reading, events)
    if doubtful and not _long_enough(calendar, reading.now):
        return _disbelieved(calendar, reading.now)
    return Plan(
        calendar=replace(
            calendar,
            cursor=changes.cursor,
            covers=reading.within if changes.whole else calendar.covers,
            read_at=reading.now,
            trouble=Trouble.NONE,
            since=None,
            doubted_at=None,
            due_at=reading.now + POLL,
        ),
        shaken=doubtful,
        whole=changes.whole,
        gone=frozenset() if changes.whole else changes.gone | _left(changes, events),
        events=events,
    )


def _inside(events: Iterable[RemoteEvent], stretch: Interval) -> tuple[RemoteEvent, ...]:
    """Keep what touches the stretch, each id once: the last one said."""
    return tuple({each.remote: each for each in events if each.during.overlaps(stretch)}.values())


def _left(changes: Changes, kept: Sequence[RemoteEvent]) -> frozenset[str]:
    """Return the ids of changed events that are not kept, for they lie elsewhere now."""
    return frozenset(each.remote for each in changes.events) - {each.remote for each in kept}


def _doubtful(reading: Reading, events: Sequence[RemoteEvent]) -> bool:
    """Say whether a whole reading has lost too much to be true: everything, or most with entries of ours among it."""
    stood = [each for each in reading.before.values() if each.during.end > reading.now]
    there = {each.remote for each in events}
    lost = [each for each in stood if each.remote not in there]
    if not events and len(stood) >= MUCH:
        return True
    return 2 * len(lost) > len(stood) and any(each.booking_id for each in lost)


def _long_enough(calendar: Calendar, now: datetime) -> bool:
    return calendar.doubted_at is not None and now - calendar.doubted_at >= DOUBT


def _disbelieved(calendar: Calendar, now: datetime) -> Plan:
    since = calendar.doubted_at or now
    doubted = replace(calendar, cursor="", doubted_at=since, due_at=since + DOUBT)
    return Plan(calendar=doubted, believed=False)


# -- what a host did to our entries ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A booking that stands, and its entry in the calendar that was read."""

    booking: Booking
    entry: Entry
    read: bool
    """Whether the entry was just so before the calendar was read: else what was read may be older than what we wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Somebody changed our entry in their calendar."""

    booking: Booking
    entry: Entry
    to: Interval | None
    """When it is now; None: it was deleted."""
    sure: bool = True
    """Whether it is surely meant for the booking, so that it may follow without being asked about."""
    lost: bool = False
    """It is written again: it went together with too many others to be meant, or is one seat of a class, which is moved as a whole by talking."""


def edits(
    calendar: Calendar, standing: Sequence[Standing], shown: Mapping[str, RemoteEvent], now: datetime
) -> tuple[Edit, ...]:
    """Return what was done to our entries elsewhere, going by the copy of a calendar after it was read; see `believable`.

    What we wrote ourselves comes back as it was written and is no edit; what is not written yet, or was written while
    the calendar was being read, says nothing.
    """
    found = (_edit(each, shown.get(each.entry.remote)) for each in standing if _tells(calendar, each, now))
    return tuple(each for each in found if each is not None)


def believable(found: Sequence[Edit], *, shaken: bool) -> tuple[Edit, ...]:
    """Return edits with what is surely meant told apart from what may be an accident, such as a calendar that was emptied."""
    gone = sum(each.to is None for each in found)
    doubtful = shaken or gone > FEW
    return tuple(
        replace(each, sure=False, lost=each.lost or gone > FEW) if doubtful and each.to is None else each
        for each in found
    )


def _tells(calendar: Calendar, standing: Standing, now: datetime) -> bool:
    booking, entry = standing.booking, standing.entry
    written = standing.read and not entry.gone and entry.sequence == booking.sequence
    covered = calendar.covers is not None and calendar.covers.contains(entry.during)
    return written and covered and booking.active and booking.slot.end > now


def _edit(standing: Standing, event: RemoteEvent | None) -> Edit | None:
    booking, entry = standing.booking, standing.entry
    to = event.during if event else None
    if to == entry.during:
        return None
    sure = event is None or not event.all_day
    return Edit(booking=booking, entry=entry, to=to, sure=sure, lost=booking.session is not None)


def unwritten(standing: Iterable[Booking], entries: Iterable[Entry]) -> tuple[Booking, ...]:
    """Return the bookings of which a calendar shows nothing, or an older state."""
    known = {each.booking_id: each.sequence for each in entries}
    return tuple(each for each in standing if known.get(each.id, -1) < each.sequence)


# -- what lies over bookings -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """An event that has come to lie over a booking that stands."""

    booking: Booking
    event: RemoteEvent


def clashes(
    reading: Reading, after: Plan, bookings: Sequence[Booking], rules: CalendarRules
) -> tuple[Clash, ...]:
    """Return what a reading brought over bookings, one for each; what lay there before was told or known.

    On the first reading, an event at the very time of a booking is taken for the host's own note of it.
    """
    if not reading.calendar.checked or not after.believed:
        return ()
    first = reading.calendar.covers is None
    lay = frozenset(each.during for each in reading.before.values() if blocks(each, rules))
    fresh = sorted(
        (each for each in after.events if each.during not in lay and blocks(each, rules)),
        key=lambda each: each.during,
    )
    found = (_clash(booking, fresh, lay, first=first) for booking in bookings)
    return tuple(each for each in found if each is not None)


def blocks(event: RemoteEvent, rules: CalendarRules) -> bool:
    """Say whether an event is somebody else's and takes up time by the host's rules."""
    if event.booking_id is not None or event.showing is Showing.FREE:
        return False
    return rules.tentative_blocks or event.showing is not Showing.TENTATIVE


def _clash(
    booking: Booking, fresh: Sequence[RemoteEvent], lay: Iterable[Interval], *, first: bool
) -> Clash | None:
    over = [each for each in fresh if each.during.overlaps(booking.slot)]
    noted = [each for each in over if not (first and each.during == booking.slot)]
    new = next((each for each in noted if not _lay_over(booking, each, lay)), None)
    return Clash(booking=booking, event=new) if new else None


def _lay_over(booking: Booking, event: RemoteEvent, lay: Iterable[Interval]) -> bool:
    """Whether time around the event was taken up over the booking before: the same event, a little longer or shorter."""
    return any(each.overlaps(booking.slot) and each.overlaps(event.during) for each in lay)
