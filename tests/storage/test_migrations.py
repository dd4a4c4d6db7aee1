"""Migrations run up and down on both engines and make just the tables that the code has."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.booking import ACTIVE
from core.errors import Refused, Transient
from core.event_types import Fairness, Mode
from storage import dialects, migrate, open_storage
from storage.tables import metadata
from storage.types import micros
from tests.storage.examples import after, booking, hold, ident, settle_anna, settle_hosts, span
from tests.support.postgres import Server

EMPTY = ["alembic_version"]
_numbers = count(1)


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'deep' / 'er' / '100%.db'}"


@pytest.fixture
def empty_postgres(postgres_server: Server) -> Iterator[str]:
    name = f"empty_{next(_numbers)}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"empty_{request.param}")
    return url


async def tables(url: str) -> list[str]:
    engine = dialects.writers(url, 1)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    await engine.dispose()
    return sorted(names)


async def execute(url: str, statement: str) -> None:
    engine = dialects.writers(url, 1)
    async with engine.begin() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()


async def test_up_down_and_up_again(empty_url: str) -> None:
    for _ in range(2):
        await migrate.upgrade(empty_url)
        assert await tables(empty_url) == sorted([*metadata.tables, *EMPTY])
        assert await migrate.current(empty_url) == migrate.head()
        assert not await migrate.pending(empty_url)
        await migrate.downgrade(empty_url, "base")
        assert await tables(empty_url) == EMPTY
        assert await migrate.current(empty_url) is None
        assert await migrate.pending(empty_url)


async def test_migrating_twice_changes_nothing(database_url: str) -> None:
    before = await tables(database_url)
    await migrate.upgrade(database_url)
    assert await tables(database_url) == before


async def test_processes_that_start_together_migrate_once(empty_url: str) -> None:
    await asyncio.gather(*(migrate.upgrade(empty_url) for _ in range(4)))
    assert not await migrate.pending(empty_url)


async def test_a_step_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    await migrate.downgrade(empty_url, "base")
    await execute(empty_url, "CREATE TABLE attempt (id integer)")
    with pytest.raises(sa.exc.DBAPIError):
        await migrate.upgrade(empty_url)
    assert await tables(empty_url) == sorted([*EMPTY, "attempt"])


async def test_the_tables_are_what_the_migrations_make(database_url: str) -> None:
    assert await migrate.differences(database_url) == []


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("ALTER TABLE turn DROP COLUMN micros", "add_column"),
        ("ALTER TABLE turn ADD COLUMN more integer", "remove_column"),
        ("DROP INDEX ix_turn_address", "add_index"),
        ("CREATE TABLE other (id integer)", "remove_table"),
    ],
)
async def test_a_difference_is_seen(database_url: str, statement: str, word: str) -> None:
    await execute(database_url, statement)
    assert [each[0] for each in await migrate.differences(database_url)] == [word]


def test_the_check_of_the_house_passes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "storage.check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_not_supported_is_named_a_fault(url: str) -> None:
    with pytest.raises(ValueError, match="database URL"):
        dialects.address(url)


async def test_a_server_that_is_away_is_a_passing_failure() -> None:
    with pytest.raises(Transient):
        await migrate.current("postgresql://nobody@127.0.0.1:1/none")


BEFORE_MANY = (
    "INSERT INTO person (id, email_verified, zone_confirmed, locale, created_at, updated_at, version) "
    "VALUES ('{p}', false, false, 'en', {t0}, {t0}, 1)",
    "INSERT INTO host (id, person_id, username, name, email_verified, zone, locale, bio, welcome, rules, reminders, "
    "paused, created_at, updated_at, version) "
    "VALUES ('{h}', '{p}', 'anna', 'Anna', false, 'UTC', 'en', '', '', '{{}}', '[]', false, {t0}, {t0}, 1)",
    "INSERT INTO event_type (id, host_id, code, title, description, lengths, rules, place_kind, place_detail, approval, "
    "visibility, active, created_at, updated_at, version) "
    "VALUES ('{e}', '{h}', 'intro', 'Intro', '', '[30]', '{{}}', 'custom', '', false, 'public', true, {t0}, {t0}, 1)",
    "INSERT INTO schedule (id, host_id, name, zone, weekly, is_default, created_at, updated_at, version) "
    """VALUES ('{s}', '{h}', 'Hours', 'UTC', '{{"days": [[], [], [], [], [], [], []]}}', true, {t0}, {t0}, 1)""",
    *(
        "INSERT INTO booking (id, host_id, event_type_id, invitee_name, invitee_zone, invitee_locale, starts, ends, zone, "
        "status, sequence, title, place_kind, place_detail, message, answers, reason, buffer_before, buffer_after, "
        "request_id, created_at, updated_at, version) "
        f"VALUES ('{{{each}}}', '{{h}}', '{{e}}', 'Ben', 'UTC', 'en', {{t{each[1]}}}, {{u{each[1]}}}, '{zone}', "
        f"'confirmed', 0, 'Intro', 'custom', '', '', '{{{{}}}}', '', 0, 0, '{each}', {{t0}}, {{t0}}, 1)"
        for each, zone in (("b0", "Europe/Berlin"), ("b1", "Nowhere/Atlantis"))
    ),
    "INSERT INTO claim (id, host_id, subject, kind, starts, ends) "
    "SELECT id, host_id, id, 'booking', starts, ends FROM booking",
)


def filled(statement: str, url: str) -> str:
    """Return a statement with the ids and instants of the examples, spelt as the engine keeps them."""
    names = {key: ident(key) for key in ("p", "h", "e", "s", "b0", "b1")}
    moments = {"t0": after(0), "u0": after(30), "t1": after(60), "u1": after(90)}
    if url.startswith("sqlite"):
        spelt = {key: each.hex for key, each in names.items()} | {
            k: str(micros(m)) for k, m in moments.items()
        }
    else:
        spelt = {key: str(each) for key, each in names.items()} | {k: f"'{m}'" for k, m in moments.items()}
    return statement.format(**spelt)


async def test_what_stood_before_there_were_many_stands_as_it_was(empty_url: str) -> None:
    await migrate.upgrade(empty_url, "0002")
    for statement in BEFORE_MANY:
        await execute(empty_url, filled(statement, empty_url))
    await migrate.upgrade(empty_url)
    storage = open_storage(empty_url)
    async with storage.writing() as unit:
        first, second = await unit.bookings.of_host(ident("h"), span(-10, 500), ACTIVE)
        assert (first.meant, second.meant) == (datetime(2030, 1, 7, 13), None)
        assert (first.seats, first.co_hosts, first.guests, first.session) == (1, (), (), None)
        kind = await unit.event_types.event_type(ident("e"))
        assert kind is not None
        assert (kind.seats, kind.mode, kind.fairness, kind.assignments) == (1, Mode.SOLO, Fairness(), ())
        (hours,) = await unit.availability.schedules(ident("h"))
        assert (hours.code, hours.recurring, hours.periods) == ("", (), ())
        with pytest.raises(Refused):
            await unit.bookings.add(booking(host_id=ident("h"), event_type_id=ident("e")))
    await storage.close()


async def test_going_back_keeps_what_one_host_claims(database_url: str) -> None:
    storage = open_storage(database_url)
    await settle_anna(storage)
    await settle_hosts(storage, "ben")
    async with storage.writing() as unit:
        await unit.bookings.add(booking(co_hosts=(ident("host ben"),)))
        await unit.bookings.add_hold(hold("x", 100, 130, co_hosts=(ident("host ben"),)), after(0))
        await unit.commit()
    await storage.close()
    await migrate.downgrade(database_url, "0002")
    await migrate.upgrade(database_url)
    storage = open_storage(database_url)
    async with storage.writing() as unit:
        assert [
            each.host_id
            for each in await unit.bookings.loads((ident("host anna"), ident("host ben")), span(0, 100))
        ] == [ident("host anna")]
        await unit.bookings.add(booking("ben's", 60, 130, host_id=ident("host ben")))
        with pytest.raises(Refused):
            await unit.bookings.add(booking("anna's", 110, 140))
    await storage.close()
