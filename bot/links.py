"""Addresses of pages, some of them signed so that only who received them can use them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from core.booking import Booking, Side
from core.errors import Code, Refused

GRACE = timedelta(days=30)
"""How long after the meeting its links still open."""


@dataclass(frozen=True, slots=True)
class Links:
    """Builds and reads addresses."""

    base_url: str
    secret: str

    def host(self, username: str) -> str:
        """Return the address of a host's page."""
        return f"{self.base_url}/@{username}"

    def event_type(self, username: str, code: str) -> str:
        """Return the address of an event type's booking page."""
        return f"{self.base_url}/@{username}/{code}"

    def manage(self, booking: Booking, side: Side) -> str:
        """Return the signed address where one side can move or cancel a booking."""
        expires = int((booking.slot.end + GRACE).timestamp())
        return f"{self.base_url}/b/{self._signer().dumps([str(booking.id), side.value, expires])}"

    def read_manage(self, token: str, now: datetime) -> tuple[UUID, Side]:
        """Return booking and side of a signed address; raise Refused(NOT_FOUND) if forged or expired."""
        try:
            booking_id, side, expires = self._signer().loads(token)
            found = UUID(booking_id), Side(side)
        except (BadData, ValueError, TypeError) as error:
            raise Refused(Code.NOT_FOUND, what="link") from error
        if now.timestamp() > expires:
            raise Refused(Code.NOT_FOUND, what="link", expired=True)
        return found

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="manage")
