"""Turning the neutral telling of a scenario into its cast."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from core.booking import Booking, Hold, Invitee, Status, session_id
from core.event_types import Assignment, EventType, Fairness, Mode, Share
from core.hours import DAY, Schedule, TimeOff
from core.interval import Interval, merge
from core.people import DayCount, Host, Rules
from core.zones import minute_of_day
from tests.scenarios.cast import Case, Cast, Part, moment, span
from tests.scenarios.hours import ALWAYS, WEEKDAYS, day_of, overrides, period, weekly

ROOT = UUID("5b1f8d4e-0000-4000-8000-000000000000")
UNLIMITED = 10_000
"""Meetings a day, where a scenario knows no limit."""
FAR = 36_500
"""Days ahead that can be booked, where a scenario knows no window."""
STATUSES = {
    "accepted": Status.CONFIRMED,
    "confirmed": Status.CONFIRMED,
    "pending": Status.PENDING,
    "pending_payment": Status.PENDING_PAYMENT,
    "awaiting_payment": Status.PENDING_PAYMENT,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
    "rejected": Status.CANCELLED,
    "declined": Status.CANCELLED,
    "rescheduled": Status.CANCELLED,
    "completed": Status.COMPLETED,
    "no_show": Status.NO_SHOW,
}
COUNTS = {"calendar": DayCount.CALENDAR, "business": DayCount.BUSINESS}


class NotOursError(Exception):
    """A scenario asks for a rule that this scheduler does not have."""


class Teller:
    """Turns one scenario into its cast; every id is the scenario's own, so that many share a database."""

    def __init__(self, case: Case) -> None:
        """Read what all parts need."""
        self.case = case
        self.event: Case = case["event"]
        self.now = moment(case["now"])
        self.event_name = self.event.get("id", "event")
        self.parts = case.get("hosts") or [{**case, "id": "host", "tz": case["host_tz"]}]

    def ident(self, kind: str, name: object) -> UUID:
        """Return the id of a thing by its name."""
        return uuid5(ROOT, f"{self.case['id']} {kind} {name}")

    def cast(self) -> Cast:
        """Return the whole cast."""
        event_type = self._event_type()
        parts = tuple(self._part(told, event_type) for told in self.parts)
        entries = [each for told in self.parts for each in told.get("busy", ()) if _is_booking(each)]
        bookings = [each for part in parts for each in (*part.bookings, *part.entries)]
        holds = [each for part in parts for each in part.holds]
        ids = {each.event_type_id for each in bookings} | {each.event_type_id for each in holds}
        return Cast(
            now=self.now,
            event_type=event_type,
            length=self.event["duration"],
            parts=parts,
            others=tuple(sorted(ids - {event_type.id})),
            named={each["id"]: self.ident("booking", each["id"]) for each in entries if "id" in each},
        )

    def _event_type(self) -> EventType:
        mode = Mode(self.case.get("mode", "solo"))
        lengths = dict.fromkeys((self.event["duration"], *self.event.get("durations", ())))
        return EventType(
            id=self.ident("event type", self.event_name),
            host_id=self.ident("host", self.parts[0]["id"]),
            code="meeting",
            title="Meeting",
            lengths=tuple(lengths),
            rules=self._rules(),
            seats=self.event.get("seats") or 1,
            mode=mode,
            assignments=() if mode is Mode.SOLO else tuple(self._assignment(told) for told in self.parts),
            fairness=fairness(self.event),
            created_at=self.now,
            updated_at=self.now,
        )

    def _assignment(self, told: Case) -> Assignment:
        return Assignment(
            host_id=self.ident("host", told["id"]),
            required=bool(told.get("fixed")),
            group=str(told.get("group") or ""),
            weight=100 if told.get("weight") is None else told["weight"],
            priority=told.get("priority") or 0,
        )

    def _rules(self) -> Rules:
        event = self.event
        limits, minutes = event.get("limits") or {}, event.get("duration_limits") or {}
        everywhere = any(told.get("always_open") for told in self.parts)
        opens, closes = self._range()
        return Rules(
            buffer_before=event.get("buffer_before", 0),
            buffer_after=event.get("buffer_after", 0),
            minimum_notice=event.get("min_notice_min", 0),
            window_days=event.get("rolling_days", FAR),
            window_counts=_window_counts(event),
            step=event.get("slot_interval") or (1 if everywhere else event["duration"]),
            offset=event.get("offset_start") or None,
            daily_limit=limits.get("day"),
            weekly_limit=limits.get("week"),
            monthly_limit=limits.get("month"),
            yearly_limit=limits.get("year"),
            daily_minutes=minutes.get("day"),
            weekly_minutes=minutes.get("week"),
            monthly_minutes=minutes.get("month"),
            yearly_minutes=minutes.get("year"),
            week_start=WEEKDAYS.index(event["week_start"][:3].lower()) if event.get("week_start") else None,
            opens=opens,
            closes=closes,
        )

    def _range(self) -> tuple[date | None, date | None]:
        """Return the dates of a fixed range, if its zone is every host's; see `_outside` for other zones."""
        told = self.event.get("range") or {}
        if any(told.get("tz") not in (None, each["tz"]) for each in self.parts):
            return None, None
        return day_of(told.get("from")), day_of(told.get("to"))

    def _outside(self, host_id: UUID) -> Iterator[TimeOff]:
        """Close what lies outside a fixed range in a zone other than the hosts', to the minute."""
        told = self.event.get("range") or {}
        first, last = day_of(told.get("from")), day_of(told.get("to"))
        if self._range() != (None, None) or "tz" not in told:
            return
        if first:
            opens = minute_of_day(first, 0, told["tz"])
            yield self._away(host_id, Interval(min(opens, self.now - timedelta(days=FAR)), opens))
        if last:
            closes = minute_of_day(last, DAY, told["tz"]) + timedelta(minutes=self.event["duration"] - 1)
            yield self._away(host_id, Interval(closes, closes + timedelta(days=FAR)))

    def _part(self, told: Case, event_type: EventType) -> Part:
        host = self._host(told)
        schedule = self._schedule(told, host)
        days_off = (self._day_off(each, schedule) for each in told.get("ooo") or ())
        entries: Sequence[Case] = told.get("busy") or ()
        bookings = (
            booking
            for number, entry in enumerate(entries)
            if _is_booking(entry)
            for booking in self._bookings(entry, f"{told['id']} {number}", host, event_type)
        )
        holds = (self._hold(each, host, event_type) for each in self._holds_of(told))
        busy = merge(span(e) for e in entries if not _is_booking(e) and not e.get("transparent"))
        return Part(
            name=str(told["id"]),
            host=host,
            schedule=schedule,
            time_off=(*days_off, *self._outside(host.id)),
            bookings=tuple(sorted(bookings, key=lambda each: each.slot)),
            holds=tuple(sorted(holds, key=lambda each: each.slot)),
            busy=busy,
            entries=tuple(self._entry(each, host) for each in busy),
        )

    def _host(self, told: Case) -> Host:
        host_id = self.ident("host", told["id"])
        return Host(
            id=host_id,
            person_id=self.ident("person", told["id"]),
            username=f"h{host_id.hex}",
            name=f"Host {told['id']}",
            zone=told["tz"],
            rules=Rules(minimum_notice=0, window_days=FAR, daily_limit=UNLIMITED),
            created_at=self.now,
            updated_at=self.now,
        )

    def _schedule(self, told: Case, host: Host) -> Schedule:
        return Schedule(
            id=self.ident("schedule", told["id"]),
            host_id=host.id,
            zone=told["tz"],
            weekly=ALWAYS if told.get("always_open") else weekly(told.get("weekly_hours") or ()),
            overrides=overrides(told.get("overrides") or ()),
            periods=tuple(period(each) for each in told.get("travel") or ()),
            created_at=self.now,
            updated_at=self.now,
        )

    def _day_off(self, told: str | Case, schedule: Schedule) -> TimeOff:
        ends = {"from": told, "to": told} if isinstance(told, str) else dict(told)
        first = day_of(ends.get("from") or ends.get("start") or ends.get("date"))
        last = day_of(ends.get("to") or ends.get("end") or ends.get("date")) or first
        if first is None or last is None:
            raise ValueError(f"no day off: {told!r}")
        during = Interval(
            minute_of_day(first, 0, schedule.zone_on(first)), minute_of_day(last, DAY, schedule.zone_on(last))
        )
        return self._away(schedule.host_id, during)

    def _away(self, host_id: UUID, during: Interval) -> TimeOff:
        return TimeOff(id=self.ident("away", f"{host_id} {during.start}"), host_id=host_id, during=during)

    def _bookings(self, told: Case, key: str, host: Host, event_type: EventType) -> Iterator[Booking]:
        """Yield one booking, or for a class one for each attendee with an e-mail and one for all the rest."""
        if told.get("transparent") or (
            told.get("pending_blocks") is False and told.get("status") == "pending"
        ):
            return
        base = self._booking(told, key, host)
        emails: Sequence[str] = told.get("emails") or ()
        if base.event_type_id != event_type.id or event_type.seats == 1:
            yield replace(base, invitee=_invitee(next(iter(emails), base.invitee.email or "")))
            return
        base = replace(base, session=session_id(event_type.id, base.slot))
        rest = max(told.get("attendees", len(emails) or 1) - len(emails), 0)
        if rest:
            yield replace(base, seats=rest)
        for email in emails:
            own = self.ident("booking", f"{key} {email}")
            yield replace(base, id=own, request_id=str(own), invitee=_invitee(email))

    def _booking(self, told: Case, key: str, host: Host) -> Booking:
        name = told.get("event", self.event_name)
        if told.get("counts") is False and name == self.event_name:
            name = "uncounted"
        made = self._made(self.ident("booking", told.get("id", key)), span(told), host)
        return replace(
            made,
            event_type_id=self.ident("event type", name),
            status=STATUSES.get(told.get("status", "accepted"), Status.CONFIRMED),
            buffer_before=told.get("buffer_before", 0),
            buffer_after=told.get("buffer_after", 0),
        )

    def _entry(self, busy: Interval, host: Host) -> Booking:
        return self._made(self.ident("booking", f"entry {host.id} {busy.start}"), busy, host)

    def _made(self, booking_id: UUID, slot: Interval, host: Host) -> Booking:
        made = min(slot.start, self.now) - timedelta(days=30)
        return Booking(
            id=booking_id,
            host_id=host.id,
            event_type_id=self.ident("event type", "an entry of a calendar"),
            invitee=_invitee(f"{booking_id.hex}@example.com"),
            slot=slot,
            zone=host.zone,
            status=Status.CONFIRMED,
            title="Meeting",
            request_id=str(booking_id),
            created_at=made,
            updated_at=made,
        )

    def _holds_of(self, told: Case) -> list[Case]:
        holds = [each for each in self.case.get("holds", ()) if each.get("host", told["id"]) == told["id"]]
        return [*holds, *(told.get("holds", ()) if "hosts" in self.case else ())]

    def _hold(self, told: Case, host: Host, event_type: EventType) -> Hold:
        slot = span(told)
        event_type_id = self.ident("event type", told.get("event", self.event_name))
        seated = event_type_id == event_type.id and event_type.seats > 1
        return Hold(
            id=self.ident("hold", f"{host.id} {slot.start} {told.get('by')}"),
            host_id=host.id,
            event_type_id=event_type_id,
            owner=str(told.get("by", "somebody")),
            slot=slot,
            expires_at=moment(told["expires"]) if "expires" in told else self.now + timedelta(minutes=10),
            seats=told.get("seats", 1),
            session=session_id(event_type_id, slot) if seated else None,
        )


def fairness(event: Case) -> Fairness:
    """Return how meetings are shared out: by weight where the scenario has weights, else in turns."""
    share = Share.EVEN if event.get("weights") else Share.TURNS
    return Fairness(share=share, max_lead=event.get("max_lead"))


def _is_booking(entry: Case) -> bool:
    return entry.get("kind") == "booking"


def _window_counts(event: Case) -> DayCount | None:
    told = event.get("rolling_count")
    if told is not None and told not in COUNTS:
        raise NotOursError(f"a window that counts {told} days")
    return None if told is None else COUNTS[told]


def _invitee(email: str) -> Invitee:
    return Invitee(person_id=None, name="Somebody", email=email, zone="UTC")
