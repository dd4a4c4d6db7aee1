"""What the postman carries out inside: reminders, the question after a meeting, requests that nobody answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from bot import notices
from bot.conversation import Conversation
from bot.links import Links
from bot.messages import Address, Saying
from bot.phrases import Voice, render
from bot.ports import Storage, UnitOfWork
from bot.post import Delivery
from core.booking import Booking, Side, Status
from core.commands import CancelBooking, LapseSeat, Outcome
from core.effects import Kind, News, Told
from core.errors import Refused
from core.interval import Interval
from core.ports import World
from core.usecases import perform

UNANSWERED = "not answered in time"


class Dues:
    """Handles outbox rows that are not messages; each in a transaction of its own, harmless if repeated."""

    def __init__(
        self, storage: Storage, world: World, links: Links, spoken: Callable[[Address], None]
    ) -> None:
        """Remember the doors; `spoken` is told each talk that got a new line."""
        self._storage = storage
        self._world = world
        self._links = links
        self._spoken = spoken

    async def carry_out(self, delivery: Delivery) -> None:
        """Carry out one row: remind, ask afterwards, or let a request lapse."""
        async with self._storage.writing() as uow:
            if "talk" in delivery.payload:
                spoken = await self._lapse_talk(uow, delivery)
            else:
                outcome = await self._done(uow, delivery)
                spoken = await notices.announce(uow, self._world, self._links, outcome, None)
            await uow.commit()
        for address in spoken:
            self._spoken(address)

    async def _done(self, uow: UnitOfWork, delivery: Delivery) -> Outcome:
        if delivery.kind is Kind.LAPSE_SEAT:
            return await self._lapse_seat(uow, delivery)
        return await self._outcome(uow, delivery)

    async def _lapse_seat(self, uow: UnitOfWork, delivery: Delivery) -> Outcome:
        """Pass an offered seat on; nothing happens if it was taken, declined or offered anew since."""
        try:
            return await perform(uow, self._world, LapseSeat(waiting_id=UUID(delivery.payload["waiting_id"])))
        except Refused:
            return Outcome()

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

    async def _lapse_talk(self, uow: UnitOfWork, delivery: Delivery) -> tuple[Address, ...]:
        """Say that a hold has run out, if nothing was said in that talk since."""
        talk = await uow.conversations.get(Address.of(delivery.payload["talk"]))
        if talk is None or talk.version != delivery.payload["version"] or "start" not in talk.slots:
            return ()
        slot = Interval.of(datetime.fromisoformat(talk.slots["start"]), int(talk.slots["length"]))
        now = self._world.clock.now()
        voice = Voice(locale=talk.locale, zone=await _zone(uow, talk), now=now)
        outgoing = render((Saying(phrase="booking.lapsed", facts={"slot": slot}),), voice)
        kept = {name: value for name, value in talk.slots.items() if name != "hold_until"}
        await uow.conversations.save(replace(talk, slots=kept))
        await uow.outbox.add(notices.chat(f"lapsed:{delivery.key}", talk.address, outgoing, now))
        return (talk.address,)

    async def _lapse(self, uow: UnitOfWork, booking: Booking) -> Outcome:
        if booking.status is not Status.PENDING:
            return Outcome()
        command = CancelBooking(booking_id=booking.id, by=Side.SYSTEM, reason=UNANSWERED)
        try:
            return await perform(uow, self._world, command)
        except Refused:
            return Outcome()


async def _zone(uow: UnitOfWork, talk: Conversation) -> str:
    """Return the zone of the one who talks, else of the host with whom."""
    person = await uow.people.person(talk.person_id) if talk.person_id else None
    if person and person.zone:
        return person.zone
    host = await uow.people.host(talk.host_id) if talk.host_id else None
    return host.zone if host else "UTC"
