"""The local copy of calendars, what it shows of hosts' time, and entries, on both engines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from core.calendars import Provider, RemoteEvent, Seen, Showing, Trouble, Unread
from core.interval import Interval
from storage import Database
from tests.storage.calendar_examples import account, calendar, connect, event, stand, written
from tests.storage.examples import after, booking, ident, settle_anna, settle_hosts, span

ANNA, BEN = ident("host anna"), ident("host ben")
WORK, HOME = calendar(), calendar("Home")
ALWAYS = span(-9999, 9999)
WORK_NAME = "Work (ann@example.com)"


@pytest.fixture(name="kept")
async def ann(storage: Database) -> Database:
    """Lend a storage in which Anna has connected two calendars."""
    await settle_anna(storage)
    await connect(storage, None, WORK, HOME)
    return storage


async def copy(
    storage: Database, within: Interval = ALWAYS, calendar_id: UUID = WORK.id
) -> Sequence[RemoteEvent]:
    async with storage.reading() as unit:
        return await unit.calendars.copy(calendar_id, within)


async def seen(storage: Database, *host_ids: UUID, within: Interval = ALWAYS) -> Mapping[UUID, Seen]:
    async with storage.reading() as unit:
        return await unit.calendars.seen(host_ids or (ANNA,), within)


async def change(storage: Database, *events: RemoteEvent, gone: Sequence[str] = ()) -> None:
    async with storage.writing() as unit:
        await unit.calendars.change_copy(WORK.id, frozenset(gone), events)
        await unit.commit()


async def replaced(storage: Database, within: Interval, *events: RemoteEvent) -> None:
    async with storage.writing() as unit:
        await unit.calendars.replace_copy(WORK.id, within, events)
        await unit.commit()


async def test_events_come_back_as_they_were_put_by_start(kept: Database) -> None:
    full = event(
        "late",
        90,
        120,
        series="weekly",
        all_day=True,
        showing=Showing.AWAY,
        tag='W/"1"',
        booking_id=ident("booking"),
    )
    await change(kept, full, event("early", 0, 30))
    assert await copy(kept) == [event("early", 0, 30), full]
    assert await copy(kept, span(30, 90)) == []
    assert await copy(kept, span(29, 30)) == [event("early", 0, 30)]
    assert await copy(kept, calendar_id=HOME.id) == []


async def test_what_is_gone_is_dropped_by_event_or_series_before_events_are_put(kept: Database) -> None:
    before = [event("one", 0, 5), event("w1", 10, 20, series="w"), event("w2", 30, 40, series="w")]
    await change(kept, *before)
    await stand(kept, HOME.id, *before)
    await change(kept, event("w2", 35, 45, series="w"), event("new", 50, 55), gone=["w", "one", "unknown"])
    assert await copy(kept) == [event("w2", 35, 45, series="w"), event("new", 50, 55)]
    assert await copy(kept, calendar_id=HOME.id) == before


async def test_an_event_with_the_same_id_takes_the_place_of_the_one_before(kept: Database) -> None:
    await change(kept, event("a", 0, 30, tag="1"))
    await change(kept, event("a", 500, 530, tag="2", showing=Showing.FREE, booking_id=ident("b")))
    expected = event("a", 500, 530, tag="2", showing=Showing.FREE, booking_id=ident("b"))
    assert await copy(kept) == [expected]


async def test_known_are_events_by_their_id_or_that_of_their_series_each_once(kept: Database) -> None:
    both = event("w", 10, 20, series="w")
    other = event("w-2", 30, 40, series="w")
    await change(kept, both, other, event("x"), event("lone"))
    async with kept.reading() as unit:
        assert await unit.calendars.known(WORK.id, ["w", "x", "unknown"]) == [both, other, event("x")]
        assert await unit.calendars.known(WORK.id, []) == []
        assert await unit.calendars.known(HOME.id, ["w"]) == []
        assert await unit.calendars.known(WORK.id, [""]) == []


async def test_a_stretch_of_the_copy_is_replaced_and_the_rest_stays(kept: Database) -> None:
    await change(
        kept, event("before", 0, 10), event("across", 5, 15), event("in", 20, 30), event("after", 40, 50)
    )
    await replaced(kept, span(10, 40), event("in", 25, 35), event("fresh", 38, 60))
    assert await copy(kept) == [
        event("before", 0, 10),
        event("in", 25, 35),
        event("fresh", 38, 60),
        event("after", 40, 50),
    ]


async def test_an_event_that_moved_into_the_stretch_from_outside_is_there_once(kept: Database) -> None:
    await change(kept, event("moved", 500, 530))
    await replaced(kept, span(0, 100), event("moved", 50, 80))
    assert await copy(kept) == [event("moved", 50, 80)]


async def test_ten_thousand_events_are_put_found_and_dropped(kept: Database) -> None:
    events = [event(f"e{n}", n, n + 1, series=f"s{n % 100}") for n in range(10_000)]
    await replaced(kept, span(0, 10_000), *events)
    ids = [f"e{n}" for n in range(0, 10_000, 2)]
    async with kept.writing() as unit:
        assert len(await unit.calendars.known(WORK.id, ids)) == 5000
        await unit.calendars.change_copy(WORK.id, frozenset(ids) | {"s1"}, [])
        assert len(await unit.calendars.copy(WORK.id, span(0, 10_000))) == 4900
        await unit.commit()


# -- what is seen ----------------------------------------------------------------------------------


async def test_seen_is_what_checked_calendars_show_and_no_booking_of_ours(kept: Database) -> None:
    await change(
        kept,
        event("busy", 0, 30),
        event("away", 10, 20, showing=Showing.AWAY),
        event("maybe", 40, 50, showing=Showing.TENTATIVE),
        event("free", 60, 70, showing=Showing.FREE),
        event("ours", 80, 90, booking_id=ident("b")),
        event("moment", 95, 95),
        event("far", 900, 930),
    )
    assert await seen(kept, within=span(0, 100)) == {
        ANNA: Seen(
            busy=((span(0, 30), WORK_NAME), (span(10, 20), WORK_NAME)),
            tentative=((span(40, 50), WORK_NAME),),
        )
    }


async def test_a_calendar_that_is_not_checked_shows_nothing_and_a_host_without_any_is_left_out(
    kept: Database,
) -> None:
    await settle_hosts(kept, "ben", "cleo")
    await connect(
        kept,
        account("b", host_id=BEN),
        calendar(of="b", host_id=BEN),
        calendar("Off", "b", host_id=BEN, checked=False),
    )
    await stand(kept, calendar("Off", "b").id, event("a"))
    await change(kept, event("a"))
    found = await seen(kept, ANNA, BEN, ident("host cleo"))
    assert found == {ANNA: Seen(busy=((span(60, 90), WORK_NAME),)), BEN: Seen()}


async def test_events_of_several_calendars_are_told_in_order_with_their_names(kept: Database) -> None:
    await change(kept, event("late", 60, 90))
    await stand(kept, HOME.id, event("early", 0, 30))
    names = [name for _, name in (await seen(kept))[ANNA].busy]
    assert names == ["Home (ann@example.com)", WORK_NAME]


async def test_a_calendar_that_cannot_be_read_is_named_and_what_it_showed_last_still_counts(
    kept: Database,
) -> None:
    await change(kept, event("a"), event("b", 0, 30))
    async with kept.writing() as unit:
        troubled = replace(WORK, trouble=Trouble.UNREACHABLE, since=after(-5))
        await unit.calendars.save_calendar(troubled)
        await unit.calendars.save_calendar(replace(HOME, covers=None))
        await unit.commit()
    found = (await seen(kept))[ANNA]
    assert [during for during, _ in found.busy] == [span(0, 30), span(60, 90)]
    assert found.unread == (
        Unread(
            host_id=ANNA,
            calendar="Home (ann@example.com)",
            provider=Provider.GOOGLE,
            since=None,
            trouble=Trouble.NONE,
        ),
        Unread(
            host_id=ANNA,
            calendar=WORK_NAME,
            provider=Provider.GOOGLE,
            since=after(-5),
            trouble=Trouble.UNREACHABLE,
        ),
    )


async def test_trouble_of_an_account_is_trouble_of_all_its_calendars(kept: Database) -> None:
    async with kept.writing() as unit:
        await unit.calendars.save_account(account(trouble=Trouble.REVOKED, since=after(-7)))
        await unit.commit()
    unread = (await seen(kept))[ANNA].unread
    assert [(each.since, each.trouble) for each in unread] == [(after(-7), Trouble.REVOKED)] * 2


async def test_a_main_calendar_that_is_called_as_its_account_is_named_once(kept: Database) -> None:
    await connect(kept, account("b"), calendar("b@example.com", "b"))
    await stand(kept, calendar("b@example.com", "b").id, event("a"))
    assert [name for _, name in (await seen(kept))[ANNA].busy] == ["b@example.com"]


# -- entries ---------------------------------------------------------------------------------------


async def test_an_entry_is_kept_replaced_and_found_by_booking(kept: Database) -> None:
    async with kept.writing() as unit:
        await unit.bookings.add(booking())
        await unit.bookings.add(booking("c", 100, 130))
        await unit.calendars.save_entry(written())
        await unit.calendars.save_entry(written("c"))
        changed = written(calendar_id=HOME.id, tag="2", during=span(0, 30), sequence=1, gone=True)
        await unit.calendars.save_entry(changed)
        await unit.commit()
    async with kept.reading() as unit:
        assert await unit.calendars.entry(booking().id, ANNA) == changed
        assert await unit.calendars.entry(booking().id, BEN) is None
        assert await unit.calendars.entries([booking().id]) == [changed]
        found = await unit.calendars.entries([booking().id, booking("c").id])
        assert {each.booking_id for each in found} == {booking().id, booking("c").id}
