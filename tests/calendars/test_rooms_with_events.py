"""A meeting room that comes with the event in a calendar reaches both sides, also if it comes later."""

from dataclasses import replace

import pytest

from core.commands import CreateEventType
from core.event_types import Place, PlaceKind
from core.queries import ShowHost
from tests.calendars.stage import a_house_with_calendars, at


async def online(stage):
    """Have Anna meet people in a room of her calendar's provider."""
    made = CreateEventType(host_id=stage.page.host.id, title="Call", place=Place(PlaceKind.MEET))
    kind = (await stage.house.desk.perform(made)).value
    page = await stage.house.desk.answer(ShowHost(username="anna"))
    stage.page = replace(page, event_types=(kind,))


@pytest.mark.parametrize("after", [0, 1, 4])
async def test_the_link_of_a_room_follows_however_long_it_takes(after):
    async with a_house_with_calendars() as stage:
        await online(stage)
        stage.service.rooms_after = after
        booking = await stage.book(at(10))
        for _ in range(8):
            await stage.settle(minutes=1)
        link = f"https://meet.example/parley-{booking.id.hex}"
        assert (await stage.booking(booking)).place.detail == link
        told = [
            mail.booking["place"]["detail"] for mail in stage.mails("linked") if mail.to_side == "invitee"
        ]
        assert told == ([link] if after else [])
        assert len(stage.standing()) == 1
        tries = len(stage.service.drafts)
        await stage.settle(minutes=60)
        assert len(stage.service.drafts) == tries


async def test_without_a_room_nothing_is_waited_for():
    async with a_house_with_calendars() as stage:
        await online(stage)
        stage.service.meeting_rooms = False
        await stage.book(at(10))
        tries = len(stage.service.drafts)
        await stage.settle(minutes=60)
        assert len(stage.service.drafts) == tries
