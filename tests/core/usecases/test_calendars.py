"""Calendars that hosts keep elsewhere: connected, chosen, shown and disconnected, with nothing secret on record."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.calendars import Account, Calendar, CalendarChoice, Provider, RemoteCalendar, Trouble, Watch
from core.commands import ChooseCalendars, ConnectAccount, DisconnectAccount, Undo
from core.effects import Kind
from core.errors import Code, Refused
from core.queries import HostDesk, ShowCalendars, ShowChanges
from tests.core.usecases.conftest import House
from tests.support.post import claim_due

SECRETS = {"access_token": "very-secret-token", "refresh_token": "even-more-secret"}
ANN = RemoteCalendar(remote="ann", name="Ann", primary=True, writable=True, zone="Europe/Berlin")
WORK = RemoteCalendar(remote="work", name="Work", writable=True)
FEAST = RemoteCalendar(remote="feasts", name="Feasts")


def connecting(house: House, *calendars: RemoteCalendar, **other: object) -> ConnectAccount:
    fields = {
        "host_id": house.host.id,
        "provider": Provider.GOOGLE,
        "subject": "1234",
        "email": "ann@example.com",
        "name": "ann@example.com",
        "secrets": SECRETS,
        "calendars": calendars or (ANN, WORK, FEAST),
    }
    return ConnectAccount(**{**fields, **other})  # type: ignore[arg-type]


async def connected(house: House, *calendars: RemoteCalendar, **other: object) -> Account:
    account: Account = (await house.do(connecting(house, *calendars, **other))).value
    return account


async def standing(house: House) -> dict[str, Calendar]:
    """Return all calendars of Anna by name."""
    found = await house.ask(ShowCalendars(host_id=house.host.id))
    return {each.name: each for account in found for each in account.calendars}


async def chosen(house: House, *checked: str, target: str = "") -> CalendarChoice:
    by_name = await standing(house)
    command = ChooseCalendars(
        host_id=house.host.id,
        checked=frozenset(by_name[each].id for each in checked),
        target=by_name[target].id if target else None,
    )
    choice: CalendarChoice = (await house.do(command)).value
    return choice


async def changed(house: House, name: str, **fields: object) -> None:
    """Change a calendar as it is stored."""
    calendar = (await standing(house))[name]
    async with house.storage.writing() as unit:
        await unit.calendars.save_calendar(replace(calendar, **fields))  # type: ignore[arg-type]
        await unit.commit()


async def choices(house: House) -> tuple[set[str], str]:
    every = (await standing(house)).values()
    return {each.name for each in every if each.checked}, next((e.name for e in every if e.target), "")


# -- connecting --------------------------------------------------------------------------------------


async def test_of_a_new_account_the_main_calendar_is_checked_and_written(each_house: House) -> None:
    account = await connected(each_house)
    assert (account.email, account.trouble, account.host_id) == (
        "ann@example.com",
        Trouble.NONE,
        each_house.host.id,
    )
    assert await choices(each_house) == ({"Ann"}, "Ann")
    assert all(c.due_at == each_house.world.clock.now() for c in (await standing(each_house)).values())


async def test_of_a_second_account_the_main_calendar_is_checked_and_the_target_stays(house: House) -> None:
    await connected(house)
    home = RemoteCalendar(remote="home", name="Home", primary=True, writable=True)
    await connected(
        house, home, provider=Provider.CALDAV, subject="https://dav.example/ann", email="", name="Dav"
    )
    assert await choices(house) == ({"Ann", "Home"}, "Ann")


async def test_nothing_is_written_into_a_main_calendar_that_can_only_be_read(house: House) -> None:
    await connected(house, replace(ANN, writable=False), WORK)
    assert await choices(house) == ({"Ann"}, "")


async def test_the_only_calendar_is_meant_and_of_several_without_a_main_one_none(house: House) -> None:
    await connected(house, replace(FEAST, name="Feed"), provider=Provider.ICS, subject="digest", name="Feed")
    assert await choices(house) == ({"Feed"}, "")
    await connected(house, WORK, FEAST)
    assert await choices(house) == ({"Feed"}, "")


async def test_to_connect_again_ends_the_trouble_and_keeps_what_was_chosen(each_house: House) -> None:
    house = each_house
    first = await connected(house)
    await chosen(house, "Work", "Feasts", target="Work")
    await changed(house, "Work", trouble=Trouble.GONE, since=house.world.clock.now())
    async with house.storage.writing() as unit:
        now = house.world.clock.now()
        await unit.calendars.save_account(replace(first, trouble=Trouble.REVOKED, since=now, told_at=now))
        await unit.commit()
    again = await connected(
        house, ANN, replace(WORK, name="Office"), RemoteCalendar(remote="new", name="New")
    )
    assert again.id == first.id
    assert (again.trouble, again.since, again.told_at) == (Trouble.NONE, None, None)
    assert await choices(house) == ({"Office"}, "Office")
    assert set(await standing(house)) == {"Ann", "Office", "New"}
    assert (await standing(house))["Office"].readable


async def test_an_empty_list_is_not_believed_of_an_account_that_has_calendars(house: House) -> None:
    await connected(house)
    await house.do(replace(connecting(house), calendars=()))
    assert await choices(house) == ({"Ann"}, "Ann")


async def test_what_became_read_only_is_written_no_more(house: House) -> None:
    await connected(house)
    await connected(house, replace(ANN, writable=False), WORK)
    assert await choices(house) == ({"Ann"}, "")


async def test_odd_names_and_zones_are_made_plain(house: House) -> None:
    odd = RemoteCalendar(remote="odd", name="A\x00\n\u202e  B" + "x" * 400, zone="Mars/Olympus", primary=True)
    await connected(house, odd, RemoteCalendar(remote="mute", name=" \t"))
    names = set(await standing(house))
    assert {len(each) for each in names} == {200, 1}
    assert all(each.isprintable() for each in names)
    assert {each.zone for each in (await standing(house)).values()} == {"UTC"}


async def test_one_calendar_listed_twice_is_one_and_of_far_too_many_some_are_kept(house: House) -> None:
    many = [RemoteCalendar(remote=str(n % 300), name=f"Calendar {n % 300}") for n in range(600)]
    await connected(house, *many)
    assert len(await standing(house)) == 200


async def test_an_account_without_a_name_or_with_far_too_many_others_is_refused(house: House) -> None:
    refusal = await house.refused(connecting(house, name=" "))
    assert (refusal.code, refusal.facts["field"]) == (Code.INVALID, "name")
    for n in range(20):
        await connected(house, subject=str(n))
    assert (await house.refused(connecting(house, subject="20"))).facts["field"] == "accounts"
    await connected(house, subject="19")


async def test_tokens_are_kept_sealed_and_are_on_no_record(each_house: House) -> None:
    house = each_house
    account = await connected(house)
    await chosen(house, "Work")
    await house.do(DisconnectAccount(host_id=house.host.id, account_id=account.id))
    changes = await house.ask(ShowChanges(host_id=house.host.id))
    assert {"connect_account", "choose_calendars", "disconnect_account"} <= {each.verb for each in changes}
    assert "secret" not in repr(changes)
    assert "secret" not in repr(connecting(house))


# -- choosing ----------------------------------------------------------------------------------------


async def test_a_choice_is_kept_and_can_be_taken_back(each_house: House) -> None:
    house = each_house
    await connected(house)
    house.world.clock.tick(timedelta(minutes=5))
    await chosen(house, "Ann", "Work", target="Work")
    assert await choices(house) == ({"Ann", "Work"}, "Work")
    assert (await standing(house))["Work"].due_at == house.world.clock.now()
    await house.do(Undo(actor=f"host:{house.host.id}"))
    assert await choices(house) == ({"Ann"}, "Ann")


async def test_the_same_choice_changes_nothing(house: House) -> None:
    await connected(house)
    before = len(await house.ask(ShowChanges(host_id=house.host.id)))
    await chosen(house, "Ann", target="Ann")
    assert len(await house.ask(ShowChanges(host_id=house.host.id))) == before


async def test_into_a_calendar_that_can_only_be_read_nothing_is_written(house: House) -> None:
    await connected(house)
    feasts = (await standing(house))["Feasts"].id
    refusal = await house.refused(ChooseCalendars(host_id=house.host.id, checked=frozenset(), target=feasts))
    assert (refusal.code, refusal.facts) == (Code.INVALID, {"field": "target", "why": "read_only"})


async def test_somebody_elses_calendar_is_not_there(house: House) -> None:
    await connected(house)
    other = await house.colleague("Ben")
    work = (await standing(house))["Work"].id
    for checked, target in ((frozenset({work}), None), (frozenset(), work), (frozenset({UUID(int=9)}), None)):
        refusal = await house.refused(ChooseCalendars(host_id=other.id, checked=checked, target=target))
        assert refusal.code is Code.NOT_FOUND


async def test_an_old_choice_comes_back_without_what_is_gone(house: House) -> None:
    account = await connected(house)
    await connected(house, RemoteCalendar(remote="d", name="Dav", writable=True), subject="dav", name="Dav")
    await chosen(house, "Ann", "Work", "Dav", target="Dav")
    await chosen(house, "Dav", target="Dav")
    async with house.storage.writing() as unit:
        await unit.calendars.remove_calendar((await standing(house))["Work"].id)
        await unit.commit()
    await house.do(Undo(actor=f"host:{house.host.id}"))
    assert await choices(house) == ({"Ann", "Dav"}, "Dav")
    assert account.name == "ann@example.com"


async def test_a_choice_that_has_moved_on_is_not_taken_back(house: House) -> None:
    await connected(house)
    await chosen(house, "Work")
    await changed(house, "Ann", checked=True)
    with pytest.raises(Refused) as refused:
        await house.do(Undo(actor=f"host:{house.host.id}"))
    assert refused.value.refusal.code is Code.CHANGED_SINCE


# -- disconnecting -----------------------------------------------------------------------------------


async def test_who_is_disconnected_is_forgotten_and_is_bidden_farewell(each_house: House) -> None:
    house = each_house
    account = await connected(house)
    await changed(house, "Ann", watch=Watch(id="w1", resource="r", expires_at=house.world.clock.now()))
    await house.do(DisconnectAccount(host_id=house.host.id, account_id=account.id))
    assert await house.ask(ShowCalendars(host_id=house.host.id)) == ()
    async with house.storage.writing() as unit:
        rows = await claim_due(unit, house.world.clock.now(), 10, 60)
    farewell = [each for each in rows if each.kind is Kind.FAREWELL]
    assert [each.payload["account_id"] for each in farewell] == [str(account.id)]
    assert [each["id"] for each in farewell[0].payload["watches"]] == ["w1"]
    assert "secret" not in repr(farewell)


async def test_disconnecting_is_not_taken_back_and_connecting_neither(house: House) -> None:
    account = await connected(house)
    for command in (None, DisconnectAccount(host_id=house.host.id, account_id=account.id)):
        if command:
            await house.do(command)
        with pytest.raises(Refused) as refused:
            await house.do(Undo(actor=f"host:{house.host.id}"))
        assert refused.value.refusal.code is Code.NOTHING_TO_UNDO


async def test_only_ones_own_account_can_be_disconnected_and_only_once(house: House) -> None:
    account = await connected(house)
    other = await house.colleague("Ben")
    assert (
        await house.refused(DisconnectAccount(host_id=other.id, account_id=account.id))
    ).code is Code.NOT_FOUND
    own = DisconnectAccount(host_id=house.host.id, account_id=account.id)
    await house.do(own)
    assert (await house.refused(own)).code is Code.NOT_FOUND


async def test_who_was_disconnected_can_be_connected_again(each_house: House) -> None:
    account = await connected(each_house)
    await each_house.do(DisconnectAccount(host_id=each_house.host.id, account_id=account.id))
    await connected(each_house)
    assert await choices(each_house) == ({"Ann"}, "Ann")


# -- how fresh it is ---------------------------------------------------------------------------------


async def test_what_has_not_been_read_for_an_hour_is_stale(house: House) -> None:
    await connected(house, ANN, WORK)
    (shown,) = await house.ask(ShowCalendars(host_id=house.host.id))
    assert (shown.stale, shown.read_at) == (False, None)
    now = house.world.clock.now()
    await changed(house, "Ann", read_at=now)
    house.world.clock.tick(timedelta(minutes=60))
    (shown,) = await house.ask(ShowCalendars(host_id=house.host.id))
    assert (shown.stale, shown.read_at, shown.since) == (False, now, None)
    house.world.clock.tick(timedelta(minutes=1))
    (shown,) = (await house.ask(HostDesk(host_id=house.host.id))).calendars
    assert (shown.stale, shown.read_at, shown.since) == (True, now, None)


async def test_what_cannot_be_read_is_stale_at_once_if_it_is_checked(house: House) -> None:
    await connected(house, ANN, WORK)
    now = house.world.clock.now()
    await changed(house, "Work", trouble=Trouble.UNREACHABLE, since=now)
    (shown,) = await house.ask(ShowCalendars(host_id=house.host.id))
    assert (shown.stale, shown.since) == (False, None)
    await changed(house, "Ann", trouble=Trouble.UNREACHABLE, since=now)
    (shown,) = await house.ask(ShowCalendars(host_id=house.host.id))
    assert (shown.stale, shown.since) == (True, now)
