"""A clock that stands still and chance that repeats itself: for rehearsals and tests."""

import base64
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

MONDAY_MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class FrozenClock:
    """Shows one instant until it is moved."""

    def __init__(self, start: datetime = MONDAY_MORNING) -> None:
        """Stop at `start`, an aware instant."""
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant at which it stands, UTC."""
        return self._now

    def tick(self, step: timedelta | None = None, **parts: float) -> datetime:
        """Move by `step`, or by the parts of a timedelta (`minutes=5`); return the new instant."""
        self._now += timedelta(**parts) if step is None else step
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to an aware instant."""
        self._now = instant.astimezone(UTC)


class SeededChance:
    """The same ids, digits and tokens in the same order for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        """Begin the sequence of a seed."""
        self._random = Random(seed)

    def uuid(self) -> UUID:
        """Return the next id."""
        return UUID(int=self._random.getrandbits(128), version=4)

    def digits(self, count: int) -> str:
        """Return the next decimal digits."""
        return "".join(self._random.choice("0123456789") for _ in range(count))

    def token(self) -> str:
        """Return the next token, 128 bits, URL-safe."""
        return base64.urlsafe_b64encode(self._random.randbytes(16)).rstrip(b"=").decode()

    def jitter(self) -> float:
        """Return the next number from [0, 1)."""
        return self._random.random()


class FrozenWorld:
    """Clock and chance together, as use cases are handed them."""

    def __init__(self, start: datetime = MONDAY_MORNING, seed: int = 1) -> None:
        """Make both."""
        self.clock = FrozenClock(start)
        self.chance = SeededChance(seed)
