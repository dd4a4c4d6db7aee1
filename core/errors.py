"""How the rules say no (`Refusal`), and how the outside world fails (`Fault`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """Why a request was refused; each has a phrase `refused.<code>` in every language."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    OUTSIDE_HOURS = "outside_hours"
    OVERRIDE = "override"
    TIME_OFF = "time_off"
    BUSY = "busy"
    BUFFER = "buffer"
    LIMIT = "limit"
    HELD = "held"
    OFF_GRID = "off_grid"
    HOST_PAUSED = "host_paused"
    EVENT_TYPE_PAUSED = "event_type_paused"
    LENGTH = "length"
    DURATION_LIMIT = "duration_limit"
    SEATS_FULL = "seats_full"
    ALREADY_BOOKED = "already_booked"
    """The same person has a seat of the same class already."""
    UNREADABLE = "unreadable"
    NO_HOST = "no_host"
    SERIES = "series"
    TOO_LATE_TO_CHANGE = "too_late_to_change"
    TOO_MANY_GUESTS = "too_many_guests"
    NOT_ALLOWED = "not_allowed"
    OVERLAP = "overlap"
    TAKEN = "taken"
    HOLD_EXPIRED = "hold_expired"
    TOO_MANY_BOOKINGS = "too_many_bookings"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    UNVERIFIED = "unverified"
    WRONG_CODE = "wrong_code"
    CODE_EXPIRED = "code_expired"
    WRONG_SIGN_IN = "wrong_sign_in"
    """E-mail address and password, or a second factor, that do not belong together: not said which."""
    LOCKED = "locked"
    """Guessed wrong too often: until (an instant)."""
    SIGN_IN_AGAIN = "sign_in_again"
    """Nobody is signed in (any more), or not just now where that is asked for."""
    NOT_FOUND = "not_found"
    NOT_YOURS = "not_yours"
    WRONG_STATUS = "wrong_status"
    ALREADY_OVER = "already_over"
    NAME_TAKEN = "name_taken"
    INVALID = "invalid"
    MISSING_ANSWER = "missing_answer"
    NOTHING_TO_UNDO = "nothing_to_undo"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
    CHANGED_SINCE = "changed_since"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The rules said no: a code and the facts that its phrase needs. An answer to a person, never a text."""

    code: Code
    facts: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """Carries a `Refusal` out of a unit of work, which then rolls back."""

    def __init__(self, code: Code, **facts: Any) -> None:
        """Remember the refusal."""
        super().__init__(code.value)
        self.refusal = Refusal(code, facts)


class ConflictError(Exception):
    """A row was changed by somebody else since it was read; the turn is computed again."""


class Fault(Exception):
    """The world outside failed."""


class Transient(Fault):
    """A failure that may pass by itself: try again later."""


class RateLimited(Fault):
    """The other side asked for a pause of `after` seconds: in this chat, or with `account` in all of the account's."""

    def __init__(self, after: float, *, account: bool = False) -> None:
        """Remember the pause, in seconds, and what pauses."""
        super().__init__(f"rate limited, retry after {after:g} s")
        self.after = after
        self.account = account


class Expired(Transient):
    """What opens an account is not accepted any more: renew it and ask once more; if that is refused too, it was withdrawn."""


class Revoked(Fault):
    """Our permission was withdrawn: do not try again before somebody reconnects."""


class Rejected(Fault):
    """The other side will never accept this: do not try again."""


class Outdated(Fault):
    """What we remember of the other side is too old to go on from: read all of it anew."""


class Gone(Rejected):
    """There is no such thing at the other side any more."""


class Unreachable(Rejected):
    """This room cannot be spoken to now, whatever is said: the message has to take another way.

    `why` is `blocked` (the person shut us out), `stopped` (they told us to be silent), `shut` (the network lets us speak only after they have) or `gone` (there is no such room any more, or we were removed from it).
    """

    def __init__(self, why: str) -> None:
        """Remember the reason."""
        super().__init__(why)
        self.why = why
