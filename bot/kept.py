"""Calendars that hosts keep elsewhere, as they are named and told of: which one is meant, how fresh it is, what holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.calendar_wishes import CalendarWish
from bot.decisions import Decision
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Asked
from core.calendars import Calendar, CalendarRules, Provider, Trouble, full_name
from core.queries import ConnectedAccount
from core.zones import local_date

CHOOSING, CONNECTING = "calendars", "connecting"
"""The flows about calendars."""
TOGGLES = 4
"""Most calendars that are laid out as buttons; all can be named."""
Values = list[tuple[dict[str, Any], str, dict[str, Any]]]
"""Choices, as they are laid out: value, phrase and facts of the label."""


@dataclass(frozen=True, slots=True)
class Which:
    """Calendars that were meant, and whether a whole account was."""

    calendars: tuple[Calendar, ...]
    account: bool = False


def every(accounts: Iterable[ConnectedAccount]) -> tuple[Calendar, ...]:
    """Return the calendars of all accounts."""
    return tuple(calendar for each in accounts for calendar in each.calendars)


def called(accounts: Sequence[ConnectedAccount]) -> Mapping[UUID, str]:
    """Return how calendars are called: by their name, with the account's where another account has one of the same name."""
    names = [each.name for each in every(accounts)]
    return {
        each.id: each.name if names.count(each.name) == 1 else full_name(each.name, account.account.name)
        for account in accounts
        for each in account.calendars
    }


def calendars_named(accounts: Sequence[ConnectedAccount], wish: CalendarWish) -> Which:
    """Return the calendars that somebody means: all of them, those of a provider or account, or by their own names."""
    if wish.everything:
        return Which(every(accounts))
    if wish.provider:
        return Which(every(each for each in accounts if each.account.provider is wish.provider), account=True)
    by_name = tuple(each for each in every(accounts) if each.name in wish.names)
    told = {each.name for each in by_name}
    whole = [each for each in accounts if each.account.name in set(wish.names) - told]
    return Which((*by_name, *every(whole)), account=bool(whole))


def accounts_named(accounts: Sequence[ConnectedAccount], wish: CalendarWish) -> list[ConnectedAccount]:
    """Return the accounts that somebody means: of a provider, by their names, or by the name of a calendar of theirs."""
    if wish.everything:
        return list(accounts)
    if wish.provider:
        return [each for each in accounts if each.account.provider is wish.provider]
    whole = [each for each in accounts if each.account.name in wish.names]
    return whole or [each for each in accounts if any(c.name in wish.names for c in each.calendars)]


def part_of(found: ConnectedAccount, wish: CalendarWish) -> Calendar | None:
    """Return the calendar of an account that was named in place of the account itself, if it has others beside it."""
    if found.account.name in wish.names or len(found.calendars) < 2:
        return None
    return next((each for each in found.calendars if each.name in wish.names), None)


def staleness(found: ConnectedAccount, now: datetime, zone: str) -> Saying:
    """Say since when an account cannot be read, or how old the last reading of it is."""
    name, trouble = found.account.name, found.account.trouble
    if trouble is Trouble.REVOKED:
        return says("calendars.revoked", name=name)
    if found.since is None:
        return _at("read", name, found.read_at, now, zone)
    return _at("silent", name, found.since, now, zone)


def _at(what: str, name: str, at: datetime | None, now: datetime, zone: str) -> Saying:
    """Say an instant by the clock if it was today, else with its date."""
    if at is None:
        return says("calendars.never_read", name=name)
    today = local_date(at, zone) == local_date(now, zone)
    return Saying(
        phrase=f"calendars.{what}" if today else f"calendars.{what}_day", facts={"name": name, "at": at}
    )


def rules_told(rules: CalendarRules) -> tuple[Saying, ...]:
    """Say what a host wants of their calendars."""
    tentative = "blocks" if rules.tentative_blocks else "open"
    return (
        Saying(phrase=f"calendars.set_{rules.unread.value}"),
        Saying(phrase=f"calendars.set_{rules.edited.value}"),
        Saying(phrase=f"calendars.set_{tentative}"),
    )


# -- what is said of them ------------------------------------------------------------------------------


def offered(scene: Scene) -> list[Provider]:
    """Return whose calendars can be connected here, in the usual order."""
    return [each for each in Provider if each in scene.providers]


def provider_choices(scene: Scene) -> Values:
    """Return the choices whose calendars to connect."""
    return [
        (
            {"kind": "connect", "flow": CONNECTING, "provider": each.value},
            "label.connect_calendar",
            {"provider": each},
        )
        for each in offered(scene)
    ]


def none_yet(scene: Scene) -> Decision:
    """Nothing is connected: say what can be."""
    if not scene.providers:
        return scene.decide(says("calendars.none_offered"))
    laid, options = scene.offering(provider_choices(scene))
    return laid.at(CONNECTING, "provider").decide(Saying(phrase="calendars.none", facts={}, options=options))


def state(accounts: Sequence[ConnectedAccount], *, brief: bool = False) -> tuple[Saying, ...]:
    """Say which calendars are checked, which are not, and into which bookings are written."""
    named = called(accounts)
    checked = [named[each.id] for each in every(accounts) if each.checked]
    others = [named[each.id] for each in every(accounts) if not each.checked]
    facts = {"names": checked, "others": [] if brief else others}
    checks = Saying(phrase="calendars.checks" if checked else "calendars.checks_none", facts=facts)
    target = next((each for each in every(accounts) if each.target), None)
    writes = says("calendars.writes", name=named[target.id]) if target else says("calendars.writes_none")
    return checks, writes


def stale(scene: Scene, accounts: Iterable[ConnectedAccount]) -> tuple[Saying, ...]:
    """Say of each account that cannot be read since when."""
    return tuple(staleness(each, scene.now, scene.zone) for each in accounts if each.stale)


def asking(scene: Scene, accounts: Sequence[ConnectedAccount], said: tuple[Saying, ...]) -> Decision:
    """Lay out the calendars, those that are not checked first; one tap turns one over."""
    named = called(accounts)
    in_turn = sorted(every(accounts), key=lambda each: each.checked)
    values: Values = [
        (
            {"kind": "check", "flow": CHOOSING, "id": str(each.id), "on": not each.checked},
            "label.uncheck_calendar" if each.checked else "label.check_calendar",
            {"name": named[each.id]},
        )
        for each in in_turn[:TOGGLES]
    ]
    laid, options = scene.offering(
        [*values, ({"kind": "enough", "flow": CHOOSING}, "label.enough_calendars", {})]
    )
    phrase = "calendars.which_others" if any(not each.checked for each in in_turn) else "calendars.change"
    question = Saying(phrase=phrase, facts={}, options=options)
    return laid.at(CHOOSING, "choose", Asked.CALENDARS).decide(*said, question)


def which_account(scene: Scene, accounts: Iterable[ConnectedAccount], kind: str) -> Decision:
    """Ask which account is meant; the answer is a tap of that kind."""
    values: Values = [
        (
            {"kind": kind, "flow": CONNECTING, "id": str(each.account.id)},
            "label.name",
            {"name": each.account.name},
        )
        for each in accounts
    ]
    laid, options = scene.offering(values)
    return laid.at(CONNECTING, kind).decide(
        Saying(phrase="calendars.which_account", facts={}, options=options)
    )


def reconnecting(scene: Scene, accounts: Iterable[ConnectedAccount]) -> Decision:
    """Offer to connect again those to which the permission was withdrawn."""
    values: Values = [
        (
            {"kind": "reconnect", "flow": CONNECTING, "id": str(each.account.id)},
            "label.reconnect_account",
            {"name": each.account.name},
        )
        for each in accounts
        if each.account.trouble is Trouble.REVOKED
    ]
    laid, options = scene.offering(values)
    said = stale(scene, accounts)
    last = Saying(phrase=said[-1].phrase, facts=said[-1].facts, options=options)
    return laid.at(CONNECTING, "reconnect").decide(*said[:-1], last)


def unknown(scene: Scene, wish: CalendarWish, accounts: Sequence[ConnectedAccount]) -> Decision:
    """Say that there is no calendar of that name, and how those that there are are called."""
    if not accounts:
        return none_yet(scene)
    return scene.decide(says("calendars.unknown", words=wish.words, names=list(called(accounts).values())))
