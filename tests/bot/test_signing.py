"""The desk where one signs in: second factors, providers, joining the chat of a browser, races, and what is told to owners."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
import sqlalchemy as sa

from bot.links import Links
from bot.messages import Address, Letter
from bot.signed import Entrance, SignedIn
from bot.signing.desk import Judges, SigningDesk
from core.commands import RegisterHost
from core.errors import Code, Refused
from core.jsonable import load
from core.people import Person
from core.ports.identity import Identity, IdentityProvider
from core.signing import FRESH, LOCKED_FOR, MOST_WRONG, Device, SessionKind
from core.usecases import perform
from integrations.secrets.codes import Totp
from integrations.secrets.passwords import Argon2Passwords, quick
from storage import Database
from storage.tables import change, outbox
from tests.support.world import FrozenWorld

BOB = "bob@example.com"
PASSWORD = "a walk along the river"
STEP = timedelta(seconds=30)
PROGRAM = Device(kind=SessionKind.API, label="curl")


class Front:
    """Takes note of whom is spoken to."""

    def __init__(self) -> None:
        self.heard: list[Address] = []

    def spoken(self, address: Address) -> None:
        self.heard.append(address)

    def posted(self) -> None:
        """Nothing is sent here."""


class Desk(SigningDesk):
    """A desk with passwords that cost next to nothing, and shortcuts."""

    def __init__(
        self, storage: Database, world: FrozenWorld, passwords: Argon2Passwords | None = None
    ) -> None:
        judges = Judges(passwords=passwords or quick(), authenticator=Totp())
        super().__init__(storage, world, Links("http://127.0.0.1:8080", "x" * 40), judges, Front())
        self.storage, self.world = storage, world

    async def letters(self) -> Sequence[Letter]:
        mails = sa.select(outbox.c.payload).where(outbox.c.kind == "mail").order_by(outbox.c.position)
        async with self.storage.reading() as unit:
            rows = await unit.codes._transaction.rows(mails)
        return [load(Letter, row.payload["letter"]) for row in rows]

    async def code(self) -> str:
        return (await self.letters())[-1].code

    async def by_mail(self, email: str = BOB, device: Device = PROGRAM) -> Entrance:
        await self.send("here", email, "en")
        return await self.by_code("here", email, await self.code(), device)

    async def signed(self, entrance: Entrance) -> SignedIn:
        found = await self.of_session(entrance.session.id)
        assert found is not None
        return found

    async def with_second(self) -> str:
        """Give Bob a second factor; return its secret."""
        signed = await self.signed(await self.by_mail())
        secret, _ = await self.prepare_second(signed)
        self.recovery = await self.switch_on_second(signed, self.now(secret))
        self.world.clock.tick(minutes=1)
        return secret

    def now(self, secret: str, steps: int = 0) -> str:
        """Return the code that an app shows, some steps away from now."""
        return pyotp.TOTP(secret).at(self.world.clock.now() + steps * STEP)

    async def talks(self, room: str, **known: object) -> Person:
        """Let somebody talk in a browser."""
        now = self.world.clock.now()
        person = Person(id=self.world.chance.uuid(), created_at=now, updated_at=now, **known)  # type: ignore[arg-type]
        async with self.storage.writing() as unit:
            await unit.people.add_person(person)
            await unit.conversations.link("webchat", "", room, person.id)
            await unit.commit()
        return person

    async def at_room(self, room: str) -> UUID | None:
        async with self.storage.reading() as unit:
            return await unit.conversations.person_at("webchat", "", room)

    async def is_host(self, person: Person) -> None:
        async with self.storage.writing() as unit:
            await perform(unit, self.world, RegisterHost(person_id=person.id, name="Bob", zone="UTC"))
            await unit.commit()


@pytest.fixture
def desk(sqlite_storage: Database, world: FrozenWorld) -> Desk:
    return Desk(sqlite_storage, world)


@pytest.fixture
def each_desk(storage: Database, world: FrozenWorld) -> Desk:
    return Desk(storage, world)


def browser(room: str) -> Device:
    return Device(label="Firefox", room=room)


async def refused(awaited: object) -> Code:
    with pytest.raises(Refused) as raised:
        await awaited  # type: ignore[misc]
    return raised.value.refusal.code


# -- the second factor ------------------------------------------------------------------------------


async def test_without_the_second_factor_nobody_is_in(each_desk: Desk) -> None:
    secret = await each_desk.with_second()
    half = await each_desk.by_mail()
    assert half.waits
    assert await each_desk.of_session(half.session.id) is None
    assert await each_desk.at(half.token) is None
    done = await each_desk.by_second(half.token, each_desk.now(secret))
    assert not done.waits
    assert done.token != half.token
    assert await each_desk.of_session(done.session.id)
    assert await refused(each_desk.by_second(half.token, each_desk.now(secret))) is Code.SIGN_IN_AGAIN


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_one_step_of_skew_is_forgiven(desk: Desk, steps: int, fits: bool) -> None:
    secret = await desk.with_second()
    given = desk.by_second((await desk.by_mail()).token, desk.now(secret, steps))
    if fits:
        assert not (await given).waits
    else:
        assert await refused(given) is Code.WRONG_SIGN_IN


async def test_no_code_counts_twice_nor_one_before_it(desk: Desk) -> None:
    secret = await desk.with_second()
    await desk.by_second((await desk.by_mail()).token, desk.now(secret))
    for steps in (0, -1):
        half = await desk.by_mail()
        assert await refused(desk.by_second(half.token, desk.now(secret, steps))) is Code.WRONG_SIGN_IN
    half = await desk.by_mail()
    assert not (await desk.by_second(half.token, desk.now(secret, 1))).waits


async def test_each_recovery_code_lets_in_once(desk: Desk) -> None:
    await desk.with_second()
    assert len(set(desk.recovery)) == 10
    half = await desk.by_mail()
    typed = desk.recovery[3].lower().replace("-", " ")
    assert not (await desk.by_second(half.token, typed)).waits
    half = await desk.by_mail()
    assert await refused(desk.by_second(half.token, desk.recovery[3])) is Code.WRONG_SIGN_IN
    assert (await desk.access(half.person.id)).recovery_left == 9


async def test_guessing_the_second_factor_is_locked(desk: Desk) -> None:
    secret = await desk.with_second()
    half = await desk.by_mail()
    wrong = [await refused(desk.by_second(half.token, "000000")) for _ in range(MOST_WRONG)]
    assert wrong == [Code.WRONG_SIGN_IN] * (MOST_WRONG - 1) + [Code.LOCKED]
    assert await refused(desk.by_second(half.token, desk.now(secret))) is Code.LOCKED
    desk.world.clock.tick(LOCKED_FOR)
    half = await desk.by_mail()
    assert not (await desk.by_second(half.token, desk.now(secret))).waits


async def test_ways_of_signing_in_are_changed_by_who_signed_in_just_now_only(desk: Desk) -> None:
    signed = await desk.signed(await desk.by_mail())
    desk.world.clock.tick(FRESH)
    for asked in (
        desk.prepare_second(signed),
        desk.switch_on_second(signed, "000000"),
        desk.switch_off_second(signed),
        desk.renew_recovery(signed),
        desk.set_password(signed, PASSWORD),
    ):
        assert await refused(asked) is Code.SIGN_IN_AGAIN


async def test_switched_off_it_is_not_asked_for(desk: Desk) -> None:
    secret = await desk.with_second()
    half = await desk.by_mail()
    signed = await desk.signed(await desk.by_second(half.token, desk.now(secret)))
    await desk.switch_off_second(signed)
    assert not (await desk.by_mail()).waits
    assert [each.news for each in await desk.letters()].count("access_changed") == 2


async def test_a_half_way_session_is_over_soon_and_joins_no_chat(desk: Desk) -> None:
    secret = await desk.with_second()
    stranger = await desk.talks("visitor")
    half = await desk.by_mail(device=browser("visitor"))
    assert await desk.at_room("visitor") == stranger.id
    desk.world.clock.tick(minutes=10)
    assert await refused(desk.by_second(half.token, desk.now(secret))) is Code.SIGN_IN_AGAIN


# -- providers --------------------------------------------------------------------------------------


def google(subject: str = "1", *, verified: bool = True, email: str = BOB) -> Identity:
    return Identity(
        provider=IdentityProvider.GOOGLE,
        subject=subject,
        email=email,
        email_verified=verified,
        name="Bob Ott",
    )


async def test_equal_proved_addresses_are_one_person(each_desk: Desk) -> None:
    mine = await each_desk.by_mail()
    at_google = await each_desk.by_identity(google(email="Bob@Example.com"), PROGRAM)
    github = Identity(provider=IdentityProvider.GITHUB, subject="7", email=BOB, email_verified=True)
    at_github = await each_desk.by_identity(github, PROGRAM)
    assert {mine.person.id} == {at_google.person.id, at_github.person.id}
    assert len((await each_desk.access(mine.person.id)).identities) == 2


async def test_an_address_that_is_not_proved_joins_nobody(desk: Desk) -> None:
    mine = await desk.by_mail()
    other = await desk.by_identity(google(verified=False), PROGRAM)
    assert other.person.id != mine.person.id
    assert not other.person.email_verified
    again = await desk.by_identity(google(verified=False), PROGRAM)
    assert again.person.id == other.person.id


async def test_an_identity_stays_the_persons_when_its_address_changes(desk: Desk) -> None:
    first = await desk.by_identity(google(), PROGRAM)
    second = await desk.by_identity(google(email="new@example.com"), PROGRAM)
    assert second.person.id == first.person.id
    assert second.person.email == BOB


async def test_a_provider_does_not_spare_the_second_factor(desk: Desk) -> None:
    await desk.with_second()
    assert (await desk.by_identity(google(), PROGRAM)).waits


# -- the browser and its chat -----------------------------------------------------------------------


async def test_who_talked_and_proved_nothing_becomes_who_signs_in(each_desk: Desk) -> None:
    mine = await each_desk.by_mail()
    talked = await each_desk.talks("visitor")
    entrance = await each_desk.by_mail(device=browser("visitor"))
    assert entrance.person.id == mine.person.id != talked.id
    assert await each_desk.at_room(entrance.room) == mine.person.id
    assert await each_desk.at_room("visitor") is None


async def test_somebody_new_is_who_talked(desk: Desk) -> None:
    talked = await desk.talks("visitor", name="Bob")
    entrance = await desk.by_mail(device=browser("visitor"))
    assert entrance.person.id == talked.id
    assert entrance.person.email_verified


async def test_a_host_who_proved_nothing_keeps_being_host(desk: Desk) -> None:
    invitee = await desk.by_mail()
    host = await desk.talks("visitor")
    await desk.is_host(host)
    entrance = await desk.by_mail(device=browser("visitor"))
    assert entrance.person.id == host.id != invitee.person.id
    signed = await desk.at(entrance.token)
    assert signed is not None
    assert signed.host is not None
    assert signed.host.email == BOB
    assert await desk.of_session(invitee.session.id)


async def test_a_second_factor_is_not_walked_around_by_being_a_host_here(desk: Desk) -> None:
    await desk.with_second()
    host = await desk.talks("visitor")
    await desk.is_host(host)
    half = await desk.by_mail(device=browser("visitor"))
    assert half.waits
    assert half.person.id != host.id


async def test_the_talks_of_somebody_else_stay_theirs(desk: Desk) -> None:
    ann = await desk.talks("visitor", email="ann@example.com", email_verified=True)
    entrance = await desk.by_mail(device=browser("visitor"))
    assert await desk.at_room("visitor") == ann.id
    assert entrance.room != "visitor"
    assert await desk.at_room(entrance.room) == entrance.person.id


async def test_logged_out_the_browser_is_nobody(desk: Desk) -> None:
    entrance = await desk.by_mail(device=browser("visitor"))
    other = await desk.by_mail(device=browser("elsewhere"))
    await desk.end_all(entrance.person.id)
    for each in (entrance, other):
        assert await desk.at(each.token) is None
        assert await desk.at_room(each.room) is None
        assert await desk.is_closed(each.room)


async def test_sessions_of_others_cannot_be_ended(desk: Desk) -> None:
    mine, theirs = await desk.by_mail(), await desk.by_mail("ann@example.com")
    assert await refused(desk.end(mine.person.id, theirs.session.id)) is Code.NOT_FOUND
    assert await desk.of_session(theirs.session.id)


async def test_a_session_is_over_when_nobody_uses_it_and_at_last_in_any_case(desk: Desk) -> None:
    entrance = await desk.by_mail(device=browser("visitor"))
    for _ in range(8):
        desk.world.clock.tick(days=20)
        assert await desk.at(entrance.token)
    desk.world.clock.tick(days=20)
    assert await desk.at(entrance.token) is None
    idle = await desk.by_mail(device=browser("visitor"))
    desk.world.clock.tick(days=30)
    assert await desk.at(idle.token) is None


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
