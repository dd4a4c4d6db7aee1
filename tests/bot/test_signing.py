"""The desk where one signs in: second factors, providers, joining the chat of a browser, sessions."""

import pytest

from core.errors import Code
from core.ports.identity import Identity, IdentityProvider
from core.signing import FRESH, LOCKED_FOR, MOST_WRONG
from storage import Database
from tests.support.signing import BOB, PASSWORD, PROGRAM, Desk, browser, refused
from tests.support.world import FrozenWorld


@pytest.fixture
def desk(sqlite_storage: Database, world: FrozenWorld) -> Desk:
    return Desk(sqlite_storage, world)


@pytest.fixture
def each_desk(storage: Database, world: FrozenWorld) -> Desk:
    return Desk(storage, world)


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
