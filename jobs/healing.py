"""Putting bookings right whose instant zone data have moved: page after page, until no more of them can be moved."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from core.commands import Command, HealBookings, Healed, Outcome

Perform = Callable[[Command], Awaitable[Outcome]]
"""Carries out a command in its own transaction."""


async def heal_all(perform: Perform) -> Healed:
    """Put right all bookings to come; where some found their time taken, look again as long as others made room."""
    moved: list[UUID] = []
    while True:
        healed = await _round(perform)
        moved += healed.moved
        if not (healed.moved and healed.stuck):
            return Healed(moved=tuple(moved), stuck=healed.stuck, last=None)


async def _round(perform: Perform) -> Healed:
    moved: list[UUID] = []
    stuck: dict[UUID, None] = {}
    command = HealBookings()
    while True:
        page: Healed = (await perform(command)).value
        moved += page.moved
        stuck |= dict.fromkeys(page.stuck)
        if page.last is None:
            return Healed(moved=tuple(moved), stuck=tuple(stuck), last=None)
        command = HealBookings(after=page.last)
