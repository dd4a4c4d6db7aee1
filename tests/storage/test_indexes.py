"""No statement of a search reads a whole table: each finds its rows by an index, on both engines."""

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from core.booking import ACTIVE
from storage import (
    Database,
    availability,
    booking_reads,
    bookings,
    calendar_copies,
    calendars,
    claims,
    event_types,
    holds,
    outbox,
    people,
    polls,
    teams,
    turnstiles,
    waitlist,
)
from storage.quick_postgresql import _DIALECT
from tests.storage.examples import ident

STATEMENTS = {
    "hosts": people.HOSTS,
    "schedules": availability.SCHEDULES_OF,
    "time off": availability.TIME_OFF,
    "event types": event_types.OF_HOST,
    "event types of a team": event_types.OF_TEAM,
    "assignments": event_types.ASSIGNMENTS,
    "bookings": booking_reads._of_hosts(ACTIVE),
    "loads": booking_reads.LOADS,
    "shares": booking_reads.SHARES,
    "series": booking_reads.OF_SERIES,
    "class": booking_reads.OF_SESSION,
    "holds": holds.HOLDS,
    "lock": claims.LOCK,
    "way cleared": claims.CLEAR_WAY,
    "booking saved": bookings.SAVE,
    "teams": teams.OF_HOST,
    "team by join code": teams.BY_JOIN_CODE,
    "line": waitlist.LINE,
    "waiting of a host": waitlist.OF_HOST,
    "waiting of a person": waitlist.OF_PERSON,
    "channels of the outbox": outbox.CHANNELS,
    "claim": outbox.CLAIM,
    "what is held back": turnstiles.HELD_UNTIL,
    "turnstile": turnstiles.ADMIT,
    "poll": polls.BY_CODE,
    "polls": polls.OF_HOST,
    "calendar accounts": calendars.ACCOUNTS,
    "calendars": calendars.CALENDARS,
    "calendars to be read": calendars.DUE,
    "checked calendars": calendars.CHECKED,
    "calendar of a watch": calendars.BY_WATCH,
    "calendar forgotten": calendars.FORGET_CALENDAR[0],
    "entries of a calendar forgotten": calendars.FORGET_CALENDAR[1],
    "copy of a calendar": calendar_copies.COPY,
    "known events": calendar_copies.KNOWN,
    "known series": calendar_copies.KNOWN_SERIES,
    "events dropped": calendar_copies.DROP,
    "series dropped": calendar_copies.DROP_SERIES,
    "copy cleared": calendar_copies.CLEAR,
    "what is seen": calendar_copies.SEEN,
    "entries": calendar_copies.ENTRIES,
}
NOT_TABLES = {"json_each", "queue", "anon_1", "road", "free", "CONSTANT"}
"""What SQLite goes through from end to end because it is what was asked for."""


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
async def test_sqlite_scans_no_table(sqlite_storage: Database, statement: sa.Executable) -> None:
    sql = str(statement.compile(dialect=sqlite.dialect()))  # type: ignore[attr-defined]
    # The values do not matter to the plan, as nothing is known about the rows.
    explained = sa.text("EXPLAIN QUERY PLAN " + sql.replace("?", "NULL"))
    async with sqlite_storage.reading() as unit:
        plan = [row.detail for row in await unit._transaction.rows(explained)]
    scanned = {found[1] for step in plan if (found := re.match(r"SCAN (\w+)", step))}
    assert scanned <= NOT_TABLES, plan


@pytest.mark.postgres
@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
async def test_postgresql_has_an_index_for_everything(
    postgres_storage: Database, statement: sa.Executable
) -> None:
    sql = str(statement.compile(dialect=_DIALECT))  # type: ignore[attr-defined]
    nothing = ", ".join(["NULL"] * max(map(int, re.findall(r"\$(\d+)", sql))))
    async with postgres_storage.writing() as unit:
        await unit.people.person(ident("nobody"))
        driver = unit._transaction._driver  # type: ignore[attr-defined]
        await driver.execute("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan")
        await driver.execute(f"PREPARE it AS {sql}")
        plan = [row[0] for row in await driver.fetch(f"EXPLAIN EXECUTE it ({nothing})")]
        await driver.execute("DEALLOCATE it")
    assert not [step for step in plan if "Seq Scan" in step], plan
