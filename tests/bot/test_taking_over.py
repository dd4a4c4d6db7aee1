"""How somebody could come to be another person who signs in, and why they do not."""

import asyncio
from dataclasses import replace

import pytest

from bot.identity import vouched_for
from bot.joining import _one_person
from bot.messages import Address, Incoming
from bot.signed import Entrance, SignedIn
from core.errors import Code, Refused
from core.people import Person
from core.ports.identity import Identity, IdentityProvider
from storage import Database
from tests.support.signing import BOB, PROGRAM, Desk, browser, refused
from tests.support.world import FrozenWorld

NEW = "bob@elsewhere.example"
UNVERIFIED = Identity(provider=IdentityProvider.GITHUB, subject="7", email="", name="Mallory")


@pytest.fixture
def desk(sqlite_storage: Database, world: FrozenWorld) -> Desk:
    return Desk(sqlite_storage, world)


@pytest.fixture
def each_desk(storage: Database, world: FrozenWorld) -> Desk:
    return Desk(storage, world)


async def person(desk: Desk, entrance: Entrance) -> Person:
    async with desk.storage.reading() as unit:
        found = await unit.people.person(entrance.person.id)
    assert found is not None
    return found


# -- a browser that two people used ------------------------------------------------------------------


async def test_who_signed_in_here_before_is_not_let_in_as_who_signs_in_now(desk: Desk) -> None:
    """Mallory signs in on a shared computer, at a provider that proves no address, and on her own telephone."""
    here = await desk.by_identity(UNVERIFIED, browser("shared"))
    hers = await desk.by_identity(UNVERIFIED, PROGRAM)
    bob = await desk.by_mail(device=browser(here.room))
    assert bob.person.id != here.person.id
    still = await desk.of_session(hers.session.id)
    assert still is not None
    assert still.person.id == here.person.id
    again = await desk.by_identity(UNVERIFIED, PROGRAM)
    assert again.person.id == here.person.id


async def test_somebody_known_is_not_given_to_who_signed_in_here_before(desk: Desk) -> None:
    bob = await desk.by_mail()
    here = await desk.by_identity(UNVERIFIED, browser("shared"))
    await desk.by_mail(device=browser(here.room))
    again = await desk.by_identity(UNVERIFIED, PROGRAM)
    assert again.person.id == here.person.id != bob.person.id


async def test_an_account_elsewhere_is_not_added_to_who_signed_in_here_before(desk: Desk) -> None:
    here = await desk.by_identity(UNVERIFIED, browser("shared"))
    other = await desk.by_identity(replace(UNVERIFIED, subject="8"), browser(here.room))
    assert other.person.id != here.person.id


# -- the second factor -------------------------------------------------------------------------------


async def test_nothing_is_added_to_an_account_before_the_second_factor_was_shown(desk: Desk) -> None:
    await desk.with_second()
    at_google = Identity(
        provider=IdentityProvider.GOOGLE, subject="1", email=BOB, email_verified=True, name="Bob"
    )
    half = await desk.by_identity(at_google, PROGRAM)
    assert half.waits
    assert (await desk.access(half.person.id)).identities == []


async def test_an_address_that_a_channel_vouches_for_does_not_spare_the_second_factor(desk: Desk) -> None:
    secret = await desk.with_second()
    bob = (await desk.by_second((await desk.by_mail()).token, desk.now(secret))).person
    stranger = await desk.talks("visitor")
    said = Incoming(
        key="1",
        address=Address(channel="slack", room="U1"),
        at=desk.world.clock.now(),
        text="hi",
        email=BOB,
    )
    async with desk.storage.reading() as unit:
        found = await vouched_for(unit, stranger, said)
    assert found.id == stranger.id != bob.id
    assert not found.email_verified


async def test_who_turns_out_to_be_two_people_keeps_the_second_factor(each_desk: Desk) -> None:
    secret = await each_desk.with_second()
    bob = (await each_desk.by_second((await each_desk.by_mail()).token, each_desk.now(secret))).person
    twin = await each_desk.talks("visitor", email=BOB, email_verified=True)
    await each_desk.is_host(twin)
    async with each_desk.storage.writing() as unit:
        kept = await _one_person(unit, twin.id, bob.id)
        await unit.commit()
    assert kept == twin.id
    async with each_desk.storage.reading() as unit:
        credential = await unit.credentials.get(twin.id)
        assert credential is not None
        assert credential.second
        assert await unit.credentials.secret(twin.id) == secret


async def test_a_secret_that_was_shown_to_another_session_never_counts(desk: Desk) -> None:
    """Who has somebody's open session for a moment must not know the codes of the app that they set up later."""
    thief = await desk.signed(await desk.by_mail())
    seen, _ = await desk.prepare_second(thief)
    bob = await desk.signed(await desk.by_mail())
    secret, _ = await desk.prepare_second(bob)
    assert secret != seen
    assert await refused(desk.switch_on_second(bob, desk.now(seen))) is Code.WRONG_SIGN_IN
    assert (await desk.prepare_second(bob, again=True))[0] == secret
    assert await desk.switch_on_second(bob, desk.now(secret))


async def test_sessions_that_never_showed_the_second_factor_end(each_desk: Desk) -> None:
    program = await each_desk.by_mail()
    other = await each_desk.by_mail(device=browser("elsewhere"))
    await each_desk.with_second()
    assert await each_desk.of_session(program.session.id) is None
    assert await refused(each_desk.renew(program.token)) is Code.SIGN_IN_AGAIN
    assert await each_desk.at(other.token) is None
    assert await each_desk.at_room(other.room) is None


# -- the address --------------------------------------------------------------------------------------


async def changed(desk: Desk, signed: SignedIn, email: str = NEW) -> None:
    """Prove another address."""
    await desk.send("account", email, "en")
    await desk.prove_email(signed, "account", email, await desk.code())


async def test_another_address_logs_all_others_out_and_the_old_one_is_told(each_desk: Desk) -> None:
    program = await each_desk.by_mail()
    entrance = await each_desk.by_mail()
    await changed(each_desk, await each_desk.signed(entrance))
    assert (await person(each_desk, entrance)).email == NEW
    assert await each_desk.of_session(program.session.id) is None
    assert await refused(each_desk.renew(program.token)) is Code.SIGN_IN_AGAIN
    assert await each_desk.of_session(entrance.session.id)
    warned = [each.to_email for each in await each_desk.letters() if each.news == "access_changed"]
    assert warned == [BOB]


async def test_the_same_address_again_changes_nothing(desk: Desk) -> None:
    other = await desk.by_mail()
    await changed(desk, await desk.signed(await desk.by_mail()), BOB)
    assert await desk.of_session(other.session.id)
    assert "access_changed" not in [each.news for each in await desk.letters()]


async def test_an_address_that_somebody_else_proved_stays_theirs(desk: Desk) -> None:
    theirs = await desk.by_mail(NEW)
    entrance = await desk.by_mail()
    assert await refused(changed(desk, await desk.signed(entrance))) is Code.NAME_TAKEN
    assert (await person(desk, entrance)).email == BOB
    assert (await person(desk, theirs)).email == NEW


async def test_an_old_session_changes_no_address(desk: Desk) -> None:
    signed = await desk.signed(await desk.by_mail())
    desk.world.clock.tick(minutes=16)
    assert await refused(changed(desk, signed)) is Code.SIGN_IN_AGAIN


# -- accounts elsewhere ---------------------------------------------------------------------------------


async def test_an_account_elsewhere_that_was_removed_lets_nobody_in_any_more(each_desk: Desk) -> None:
    at_google = Identity(
        provider=IdentityProvider.GOOGLE, subject="1", email=BOB, email_verified=True, name="Bob"
    )
    thief = await each_desk.by_identity(at_google, PROGRAM)
    signed = await each_desk.signed(await each_desk.by_mail())
    await changed(each_desk, signed)
    assert (await each_desk.by_identity(at_google, PROGRAM)).person.id == thief.person.id
    await each_desk.part_from(signed, IdentityProvider.GOOGLE)
    assert (await each_desk.by_identity(at_google, PROGRAM)).person.id != signed.person.id
    assert await each_desk.of_session(thief.session.id) is None


async def test_the_only_way_in_is_not_removed(desk: Desk) -> None:
    signed = await desk.signed(await desk.by_identity(UNVERIFIED, PROGRAM))
    assert await refused(desk.part_from(signed, IdentityProvider.GITHUB)) is Code.UNVERIFIED
    assert await desk.access(signed.person.id)
    desk.world.clock.tick(minutes=16)
    assert await refused(desk.part_from(signed, IdentityProvider.GITHUB)) is Code.SIGN_IN_AGAIN


# -- codes ---------------------------------------------------------------------------------------------


async def test_a_code_lets_in_one_of_all_who_type_it_at_once(each_desk: Desk) -> None:
    await each_desk.send("here", BOB, "en")
    code = await each_desk.code()
    tries = (each_desk.by_code("here", BOB, code, PROGRAM) for _ in range(4))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, Entrance) for each in results) == 1, results
    assert sum(isinstance(each, Refused) for each in results) == 3, results
