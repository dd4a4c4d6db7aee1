"""What every service of calendars has to do, whoever keeps them. Each provider's tests subclass these and lend a `diary`."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from core.calendars import Showing, Written
from core.errors import Expired, Fault, Rejected, Revoked, Transient
from core.interval import Interval
from core.zones import zone
from tests.integrations.diaries import (
    HOST,
    MONDAY,
    SECRET,
    WITHIN,
    Copy,
    Diary,
    account,
    calendar,
    draft,
    hour,
    shown,
)

__all__ = [
    "HOST",
    "MONDAY",
    "SECRET",
    "WITHIN",
    "CalendarContract",
    "CalendarReading",
    "Copy",
    "Diary",
    "account",
    "calendar",
    "draft",
    "hour",
    "shown",
]


class CalendarReading:
    """What is read. A subclass lends the fixture `diary`."""

    async def test_an_empty_calendar_is_empty(self, diary: Diary):
        copy = Copy(diary)
        await copy.refresh()
        assert (await diary.events(), copy.held, copy.whole) == ([], {}, True)

    async def test_what_stands_is_read(self, diary: Diary):
        remote = await diary.write(hour())
        [event] = await diary.events()
        assert (event.remote, event.during, event.showing) == (remote, hour(), Showing.BUSY)
        assert (event.all_day, event.series, event.booking_id) == (False, "", None)

    async def test_only_what_touches_the_stretch_is_read(self, diary: Diary):
        at = WITHIN.start
        for minutes in (-60, -30, 0):
            await diary.write(Interval.of(at + timedelta(minutes=minutes), 60))
        assert [each.during.start - at for each in await diary.events()] == [
            timedelta(minutes=-30),
            timedelta(),
        ]

    async def test_what_is_tentative_is_seen_as_tentative(self, diary: Diary):
        await diary.write(hour(), tentative=True)
        assert [each.showing for each in await diary.events()] == [Showing.TENTATIVE]

    async def test_what_is_free_takes_up_no_time(self, diary: Diary):
        copy = Copy(diary)
        remote = await diary.write(hour())
        await copy.refresh()
        await diary.free(remote)
        await copy.refresh()
        assert (shown(await diary.events()), copy.shown()) == ([], [])

    @pytest.mark.parametrize(
        ("first", "hours"), [((2026, 11, 30), 24), ((2027, 3, 14), 23), ((2026, 11, 1), 25)]
    )
    async def test_whole_days_are_days_of_the_calendars_zone(self, diary: Diary, first, hours):
        day = date(*first)
        await diary.write_days(day, day + timedelta(days=1))
        [event] = await diary.events()
        midnight = datetime(*first, tzinfo=zone("America/New_York"))
        assert (event.all_day, event.during.start) == (True, midnight)
        assert event.during.length == timedelta(hours=hours)

    async def test_several_whole_days_are_one_stretch(self, diary: Diary):
        await diary.write_days(date(2026, 12, 24), date(2026, 12, 27))
        [event] = await diary.events()
        assert event.during.length == timedelta(days=3)

    async def test_what_recurs_keeps_its_local_time_when_clocks_change(self, diary: Diary):
        start = datetime(2027, 3, 22, 9, 0, tzinfo=zone("Europe/Berlin")).astimezone(UTC)
        await diary.write_weekly(Interval.of(start, 30), "Europe/Berlin", 3)
        events = await diary.events()
        assert [each.during.start.hour for each in events] == [8, 7, 7]
        assert [each.during.minutes for each in events] == [30, 30, 30]
        assert len({each.remote for each in events}) == 3
        assert len({each.series for each in events}) == 1
        assert events[0].series

    async def test_what_recurs_and_is_deleted_is_gone_as_a_whole(self, diary: Diary):
        copy = Copy(diary)
        named = await diary.write_weekly(hour(), "Europe/Berlin", 4)
        await copy.refresh()
        assert len(copy.held) == 4
        await diary.delete(named)
        await copy.refresh()
        assert copy.held == {}

    async def test_what_is_new_moved_and_deleted_is_followed(self, diary: Diary):
        copy = Copy(diary)
        stays, goes = await diary.write(hour(1)), await diary.write(hour(2))
        await copy.refresh()
        assert copy.shown() == [(hour(1), "busy"), (hour(2), "busy")]
        await diary.move(stays, hour(3))
        await diary.delete(goes)
        await diary.write(hour(4))
        await copy.refresh()
        assert copy.shown() == [(hour(3), "busy"), (hour(4), "busy")]

    async def test_what_leaves_the_stretch_is_gone(self, diary: Diary):
        copy = Copy(diary)
        remote = await diary.write(hour())
        await copy.refresh()
        await diary.move(remote, Interval.of(WITHIN.end + timedelta(days=1), 60))
        await copy.refresh()
        assert copy.held == {}

    async def test_nothing_new_changes_nothing(self, diary: Diary):
        copy = Copy(diary)
        await diary.write(hour())
        await copy.refresh()
        before = dict(copy.held)
        await copy.refresh()
        assert copy.held == before

    @pytest.mark.parametrize("seed", range(3))
    async def test_all_that_is_read_bit_by_bit_is_what_stands(self, diary: Diary, seed):
        chance, copy, mine = Random(seed), Copy(diary), list[str]()
        for _ in range(25):
            match chance.choice(("write", "write", "move", "delete", "days", "weekly", "read", "forget")):
                case "write":
                    mine.append(
                        await diary.write(hour(chance.randrange(-60, 300)), tentative=chance.random() < 0.3)
                    )
                case "move" if mine:
                    await diary.move(chance.choice(mine), hour(chance.randrange(-60, 300)))
                case "delete" if mine:
                    await diary.delete(mine.pop(chance.randrange(len(mine))))
                case "days":
                    first = MONDAY.date() + timedelta(days=chance.randrange(300))
                    await diary.write_days(first, first + timedelta(days=chance.randrange(1, 4)))
                case "weekly":
                    await diary.write_weekly(hour(chance.randrange(200)), "Europe/Berlin", 3)
                case "forget" if chance.random() < 0.3:
                    await diary.forget_cursors()
                case _:
                    await copy.refresh()
        await copy.refresh()
        assert copy.shown() == shown(await diary.events())

    async def test_a_cursor_that_was_forgotten_is_outdated_and_all_is_read_anew(self, diary: Diary):
        copy = Copy(diary)
        await diary.write(hour())
        await copy.refresh()
        await diary.forget_cursors()
        await diary.write(hour(1))
        await copy.refresh()
        assert (copy.whole, copy.shown()) == (True, [(hour(), "busy"), (hour(1), "busy")])

    async def test_a_permission_that_was_withdrawn_is_told_apart(self, diary: Diary):
        await diary.withdraw()
        with pytest.raises((Revoked, Expired)) as refused:
            await diary.events()
        if refused.type is Expired:
            with pytest.raises(Revoked):
                await diary.service.renew(diary.access)

    async def test_a_calendar_that_is_gone_is_rejected(self, diary: Diary):
        await diary.remove_calendar()
        with pytest.raises(Rejected):
            await diary.events()

    async def test_who_never_answers_is_not_waited_for(self, diary: Diary):
        await diary.hang()
        async with asyncio.timeout(10):
            with pytest.raises(Transient):
                await diary.events()

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (200, b"<html>Please sign in to this network</html>"),
            (200, b""),
            (200, b"[]"),
            (200, b'{"items": 3, "value": 3}'),
            (200, b'{"items": [{}], "value": [{}]}'),
            (200, b'{"items": [{"id": "x", "start": {}, "end": {}}], "value": [{"id": "x", "start": {}}]}'),
            (200, b"[" * 100_000),
            (200, b"\xff\xfe\x00"),
            (302, b""),
            (400, b"{"),
            (418, b'{"error": {"errors": [5], "message": 5, "code": []}}'),
            (500, b"<html>sorry</html>"),
            (503, b""),
        ],
    )
    async def test_a_broken_answer_is_a_fault(self, diary: Diary, status, body):
        await diary.answer(status, body)
        with pytest.raises(Fault):
            await diary.events()
        with pytest.raises(Fault):
            await diary.service.changes(diary.access, diary.calendar, WITHIN)

    @pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 500])
    async def test_what_opens_the_account_is_in_no_fault(self, diary: Diary, status):
        body = " ".join(["seen:", *diary.access.secrets.values()]).encode()
        await diary.answer(status, body)
        with pytest.raises(Fault) as fault:
            await diary.events()
        told: BaseException | None = fault.value
        while told is not None:
            assert SECRET not in f"{told!r} {told}"
            told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)


class CalendarContract(CalendarReading):
    """What is read and written. A subclass lends the fixture `diary`."""

    async def test_the_calendars_of_an_account_are_listed(self, diary: Diary):
        [found] = [
            each
            for each in await diary.service.calendars(diary.access)
            if each.remote == diary.calendar.remote
        ]
        assert found.writable
        assert found.name

    async def test_a_booking_is_written_once(self, diary: Diary):
        first = await diary.put(draft())
        again = await diary.put(draft())
        assert (first.made, again.made, again.remote) == (True, False, first.remote)
        [event] = await diary.events()
        assert (event.remote, event.during) == (first.remote, hour())
        assert (event.booking_id, event.showing) == (UUID(int=41), Showing.BUSY)

    async def test_two_bookings_and_two_hosts_are_two_events(self, diary: Diary):
        await diary.put(draft())
        await diary.put(draft(booking_id=UUID(int=42), uid="42@parley.test"))
        await diary.put(draft(owner=UUID(int=8)))
        assert len(await diary.events()) == 3

    async def test_a_booking_that_moves_moves_its_event(self, diary: Diary):
        first = await diary.put(draft())
        moved = draft(hour(1), sequence=1)
        then = await diary.put(moved, diary.entry(draft(), first))
        [event] = await diary.events()
        assert (then.remote, then.made, event.remote) == (first.remote, False, first.remote)
        assert (event.during, event.booking_id) == (hour(1), UUID(int=41))

    async def test_a_booking_that_moves_is_written_though_nothing_is_remembered(self, diary: Diary):
        await diary.put(draft())
        await diary.put(draft(hour(1), sequence=1))
        assert [each.during for each in await diary.events()] == [hour(1)]

    async def test_what_we_wrote_last_is_no_change_that_surprises(self, diary: Diary):
        copy = Copy(diary)
        await copy.refresh()
        written = await diary.put(draft())
        await copy.refresh()
        event = copy.held[written.remote]
        assert (event.booking_id, event.during, event.tag) == (UUID(int=41), hour(), written.tag)

    async def test_a_request_is_tentative_until_it_is_confirmed(self, diary: Diary):
        asked = await diary.put(draft(tentative=True))
        assert [each.showing for each in await diary.events()] == [Showing.TENTATIVE]
        await diary.put(draft(sequence=1), diary.entry(draft(tentative=True), asked))
        assert [each.showing for each in await diary.events()] == [Showing.BUSY]

    async def test_what_its_owner_moves_is_still_ours(self, diary: Diary):
        copy = Copy(diary)
        written = await diary.put(draft())
        await copy.refresh()
        await diary.move(written.remote, hour(2))
        await copy.refresh()
        event = copy.held[written.remote]
        assert (event.during, event.booking_id) == (hour(2), UUID(int=41))
        assert event.tag != written.tag

    async def test_what_its_owner_moved_is_written_again(self, diary: Diary):
        written = await diary.put(draft())
        await diary.move(written.remote, hour(2))
        await diary.put(draft(hour(3), sequence=1), diary.entry(draft(), written))
        assert [each.during for each in await diary.events()] == [hour(3)]

    async def test_what_its_owner_frees_is_still_ours(self, diary: Diary):
        copy = Copy(diary)
        written = await diary.put(draft())
        await diary.free(written.remote)
        await copy.refresh()
        assert copy.held[written.remote].showing is Showing.FREE

    async def test_what_its_owner_deletes_is_gone(self, diary: Diary):
        copy = Copy(diary)
        written = await diary.put(draft())
        await copy.refresh()
        await diary.delete(written.remote)
        await copy.refresh()
        assert copy.held == {}

    @pytest.mark.parametrize("remembered", [True, False])
    async def test_what_its_owner_deleted_is_made_anew(self, diary: Diary, remembered):
        written = await diary.put(draft())
        await diary.delete(written.remote)
        known = diary.entry(draft(), written) if remembered else None
        again = await diary.put(draft(hour(1), sequence=1), known)
        [event] = await diary.events()
        assert (again.made, event.remote, event.during) == (True, again.remote, hour(1))
        assert event.booking_id == UUID(int=41)

    @pytest.mark.parametrize("seed", range(3))
    async def test_whatever_both_do_in_between_the_last_word_stands_once(self, diary: Diary, seed):
        chance, copy, known, sequence = Random(seed), Copy(diary), None, 0
        for _ in range(15):
            there = known is not None and any(each.remote == known.remote for each in await diary.events())
            match chance.choice(("put", "put", "forget", "remove", "move", "delete", "free", "read")):
                case "put":
                    sequence += 1
                    last = draft(hour(chance.randrange(300)), sequence=sequence)
                    known = diary.entry(last, await diary.put(last, known))
                case "forget":  # a crash before it was written down
                    known = None
                case "remove" if known:
                    await diary.service.remove(diary.access, diary.calendar, known)
                case "move" if there:
                    await diary.move(known.remote, hour(chance.randrange(300)))
                case "delete" if there:
                    await diary.delete(known.remote)
                case "free" if there:
                    await diary.free(known.remote)
                case _:
                    await copy.refresh()
        await diary.put(draft(hour(1), sequence=sequence + 1), known)
        await copy.refresh()
        ours = [each for each in await diary.events() if each.booking_id]
        assert [(each.during, each.booking_id) for each in ours] == [(hour(1), UUID(int=41))]
        assert list(copy.held.values()) == ours

    async def test_what_is_removed_is_gone_and_may_be_removed_again(self, diary: Diary):
        entry = diary.entry(draft(), await diary.put(draft()))
        for _ in range(2):
            await diary.service.remove(diary.access, diary.calendar, entry)
            assert await diary.events() == []

    async def test_what_was_never_there_may_be_removed(self, diary: Diary):
        entry = diary.entry(draft(), Written(remote="0123456789abcdef"))
        await diary.service.remove(diary.access, diary.calendar, entry)

    async def test_what_was_removed_can_be_written_again(self, diary: Diary):
        entry = diary.entry(draft(), await diary.put(draft()))
        await diary.service.remove(diary.access, diary.calendar, entry)
        again = await diary.put(draft(sequence=2), replace(entry, gone=True))
        assert [each.remote for each in await diary.events()] == [again.remote]

    async def test_any_text_can_be_written(self, diary: Diary):
        title = 'Ann <ann@example.com> & Bob; \\, "x" \u2028 日本 👩‍🚀' + "é" * 3000
        wild = draft(
            text=title + "\nline\r\nBEGIN:VEVENT\n",
            place=title,
            others=(("Ann", "ann@example.com"), (title, "")),
        )
        await diary.put(replace(wild, title=title))
        assert [each.during for each in await diary.events()] == [hour()]

    async def test_an_hour_that_clocks_show_twice_is_written_as_meant(self, diary: Diary):
        twice = Interval.of(datetime(2027, 10, 31, 0, 30, tzinfo=UTC), 60)  # 2:30 in Berlin, on both sides
        await diary.put(draft(twice))
        assert [each.during for each in await diary.events()] == [twice]

    @pytest.mark.parametrize(
        ("status", "body"), [(200, b"<html>"), (200, b"[]"), (200, b"{}"), (500, b""), (403, b"{}")]
    )
    async def test_a_broken_answer_to_what_we_write_is_a_fault(self, diary: Diary, status, body):
        await diary.answer(status, body)
        with pytest.raises(Fault):
            await diary.put(draft())
        with pytest.raises(Fault):
            await diary.service.calendars(diary.access)

    async def test_a_calendar_that_is_gone_is_not_written(self, diary: Diary):
        written = await diary.put(draft())
        await diary.remove_calendar()
        with pytest.raises(Rejected):
            await diary.put(draft(hour(1)), diary.entry(draft(), written))
