"""What stands on a CalDAV server is read: all of it, then what has changed."""

from datetime import UTC, datetime

import pytest

from core.errors import Outdated, Rejected, Revoked
from core.interval import Interval
from integrations.calendars.caldav import reports
from tests.integrations.caldav.conftest import Desk
from tests.support.calendars.accounts import access
from tests.support.calendars.objects import calendar

STAMP = "DTSTAMP:20260101T000000Z"


def one(uid: str, start: str = "20260401T100000Z", more: str = "") -> str:
    return calendar(f"UID:{uid}\n{STAMP}\nDTSTART:{start}\nDURATION:PT1H\nSUMMARY:Secret plans\n{more}")


def starts(events: object) -> list[str]:
    return sorted(f"{each.remote} {each.during.start:%m-%d %H}" for each in events)  # type: ignore[attr-defined]


async def test_the_first_reading_is_whole_and_the_next_brings_what_has_changed(desk: Desk):
    desk.server.write(f"{desk.path}a.ics", one("a"))
    desk.server.write(f"{desk.path}b.ics", one("b", "20260402T100000Z"))
    first = await desk.changes()
    assert (first.whole, starts(first.events)) == (True, ["a.ics 04-01 10", "b.ics 04-02 10"])

    desk.server.write(f"{desk.path}b.ics", one("b", "20260403T100000Z"))
    desk.server.write(f"{desk.path}c.ics", one("c", "20260404T100000Z"))
    assert desk.server.ask("DELETE", f"{desk.path}a.ics").status_code == 200
    second = await desk.changes()
    assert (second.whole, starts(second.events)) == (False, ["b.ics 04-03 10", "c.ics 04-04 10"])
    assert second.gone == {"a.ics", "b.ics", "c.ics"}

    third = await desk.changes()
    assert (third.whole, third.events, third.gone) == (False, (), frozenset())


async def test_a_change_of_one_occurrence_replaces_all_of_its_series(desk: Desk):
    master = (
        f"UID:a\n{STAMP}\nDTSTART;TZID=Europe/Berlin:20260328T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    )
    desk.server.write(f"{desk.path}a.ics", calendar(master))
    assert starts((await desk.changes()).events) == [
        "a.ics#20260328T090000Z 03-28 09",
        "a.ics#20260329T080000Z 03-29 08",
        "a.ics#20260330T080000Z 03-30 08",
    ]
    moved = f"UID:a\n{STAMP}\nRECURRENCE-ID;TZID=Europe/Berlin:20260329T100000\nDTSTART:20260401T080000Z\nDURATION:PT1H"
    desk.server.write(f"{desk.path}a.ics", calendar(master, moved))
    second = await desk.changes()
    assert second.gone == {"a.ics"}
    assert {each.series for each in second.events} == {"a.ics"}
    assert "a.ics#20260329T080000Z 04-01 08" in starts(second.events)


async def test_what_moves_out_of_the_stretch_is_gone_from_it(desk: Desk):
    desk.server.write(f"{desk.path}a.ics", one("a"))
    await desk.changes()
    desk.server.write(f"{desk.path}a.ics", one("a", "20290401T100000Z"))
    second = await desk.changes()
    assert (second.events, second.gone) == ((), {"a.ics"})


async def test_names_of_objects_are_taken_as_they_are_spelled(desk: Desk):
    for name in ("b%20c.ics", "d%40e.ics", "f%C3%BC+g&h.ics"):
        desk.server.write(f"{desk.path}{name}", one(name))
    assert len((await desk.changes()).events) == 3
    desk.server.write(f"{desk.path}d%40e.ics", one("d%40e.ics", "20260405T100000Z"))
    assert starts((await desk.changes()).events) == ["d@e.ics 04-05 10"]


async def test_a_token_that_the_server_does_not_know_is_outdated(desk: Desk):
    from dataclasses import replace

    desk.calendar = replace(desk.calendar, cursor="sync http://radicale.org/ns/sync/" + "0" * 64)
    with pytest.raises(Outdated):
        await desk.changes()


async def test_tasks_are_no_events(desk: Desk):
    desk.server.write(f"{desk.path}a.ics", one("a"))
    task = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VTODO\nUID:t\n{STAMP}\nDUE:20260401T100000Z\nEND:VTODO\nEND:VCALENDAR\n"
    desk.server.ask("PUT", f"{desk.path}t.ics", task.replace("\n", "\r\n"), Content_Type="text/calendar")
    assert starts(await desk.events()) == ["a.ics 04-01 10"]
    assert starts((await desk.changes()).events) == ["a.ics 04-01 10"]


async def test_a_declined_invitation_does_not_take_up_time(desk: Desk):
    mine = "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.com\nORGANIZER:mailto:bob@example.com"
    desk.server.write(f"{desk.path}a.ics", one("a", more=mine))
    assert await desk.events() == []


async def test_floating_times_lie_in_the_zone_of_the_calendar(desk: Desk):
    desk.server.write(f"{desk.path}a.ics", one("a", "20260401T100000"))
    assert starts(await desk.events()) == ["a.ics 04-01 08"]


@pytest.mark.parametrize("missing", ["report", "token", "tag"])
async def test_a_server_that_can_do_less_is_compared_by_what_it_has(
    desk: Desk, missing: str, monkeypatch: pytest.MonkeyPatch
):
    if missing == "report":
        monkeypatch.setattr(reports, "_can_sync", lambda *_: False)
    else:
        asked = "<S:getctag/>" if missing == "token" else ""
        monkeypatch.setattr(
            reports,
            "_ASK_MARK",
            f'<propfind xmlns="DAV:" xmlns:S="http://calendarserver.org/ns/"><prop>{asked}</prop></propfind>',
        )
    desk.server.write(f"{desk.path}a.ics", one("a"))
    first, second = await desk.changes(), await desk.changes()
    assert (first.whole, second.whole, second.events) == (True, False, ())
    assert first.cursor.startswith("etags " if missing == "tag" else "ctag ")
    desk.server.write(f"{desk.path}b.ics", one("b"))
    third = await desk.changes()
    assert (third.whole, len(third.events)) == (True, 2)


async def test_many_changes_are_fetched_in_several_goes(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reports, "AT_ONCE", 3)
    await desk.changes()
    for number in range(8):
        desk.server.write(f"{desk.path}{number}.ics", one(str(number)))
    assert len((await desk.changes()).events) == 8


async def test_the_calendar_of_somebody_else_cannot_be_read(desk: Desk):
    from dataclasses import replace

    remote = desk.server.make_calendar(f"b{abs(hash(desk.path))}", who="bob")
    desk.calendar = replace(desk.calendar, remote=remote)
    with pytest.raises(Rejected):
        await desk.changes()


async def test_a_calendar_that_was_deleted_is_said_to_be_gone(desk: Desk):
    await desk.changes()
    desk.server.ask("DELETE", desk.path)
    with pytest.raises(Rejected):
        await desk.changes()


async def test_a_password_that_was_changed_is_no_permission_any_more(desk: Desk):
    desk.access = access(desk.access.account.provider, {**desk.access.secrets, "password": "yesterday"})
    with pytest.raises(Revoked):
        await desk.changes()
    assert "yesterday" not in repr(desk.access)


async def test_only_the_stretch_that_was_asked_for_is_brought(desk: Desk):
    desk.server.write(f"{desk.path}a.ics", one("a"))
    day = Interval.of(datetime(2026, 4, 2, tzinfo=UTC), 1440)
    assert list(await desk.service.events(desk.access, desk.calendar, day)) == []
