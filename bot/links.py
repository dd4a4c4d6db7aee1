"""Addresses of pages, some of them signed so that only who received them can use them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from core.booking import Booking, Side
from core.errors import Code, Refused

START_CODE = re.compile(r"(?P<username>[a-z0-9-]{1,50})(?:_(?P<code>[a-z0-9-]{1,50}))?")
MOST_START = 64
"""Characters that a deep link can carry (Telegram's limit, the least of all)."""
GRACE = timedelta(days=30)
"""How long after the meeting its links still open."""


def start_code(thread: str) -> str:
    """Return what a network's link carries to open a talk such as `@anna/intro`; at most 64 of A-Z a-z 0-9 _ -.

    Usernames and codes have no underscore, so one stands for the slash. An event type that makes it too long is left out: the talk then asks which one.
    """
    username, _, code = thread.removeprefix("@").partition("/")
    whole = f"{username}_{code}"
    return whole if code and len(whole) <= MOST_START else username


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

    def start_code(self, thread: str) -> str:
        """Return what a network's link carries to open a talk, see `start_code`."""
        return start_code(thread)

    def read_start(self, code: str) -> str | None:
        """Return the talk that such a code opens, None if it is none."""
        found = START_CODE.fullmatch(code)
        if found is None:
            return None
        return f"@{found['username']}/{found['code']}" if found["code"] else f"@{found['username']}"

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

    def rsvp(self, booking: Booking, guest_id: UUID) -> str:
        """Return the signed address where a guest says whether they come."""
        expires = int((booking.slot.end + GRACE).timestamp())
        return f"{self.base_url}/g/{self._signer('guest').dumps([str(booking.id), str(guest_id), expires])}"

    def read_rsvp(self, token: str, now: datetime) -> tuple[UUID, UUID]:
        """Return booking and guest of a signed address; raise Refused(NOT_FOUND) if forged or expired."""
        booking_id, guest_id, expires = self._read("guest", token, 3)
        _require_fresh(expires, now)
        return UUID(booking_id), UUID(guest_id)

    def seat(self, waiting_id: UUID, end: datetime) -> str:
        """Return the signed address where somebody who waits takes or declines a seat of a class that ends then."""
        expires = int((end + GRACE).timestamp())
        return f"{self.base_url}/w/{self._signer('seat').dumps([str(waiting_id), expires])}"

    def read_seat(self, token: str, now: datetime) -> UUID:
        """Return who waits, of a signed address; raise Refused(NOT_FOUND) if forged or expired."""
        waiting_id, expires = self._read("seat", token, 2)
        _require_fresh(expires, now)
        return UUID(waiting_id)

    def connect(self, secret: str) -> str:
        """Return the address where calendars are connected."""
        return f"{self.base_url}/connect/{secret}"

    def callback(self, provider: str) -> str:
        """Return the address to which a provider sends browsers back; it is agreed on with the provider, to the letter."""
        return f"{self.base_url}/oauth/{provider}/callback"

    def sign_in(self, email: str, nonce: str, onward: str = "") -> str:
        """Return the address by which whoever owns a mailbox signs in, once; `onward` is a page of ours to go on to."""
        return f"{self.base_url}/sign-in/link/{self._signer('sign in').dumps([email, nonce, onward])}"

    def read_sign_in(self, token: str) -> tuple[str, str, str]:
        """Return e-mail address, nonce and page to go on to of such an address; raise Refused(NOT_FOUND) if forged."""
        email, nonce, onward = self._read("sign in", token, 3)
        return str(email), str(nonce), str(onward)

    def poll(self, code: str) -> str:
        """Return the address where one votes in a poll."""
        return f"{self.base_url}/poll/{code}"

    def calendar_hook(self, provider: str) -> str:
        """Return the address where a provider tells of changes in calendars."""
        return f"{self.base_url}/calendars/{provider}/push"

    def calendar_token(self, calendar_id: UUID) -> str:
        """Return what a provider has to bring with each notice about a calendar: only it was told so."""
        signer = self._signer("calendar").make_signer("calendar")
        return signer.get_signature(calendar_id.hex).decode()

    def _read(self, salt: str, token: str, parts: int) -> list[Any]:
        try:
            found = self._signer(salt).loads(token)
        except BadData as error:
            raise Refused(Code.NOT_FOUND, what="link") from error
        if not isinstance(found, list) or len(found) != parts:
            raise Refused(Code.NOT_FOUND, what="link")
        return found

    def _signer(self, salt: str = "manage") -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt=salt)


def _require_fresh(expires: int, now: datetime) -> None:
    if now.timestamp() > expires:
        raise Refused(Code.NOT_FOUND, what="link", expired=True)
