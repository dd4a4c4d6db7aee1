"""The desk where one signs in: passwords and guessing, races, restarts, what is written down and who is told."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.signed import Entrance, SignedIn
from core.errors import Code, Refused
from core.signing import LOCKED_FOR, MOST_WRONG
from integrations.secrets.passwords import Argon2Passwords, quick
from storage import Database
from storage.tables import change
from tests.support.signing import BOB, PASSWORD, PROGRAM, Desk, browser, refused
from tests.support.world import FrozenWorld


@pytest.fixture
def desk(sqlite_storage: Database, world: FrozenWorld) -> Desk:
    return Desk(sqlite_storage, world)


@pytest.fixture
def each_desk(storage: Database, world: FrozenWorld) -> Desk:
    return Desk(storage, world)


# -- passwords --------------------------------------------------------------------------------------


async def with_password(desk: Desk) -> SignedIn:
    signed = await desk.signed(await desk.by_mail())
    await desk.set_password(signed, PASSWORD)
    return signed


async def test_a_new_password_logs_all_others_out_and_its_owner_is_told(desk: Desk) -> None:
    other = await desk.by_mail()
    signed = await with_password(desk)
    assert await desk.of_session(other.session.id) is None
    assert await desk.of_session(signed.session.id)
    assert [each.news for each in await desk.letters()][-1] == "access_changed"
    assert not (await desk.by_password(BOB, PASSWORD, PROGRAM)).waits
    await desk.set_password(signed, "")
    assert await refused(desk.by_password(BOB, PASSWORD, PROGRAM)) is Code.WRONG_SIGN_IN


async def test_the_owner_is_told_of_a_lock_once_a_day(desk: Desk) -> None:
    await with_password(desk)
    for _ in range(3):
        for _ in range(MOST_WRONG):
            await refused(desk.by_password(BOB, "wrong, and long", PROGRAM))
        desk.world.clock.tick(LOCKED_FOR)
    assert [each.news for each in await desk.letters()].count("sign_in_locked") == 1
    for _ in range(MOST_WRONG):
        await refused(desk.by_password("nobody@example.com", "wrong, and long", PROGRAM))
    assert len([each for each in await desk.letters() if each.news == "sign_in_locked"]) == 1


class Counted(Argon2Passwords):
    """Counts what is compared."""

    def __init__(self) -> None:
        super().__init__(quick()._hasher)
        self.compared: list[bool] = []

    def _fits(self, hashed: str, password: str) -> bool:
        self.compared.append(hashed.startswith("$argon2id$"))
        return super()._fits(hashed, password)


async def test_the_same_work_is_done_whether_anybody_has_the_address(
    sqlite_storage: Database, world: FrozenWorld
) -> None:
    passwords = Counted()
    desk = Desk(sqlite_storage, world, passwords)
    await with_password(desk)
    for email in (BOB, "nobody@example.com"):
        passwords.compared.clear()
        await refused(desk.by_password(email, "wrong, and long", PROGRAM))
        assert passwords.compared == [True]


async def test_a_weak_hash_is_made_anew_when_its_password_is_typed(
    sqlite_storage: Database, world: FrozenWorld
) -> None:
    weak = Desk(sqlite_storage, world)
    signed = await with_password(weak)
    strong = Desk(sqlite_storage, world, Argon2Passwords())
    for _ in range(2):
        await strong.by_password(BOB, PASSWORD, PROGRAM)
    async with sqlite_storage.reading() as unit:
        kept = await unit.credentials.get(signed.person.id)
    assert kept is not None
    assert "m=65536" in kept.password


async def test_accents_may_be_typed_in_either_way(desk: Desk) -> None:
    signed = await desk.signed(await desk.by_mail())
    await desk.set_password(signed, "cafe\u0301 au lait, s'il vous plai\u0302t")
    assert await desk.by_password(BOB, "caf\u00e9 au lait, s'il vous pla\u00eet", PROGRAM)


# -- races ------------------------------------------------------------------------------------------


async def _winners(*asked: object) -> int:
    results = await asyncio.gather(*asked, return_exceptions=True)  # type: ignore[call-overload]
    assert all(isinstance(each, Entrance | Refused) for each in results), results
    return sum(isinstance(each, Entrance) for each in results)


async def test_a_link_lets_in_one_of_all_who_open_it_at_once(each_desk: Desk) -> None:
    await each_desk.send("here", BOB, "en")
    token = (await each_desk.letters())[-1].link.rpartition("/")[2]
    assert await _winners(*(each_desk.by_link(token, PROGRAM) for _ in range(6))) == 1


async def test_to_look_whether_a_link_is_unused_would_let_all_of_them_in(each_desk: Desk) -> None:
    """The twin of the race above, without what the database counts."""
    await each_desk.send("here", BOB, "en")
    token = (await each_desk.letters())[-1].link.rpartition("/")[2]
    seen = await asyncio.gather(*(each_desk.link(token) for _ in range(6)))
    assert seen == [(BOB, "")] * 6


async def test_a_code_of_the_app_lets_in_one_of_all_who_show_it_at_once(each_desk: Desk) -> None:
    secret = await each_desk.with_second()
    halves = [await each_desk.by_mail() for _ in range(3)]
    code = each_desk.now(secret)
    assert await _winners(*(each_desk.by_second(each.token, code) for each in halves)) == 1


async def test_of_all_who_renew_at_once_nobody_keeps_access_but_by_luck_one(each_desk: Desk) -> None:
    entrance = await each_desk.by_mail()
    assert await _winners(*(each_desk.renew(entrance.token) for _ in range(4))) == 1
    assert await each_desk.of_session(entrance.session.id) is None  # somebody has a copy, so it is over


async def test_guesses_at_the_same_time_are_all_counted(each_desk: Desk) -> None:
    await with_password(each_desk)
    guesses = (each_desk.by_password(BOB, "wrong, and long", PROGRAM) for _ in range(MOST_WRONG))
    assert await _winners(*guesses) == 0
    assert await refused(each_desk.by_password(BOB, PASSWORD, PROGRAM)) is Code.LOCKED


# -- what is written down ---------------------------------------------------------------------------


async def test_the_audit_trail_says_what_was_changed_and_no_secret(desk: Desk) -> None:
    signed = await with_password(desk)
    secret, _ = await desk.prepare_second(signed)
    recovery = await desk.switch_on_second(signed, desk.now(secret))
    await desk.renew_recovery(signed)
    await desk.switch_off_second(signed)
    await desk.set_password(signed, "")
    await desk.end_all(signed.person.id)
    async with desk.storage.reading() as unit:
        rows = await unit.codes._transaction.rows(sa.select(change).order_by(change.c.position))
    assert [row.verb for row in rows] == [
        "set_password",
        "enable_second_factor",
        "renew_recovery_codes",
        "disable_second_factor",
        "remove_password",
        "revoke_sessions",
    ]
    written = repr(rows)
    assert all(each not in written for each in (PASSWORD, secret, *recovery, "$argon2"))


async def test_a_session_outlives_a_restart(storage: Database, world: FrozenWorld) -> None:
    entrance = await Desk(storage, world).by_mail(device=browser("visitor"))
    signed = await Desk(storage, world).at(entrance.token)
    assert signed is not None
    assert signed.person.id == entrance.person.id
