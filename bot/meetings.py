"""Has meeting rooms made that are no part of a calendar event, as bookings need them now."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from bot.ports import Storage
from bot.post import Delivery
from core.booking import Booking, Status
from core.commands import Command, NoteRoom, Outcome
from core.errors import Gone, Refused, Rejected
from core.ports import World
from core.ports.calendars import Meeting, MeetingService
from core.rooms import room_draft, wants_room


class MeetingRooms:
    """Carries out `Kind.ROOM`: looks at the booking as it is now, so that a row may come late, or twice."""

    def __init__(
        self,
        storage: Storage,
        world: World,
        service: MeetingService | None,
        perform: Callable[[Command], Awaitable[Outcome]],
    ) -> None:
        """Remember the doors; without a service no room is made, and the host's own link is what there is."""
        self._storage, self._world, self._service, self._perform = storage, world, service, perform

    async def carry_out(self, delivery: Delivery) -> None:
        """Have the room of a booking be as the booking is; raise Fault."""
        async with self._storage.reading() as uow:
            booking = await uow.bookings.booking(UUID(delivery.payload["booking_id"]))
            dates = await uow.bookings.of_series(booking.series_id) if booking and booking.series_id else ()
        if booking is None or self._service is None or not wants_room(booking):
            return
        sharing = [each for each in dates if each.id != booking.id and each.active]
        if booking.status is Status.CONFIRMED and booking.slot.end > self._world.clock.now():
            await self._have(self._service, booking)
        elif booking.room and not booking.active and not sharing:
            await self._service.remove(booking.room)
            await self._note(booking, Meeting(link=""))

    async def _have(self, service: MeetingService, booking: Booking) -> None:
        """Move the room that there is; make one where there is none, or where it was deleted."""
        draft = room_draft(booking)
        if booking.room:
            try:
                await service.change(booking.room, draft)
            except Gone:
                await self._note(booking, await service.make(draft))
        else:
            await self._note(booking, await service.make(draft))

    async def _note(self, booking: Booking, meeting: Meeting) -> None:
        command = NoteRoom(booking_id=booking.id, link=meeting.link, room=meeting.id)
        try:
            await self._perform(command)
        except Refused as refused:  # the booking is another than when we asked: its own row follows
            raise Rejected(f"the room was not kept: {refused.refusal.code.value}") from None
