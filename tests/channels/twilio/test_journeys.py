"""Whole journeys by telephone: accept, decline, propose another time and cancel by tapping; text messages by numbers only."""

import pytest

from channels.twilio import every_template, gsm, keeping
from tests.support.twilio.conversing import credentials
from tests.support.twilio.transport import InProcess


class Cast:
    """A host and an invitee, each on a network."""

    def __init__(self, town, host: str, invitee: str) -> None:
        self.town = town
        self.anna = town.phone(host, "+447911000001")
        self.bob = town.phone(invitee, "+447911000002")

    async def begin(self) -> None:
        """Anna is a host who approves her bookings."""
        await self.town.host(self.anna)
        for words in ("I am in Berlin", "my username is anna", "intro needs my approval"):
            await self.town.hears(self.anna, words)
        self.anna.unread()

    async def ask(self) -> None:
        """Bob asks for a time, by a link."""
        await self.town.hears(self.bob, "@anna/intro Tuesday at 14:00, Bob Miller, bob@example.org")
        await self.town.hears(self.bob, next(e.code for _, e in reversed(self.town.letters.kept) if e.code))
        self.bob.unread()

    async def tap(self, phone, label: str) -> None:
        """Tap a choice that was last shown, by its label; with text messages, by its number."""
        for seen in reversed(self.town.vendor.person(phone.channel, phone.number).seen):
            for title, token in seen.buttons:
                if title.startswith(label):
                    return await self._take(phone, phone.taps(token))
            for line in seen.text.splitlines():
                number, dot, title = line.partition(". ")
                if dot and number.isdigit() and title.startswith(label):
                    return await self._take(phone, phone.says(number))
        raise AssertionError(f"{label} was not shown")

    async def _take(self, phone, form) -> None:
        assert (await self.town.takes(phone, form)).status == 200

    def last(self, phone) -> str:
        return phone.unread()[-1].text


@pytest.fixture(params=["whatsapp", "sms"])
async def cast(near, request):
    opened = Cast(near, request.param, request.param)
    await opened.begin()
    await opened.ask()
    return opened


async def test_a_request_is_accepted(cast):
    assert "Bob Miller" in cast.last(cast.anna)
    await cast.tap(cast.anna, "Accept")
    assert cast.last(cast.bob).startswith(("Anna Berg confirmed", "Confirmed:"))
    assert "Confirmed" in cast.last(cast.anna)


async def test_a_request_is_declined(cast):
    cast.anna.unread()
    await cast.tap(cast.anna, "Decline")
    assert "Declined" in cast.last(cast.anna) or "why" in cast.last(cast.anna)
    assert cast.bob.unread()


async def test_another_time_is_proposed_and_taken(cast):
    await cast.tap(cast.anna, "Propose another time")
    await cast.town.hears(cast.anna, "Wednesday at 10:00")
    await cast.town.hears(cast.anna, "yes")
    proposal = cast.last(cast.bob)
    assert "Wed" in proposal
    await cast.tap(cast.bob, "Accept")
    assert "Wed" in cast.last(cast.anna)


async def test_a_meeting_is_cancelled(cast):
    await cast.tap(cast.anna, "Accept")
    cast.anna.unread()
    await cast.town.hears(cast.bob, "cancel my meeting")
    await cast.tap(cast.bob, "Yes")
    assert "cancelled" in cast.last(cast.anna) or "Called off" in cast.last(cast.anna)


async def test_who_did_not_write_for_a_day_is_reminded_by_template_and_cancels_by_tapping(near):
    """The window shuts; the reminder comes as an approved template, and a tap on it opens the window again."""
    async with keeping(credentials("http://api.test"), InProcess(near.vendor)) as keeper:
        for each in every_template():
            await keeper.ensure(each)
    cast = Cast(near, "whatsapp", "whatsapp")
    await cast.begin()
    await cast.town.hears(cast.bob, "@anna/intro Friday at 14:00, Bob Miller, bob@example.org")
    await near.hears(cast.bob, next(e.code for _, e in reversed(near.letters.kept) if e.code))
    await cast.tap(cast.anna, "Accept")
    cast.bob.unread()
    for _ in range(4 * 24 * 2):
        near.world.clock.tick(minutes=30)
        await near.settle()
    reminders = [each for each in cast.bob.unread() if each.text.startswith("Reminder: ")]
    assert reminders
    assert all(each.template for each in reminders)
    assert [title for title, _ in reminders[-1].buttons] == ["I am running late", "Move it", "Cancel it"]


async def test_notices_by_text_message_take_one_each(near):
    cast = Cast(near, "sms", "sms")
    await cast.begin()
    await cast.ask()
    (asked,) = cast.anna.unread()
    assert gsm.segments(asked.text) == 1
    await cast.tap(cast.anna, "Accept")
    told = cast.bob.unread()[-1].text
    assert gsm.segments(told) == 1
    assert "Tue" in told
    assert "14:00" in told
