"""Bookings and holds, on both engines."""

from dataclasses import replace

import pytest

from core.booking import ACTIVE, Booking, Invitee, Proposal, Side, Status
from core.errors import Code, ConflictError, Refused
from storage import Database
from tests.storage.examples import after, booking, hold, ident, person, span

pytestmark = pytest.mark.usefixtures("anna")


async def keep(storage: Database, *bookings: Booking) -> None:
    async with storage.writing() as unit:
        for each in bookings:
            await unit.bookings.add(each)
        await unit.commit()


async def refusal(storage: Database, taker: Booking) -> Code | None:
    try:
        await keep(storage, taker)
    except Refused as refused:
        return refused.refusal.code
    return None


async def test_a_booking_comes_back_as_it_was(storage: Database) -> None:
    full = booking(
        message="Grüße 👋",
        answers={"q2": "b", "q1": "a"},
        proposal=Proposal(by=Side.HOST, slot=span(200, 230), reason="later"),
        changed_by=Side.INVITEE,
        buffer_before=5,
        buffer_after=10,
    )
    await keep(storage, full)
    async with storage.reading() as unit:
        found = await unit.bookings.booking(full.id)
        assert found == full
        assert list(full.answers) == list(found.answers)
        assert await unit.bookings.by_request(full.request_id) == full
        assert await unit.bookings.by_request("another") is None
        assert await unit.bookings.booking(ident("nobody")) is None


async def test_what_is_not_committed_is_gone(storage: Database) -> None:
    async with storage.writing() as unit:
        await unit.bookings.add(booking())
    async with storage.reading() as unit:
        assert await unit.bookings.booking(booking().id) is None
    assert await refusal(storage, booking("other")) is None
