"""What is noted of meeting rooms."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRoom:
    """Note the meeting room that was made for a booking, or with an empty link that there is none any more.

    What is known already makes no news. Refused(NOT_FOUND, INVALID). Outcome.value: `Booking`.
    """

    booking_id: UUID
    link: str
    room: str
    """What the room is called at its provider; of one that is part of a calendar event, the event's own name there."""
