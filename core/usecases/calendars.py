"""Calendars that hosts keep elsewhere: connecting them, choosing among them, disconnecting, and what is known of them."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from core.calendars import Account, Calendar, CalendarChoice, RemoteCalendar, RemoteEvent, Trouble, Watch
from core.commands import Outcome
from core.commands.calendars import ChooseCalendars, ConnectAccount, DisconnectAccount, ReadCalendars
from core.effects import Change, Effect, Kind
from core.errors import Code, Refused
from core.jsonable import dump, load
from core.people import Host
from core.ports import UnitOfWork, World
from core.queries import ConnectedAccount, ShowCalendars, ShowEvents
from core.usecases import checks
from core.usecases.audit import Deed, host_actor, record
from core.usecases.finding import host_of, there
from core.usecases.undone import Undone, untouched
from core.zones import zone_names

MOST_ACCOUNTS = 20
"""Most accounts of a host."""
MOST_CALENDARS = 200
"""Most calendars of an account; further ones are left out."""
NAME = 200
"""Most characters of the name of an account or calendar; a calendar's is cut short."""
STALE = timedelta(hours=1)
"""After how long without a reading what is known of a calendar may be too old: two polls were missed."""


async def connect_account(uow: UnitOfWork, world: World, command: ConnectAccount) -> Outcome:
    """Connect an account, or one that is connected already anew, with the calendars that its provider lists."""
    host = await host_of(uow, command.host_id)
    await uow.bookings.lock((host.id,))  # whoever connects the same at the same time waits
    standing = await uow.calendars.accounts(host.id)
    who = (command.provider, command.subject)
    known = next((each for each in standing if (each.provider, each.subject) == who), None)
    if known is None:
        checks.within(len(standing) + 1, "accounts", 1, MOST_ACCOUNTS, why="count")
    account = await _kept(uow, world, command, known)
    await _bring_up_to_date(uow, world, host, account, command.calendars)
    deed = Deed(command=command, actor=host_actor(host.id), before=known, after=account)
    return Outcome(value=account, changes=(await record(uow, world, deed),))


async def _kept(uow: UnitOfWork, world: World, command: ConnectAccount, known: Account | None) -> Account:
    """Keep the account: a new one, or the known one with new tokens and without trouble."""
    now = world.clock.now()
    account = known or Account(
        id=world.chance.uuid(),
        host_id=command.host_id,
        provider=command.provider,
        subject=command.subject,
        created_at=now,
        updated_at=now,
    )
    wished = replace(
        account,
        email=command.email,
        name=checks.line(command.name, "name", NAME, 1),
        scopes=command.scopes,
        expires_at=command.expires_at,
        trouble=Trouble.NONE,
        since=None,
        told_at=None,
        updated_at=now,
    )
    if known:
        return await uow.calendars.save_account(wished, command.secrets)
    await uow.calendars.add_account(wished, command.secrets)
    return wished


async def _bring_up_to_date(
    uow: UnitOfWork, world: World, host: Host, account: Account, listed: Sequence[RemoteCalendar]
) -> None:
    """Have the calendars be those that are listed; an empty list is not believed of an account that has some."""
    everywhere = await uow.calendars.calendars(host.id)
    known = {each.remote: each for each in everywhere if each.account_id == account.id}
    there_now = dict(list({each.remote: each for each in listed}.items())[:MOST_CALENDARS])
    for gone in known.keys() - there_now.keys() if there_now else ():
        await uow.calendars.remove_calendar(known[gone].id)
    now = world.clock.now()
    first = _first(there_now.values()) if not known else None
    wanted = not any(each.target for each in everywhere)
    for remote in there_now.values():
        chosen = remote is first
        calendar = known.get(remote.remote) or _made(world, account, remote, checked=chosen)
        fresh = _described(calendar, remote, host, now)
        if chosen and wanted and remote.writable:
            fresh = replace(fresh, target=True)
        await (uow.calendars.save_calendar if remote.remote in known else uow.calendars.add_calendar)(fresh)


def _first(listed: Iterable[RemoteCalendar]) -> RemoteCalendar | None:
    """Return the calendar of a new account that is surely meant: the primary one, else the only one."""
    every = tuple(listed)
    primary = next((each for each in every if each.primary), None)
    return primary or (every[0] if len(every) == 1 else None)


def _made(world: World, account: Account, remote: RemoteCalendar, *, checked: bool) -> Calendar:
    return Calendar(
        id=world.chance.uuid(),
        account_id=account.id,
        host_id=account.host_id,
        provider=account.provider,
        remote=remote.remote,
        name=remote.name,
        checked=checked,
        due_at=world.clock.now(),
    )


def _described(calendar: Calendar, remote: RemoteCalendar, host: Host, now: datetime) -> Calendar:
    """Return a calendar as its provider describes it now, to be read at once; into what became read-only nothing is written."""
    return replace(
        calendar,
        name=_called(remote.name),
        zone=remote.zone if remote.zone in zone_names() else host.zone,
        primary=remote.primary,
        writable=remote.writable,
        target=calendar.target and remote.writable,
        trouble=Trouble.NONE,
        since=None,
        due_at=now,
    )


def _called(name: str) -> str:
    """Return the name of a calendar as one line of printable characters."""
    plain = "".join(" " if unicodedata.category(each)[0] == "C" else each for each in name)
    return " ".join(plain.split())[:NAME].strip() or "–"


async def choose_calendars(uow: UnitOfWork, world: World, command: ChooseCalendars) -> Outcome:
    """Change which calendars are checked and into which one bookings are written."""
    host = await host_of(uow, command.host_id)
    standing = await uow.calendars.calendars(host.id)
    before = choice_of(host.id, standing)
    wished = CalendarChoice(
        id=host.id, host_id=host.id, checked=tuple(sorted(command.checked)), target=command.target
    )
    if wished == before:
        return Outcome(value=before)
    _require_possible(wished, standing)
    await _chosen(uow, world, wished, standing)
    deed = Deed(command=command, actor=host_actor(host.id), before=before, after=wished)
    return Outcome(value=wished, changes=(await record(uow, world, deed),))


def choice_of(host_id: UUID, calendars: Iterable[Calendar]) -> CalendarChoice:
    """Return what a host has chosen of their calendars."""
    every = tuple(calendars)
    return CalendarChoice(
        id=host_id,
        host_id=host_id,
        checked=tuple(sorted(each.id for each in every if each.checked)),
        target=next((each.id for each in every if each.target), None),
    )


def _require_possible(wished: CalendarChoice, standing: Sequence[Calendar]) -> None:
    known = {each.id: each for each in standing}
    for each in (*wished.checked, *([wished.target] if wished.target else ())):
        there(known.get(each), "calendar")
    if wished.target and not known[wished.target].writable:
        raise Refused(Code.INVALID, field="target", why="read_only")


async def _chosen(
    uow: UnitOfWork, world: World, wished: CalendarChoice, standing: Sequence[Calendar]
) -> None:
    """Write a choice; the old target first, for there is never more than one. What is checked anew is read at once."""
    now = world.clock.now()
    for each in sorted(standing, key=lambda each: not each.target):
        checked = each.id in wished.checked
        due_at = now if checked and not each.checked else each.due_at
        after = replace(each, checked=checked, target=each.id == wished.target, due_at=due_at)
        if after != each:
            await uow.calendars.save_calendar(after)


async def undo_choice(uow: UnitOfWork, world: World, change: Change) -> Undone:
    """Set a choice of calendars back, as far as they are still there."""
    standing = await uow.calendars.calendars(change.entity_id)
    current = untouched(choice_of(change.entity_id, standing), change.after)
    before = load(CalendarChoice, change.before)
    known = {each.id: each for each in standing}
    target = known.get(before.target) if before.target else None
    wished = replace(
        before,
        checked=tuple(each for each in before.checked if each in known),
        target=target.id if target and target.writable else None,
    )
    await _chosen(uow, world, wished, standing)
    return Undone(before=current, after=wished)


async def disconnect_account(uow: UnitOfWork, world: World, command: DisconnectAccount) -> Outcome:
    """Forget an account with its calendars; at the provider, its permission is given back and its watches are ended afterwards."""
    host = await host_of(uow, command.host_id)
    standing = await uow.calendars.accounts(host.id)
    account = there(next((each for each in standing if each.id == command.account_id), None), "calendar")
    now, calendars = world.clock.now(), await uow.calendars.calendars(host.id)
    watches = [each.watch for each in calendars if each.account_id == account.id and each.watch]
    await uow.calendars.remove_account(account.id, now)
    await uow.outbox.add(_farewell(account, watches, now))
    deed = Deed(command=command, actor=host_actor(host.id), before=account)
    return Outcome(value=account, changes=(await record(uow, world, deed),))


def _farewell(account: Account, watches: Sequence[Watch], now: datetime) -> Effect:
    return Effect(
        key=f"farewell:{account.id}:{account.version}",
        kind=Kind.FAREWELL,
        lane=f"calendar:{account.id}",
        due=now,
        payload={"account_id": str(account.id), "watches": [dump(each) for each in watches]},
    )


async def read_calendars(uow: UnitOfWork, world: World, command: ReadCalendars) -> Outcome:
    """Bring forward when a host's checked calendars are read."""
    host = await host_of(uow, command.host_id)
    checked = [each for each in await uow.calendars.calendars(host.id) if each.checked]
    for each in checked:
        await uow.calendars.hurry(each.id, world.clock.now())
    return Outcome(value=len(checked))


async def show_events(
    uow: UnitOfWork, _world: World, query: ShowEvents
) -> tuple[tuple[Calendar, tuple[RemoteEvent, ...]], ...]:
    """Return what the local copies of a host's checked calendars hold of a stretch of time."""
    host = await host_of(uow, query.host_id)
    checked = [each for each in await uow.calendars.calendars(host.id) if each.checked]
    copies = [await uow.calendars.copy(each.id, query.within) for each in checked]
    return tuple((each, tuple(copy)) for each, copy in zip(checked, copies, strict=True))


async def show_calendars(uow: UnitOfWork, world: World, query: ShowCalendars) -> tuple[ConnectedAccount, ...]:
    """Return a host's accounts with their calendars, and how fresh what is known of them is."""
    return await connected(uow, world, (await host_of(uow, query.host_id)).id)


async def connected(uow: UnitOfWork, world: World, host_id: UUID) -> tuple[ConnectedAccount, ...]:
    """Return a host's accounts with their calendars; one statement for who has none."""
    accounts = await uow.calendars.accounts(host_id)
    calendars = await uow.calendars.calendars(host_id) if accounts else ()
    now = world.clock.now()
    return tuple(
        _connected(each, tuple(c for c in calendars if c.account_id == each.id), now) for each in accounts
    )


def _connected(account: Account, calendars: tuple[Calendar, ...], now: datetime) -> ConnectedAccount:
    checked = [each for each in calendars if each.checked]
    readings = [each.read_at for each in checked]
    read_at = None if None in readings else min((each for each in readings if each), default=None)
    troubles = [each.since for each in checked if not each.readable]
    return ConnectedAccount(
        account=account,
        calendars=calendars,
        stale=bool(account.trouble or troubles) or (read_at is not None and now - read_at > STALE),
        read_at=read_at,
        since=account.since or min((each for each in troubles if each), default=None),
    )
