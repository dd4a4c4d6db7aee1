"""What the postman carries out inside: reminders, the question after a meeting, requests that nobody answered."""

from typing import Any
from uuid import UUID

from bot import notices
from bot.links import Links
from bot.ports import Delivery, Storage, UnitOfWork
from core.booking import Booking, Side, Status
from core.commands import CancelBooking, Outcome
from core.effects import Kind, News, Told
from core.errors import Refused
from core.ports import World
from core.usecases import perform

UNANSWERED = "not answered in time"


class Dues:
    """Handles outbox rows that are not messages; each in a transaction of its own, harmless if repeated."""

    def __init__(self, storage: Storage, world: World, links: Links, spoken: Any) -> None:
        """Remember the doors; `spoken` is told each talk that got a new line."""
        self._storage = storage
        self._world = world
        self._links = links
        self._spoken = spoken

    async def carry_out(self, delivery: Delivery) -> None:
        """Carry out one row: remind, ask afterwards, or let a request lapse."""
        async with self._storage.writing() as uow:
            outcome = await self._outcome(uow, delivery)
            spoken = await notices.announce(uow, self._world, self._links, outcome, None)
            await uow.commit()
        for address in spoken:
            self._spoken(address)

    async def _outcome(self, uow: UnitOfWork, delivery: Delivery) -> Outcome:
        """Return the news, none if the booking has moved on since."""
        booking = await uow.bookings.booking(UUID(delivery.payload["booking_id"]))
        if booking is None or booking.sequence != delivery.payload["sequence"]:
            return Outcome()
        if delivery.kind is Kind.LAPSE:
            return await self._lapse(uow, booking)
        if booking.status is not Status.CONFIRMED:
            return Outcome()
        news = News.REMINDER if delivery.kind is Kind.REMIND else News.FOLLOW_UP
        told = Told(news=news, booking=booking, by=Side.SYSTEM, lead=delivery.payload.get("lead"))
        return Outcome(told=(told,))

    async def _lapse(self, uow: UnitOfWork, booking: Booking) -> Outcome:
        if booking.status is not Status.PENDING:
            return Outcome()
        command = CancelBooking(booking_id=booking.id, by=Side.SYSTEM, reason=UNANSWERED)
        try:
            return await perform(uow, self._world, command)
        except Refused:
            return Outcome()
