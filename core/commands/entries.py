"""What a host can tell about the events that stand for bookings in their calendar."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreEntry:
    """Have a host's calendar show a booking as it is, whatever they did to it there. Refused(NOT_FOUND, WRONG_STATUS). Outcome.value: `Booking`."""

    booking_id: UUID
    host_id: UUID
    """In whose calendar; they take part in the booking, or made it."""
