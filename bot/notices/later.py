"""What a booking makes due later: reminders, the question afterwards, the end of an unanswered request."""

from datetime import datetime, timedelta
from typing import Any

from bot.ports import UnitOfWork
from core.booking import Booking, Status
from core.effects import Effect, Kind, News, Told
from core.people import Host

LATE = timedelta(minutes=30)
"""How long after its time a reminder is still worth sending."""
UNCHANGED = frozenset({News.REMINDER, News.FOLLOW_UP, News.LATE, News.GUESTS, News.ANSWERED})
"""News that leaves time and status of a booking as they are."""


async def follow(uow: UnitOfWork, told: Told, host: Host, now: datetime) -> None:
    """Have what is due later follow what was changed: reminders of what stands, a lapse of what waits."""
    if told.news in UNCHANGED:
        return
    for booking in (told.booking, *told.others):
        await _follow(uow, booking, host, now)


async def _follow(uow: UnitOfWork, booking: Booking, host: Host, now: datetime) -> None:
    await uow.outbox.withdraw(f"due:{booking.id}:")
    if booking.status is Status.CONFIRMED:
        await uow.outbox.add(*reminders(booking, host, now))
    if booking.status is Status.PENDING:
        await uow.outbox.add(_due(booking, Kind.LAPSE, "request", booking.slot.start))


def reminders(booking: Booking, host: Host, now: datetime) -> tuple[Effect, ...]:
    """Return the reminders and the question afterwards that a confirmed booking needs from now on."""
    start = booking.slot.start
    leads = [lead for lead in host.reminders if start - timedelta(minutes=lead) > now]
    return (
        *(
            _due(booking, Kind.REMIND, str(lead), start - timedelta(minutes=lead), lead=lead)
            for lead in leads
        ),
        _due(booking, Kind.FOLLOW_UP, "after", booking.slot.end),
    )


def _due(booking: Booking, kind: Kind, what: str, at: datetime, lead: int | None = None) -> Effect:
    payload: dict[str, Any] = {"booking_id": str(booking.id), "sequence": booking.sequence}
    if lead is not None:
        payload |= {"lead": lead, "not_after": min(at + LATE, booking.slot.start).isoformat()}
    return Effect(
        key=f"due:{booking.id}:{booking.sequence}:{kind.value}:{what}",
        kind=kind,
        lane=f"booking:{booking.id}",
        due=at,
        payload=payload,
    )
