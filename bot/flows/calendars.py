"""A host's calendars elsewhere: which are checked, into which bookings are written, how fresh they are, and what holds when one cannot be read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from bot import kept
from bot.calendar_wishes import EDITED, TENTATIVE, UNREAD, CalendarAsk, CalendarWish
from bot.decisions import Decision, Do, Look
from bot.kept import Values, Which
from bot.messages import Saying
from bot.scene import Scene, says
from bot.sorry import sorry
from core.calendars import Calendar, CalendarRules
from core.commands import ChangeHost, ChooseCalendars
from core.errors import Refusal
from core.people import Host
from core.queries import ConnectedAccount, ShowCalendars

NAME = kept.CHOOSING

Choice = tuple[frozenset[UUID], UUID | None]
"""Which calendars are checked, and into which bookings are written."""


def hear(scene: Scene) -> Decision | None:
    """Do what a host says about their calendars; None if the message is about something else."""
    if scene.tapped:
        return _tapped(scene, scene.tapped.value)
    wish = scene.understood.calendars
    way = _WAYS.get(wish.ask) if wish else None
    return way(scene, wish) if way and wish and scene.desk else None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here: what was chosen so far holds."""
    return ()


def _tapped(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    tap = _TAPS.get(str(value["kind"])) if scene.desk else None
    return tap(scene, value) if tap else None


def _host(scene: Scene) -> Host:
    if scene.desk is None:
        raise LookupError("only a host has calendars")
    return scene.desk.host


def _accounts(scene: Scene) -> tuple[ConnectedAccount, ...]:
    return scene.desk.calendars if scene.desk else ()


# -- what is checked and written to --------------------------------------------------------------------


def _show(scene: Scene, wish: CalendarWish) -> Decision:
    return _shown(scene, _accounts(scene))


def _shown(scene: Scene, accounts: tuple[ConnectedAccount, ...]) -> Decision:
    if not accounts:
        return kept.none_yet(scene)
    said = (
        *kept.state(accounts),
        *kept.rules_told(_host(scene).calendar_rules),
        *kept.stale(scene, accounts),
    )
    return kept.asking(scene, accounts, said)


def _tap_check(scene: Scene, value: Mapping[str, Any]) -> Decision:
    found = next((each for each in kept.every(_accounts(scene)) if str(each.id) == value["id"]), None)
    if found is None:
        return scene.decide(says("refused.not_found"))
    checked, target = _standing(scene)
    return _choose(scene, (checked | {found.id} if value["on"] else checked - {found.id}, target))


def _tap_write(scene: Scene, value: Mapping[str, Any]) -> Decision:
    return _choose(scene, (_standing(scene)[0], UUID(value["id"])))


def _standing(scene: Scene) -> Choice:
    every = kept.every(_accounts(scene))
    checked = frozenset(each.id for each in every if each.checked)
    return checked, next((each.id for each in every if each.target), None)


def _choose(scene: Scene, choice: Choice) -> Decision:
    """Keep a choice. After what is checked the others are asked for; where bookings go is said and done."""
    command = ChooseCalendars(host_id=_host(scene).id, checked=choice[0], target=choice[1])
    more = choice[0] != _standing(scene)[0]
    return scene.decide(then=Do(command, f"{NAME}:chosen", {"then": "now" if more else "settled"}))


def _check(scene: Scene, wish: CalendarWish) -> Decision:
    """Check calendars beside those that are checked already, or only these, or these no more."""
    which = kept.calendars_named(_accounts(scene), wish)
    if not which.calendars or wish.words:
        return kept.unknown(scene, wish, _accounts(scene))
    checked, target = _standing(scene)
    wanted = frozenset(each.id for each in which.calendars)
    match wish.ask:
        case CalendarAsk.ONLY:
            return _choose(scene, (wanted, target))
        case CalendarAsk.IGNORE:
            return _choose(scene, (checked - wanted, target))
        case _:
            return _choose(scene, (checked | wanted, target))


def _write(scene: Scene, wish: CalendarWish) -> Decision:
    which = kept.calendars_named(_accounts(scene), wish)
    able = [each for each in which.calendars if each.writable]
    if not which.calendars or wish.words:
        return kept.unknown(scene, wish, _accounts(scene))
    if not able:
        named = kept.called(_accounts(scene))
        return scene.decide(says("calendars.read_only", name=named[which.calendars[0].id]))
    if len(able) > 1:
        return _which_target(scene, able, which)
    return _choose(scene, (_standing(scene)[0], able[0].id))


def _which_target(scene: Scene, able: Sequence[Calendar], which: Which) -> Decision:
    """Bookings are written into one calendar: of an account that was named the main one, else ask."""
    main = [each for each in able if each.primary]
    if which.account and len(main) == 1:
        return _choose(scene, (_standing(scene)[0], main[0].id))
    named = kept.called(_accounts(scene))
    values: Values = [
        ({"kind": "write", "flow": NAME, "id": str(each.id)}, "label.name", {"name": named[each.id]})
        for each in able
    ]
    laid, options = scene.offering(values)
    return laid.at(NAME, "target").decide(Saying(phrase="calendars.which_target", facts={}, options=options))


def _nowhere(scene: Scene, wish: CalendarWish) -> Decision:
    return _choose(scene, (_standing(scene)[0], None)) if _accounts(scene) else kept.none_yet(scene)


def _enough(scene: Scene, wish: CalendarWish) -> Decision:
    return _close(scene)


def _tap_enough(scene: Scene, value: Mapping[str, Any]) -> Decision:
    return _close(scene)


def _close(scene: Scene) -> Decision:
    return scene.cleared().decide(*kept.state(_accounts(scene), brief=True))


# -- is it up to date? ---------------------------------------------------------------------------------


def _fresh(scene: Scene, wish: CalendarWish) -> Decision:
    accounts = _accounts(scene)
    if not accounts:
        return kept.none_yet(scene)
    meant = kept.accounts_named(accounts, wish) or accounts
    stale = [each for each in meant if each.stale]
    if stale:
        return kept.reconnecting(scene, stale)
    readings = [each.read_at for each in meant if each.read_at]
    if not readings:
        return scene.decide(says("calendars.not_read_yet"))
    return scene.decide(says("calendars.fresh", at=min(readings)))


# -- what holds ----------------------------------------------------------------------------------------


def _rule(scene: Scene, wish: CalendarWish) -> Decision:
    host, ask = _host(scene), wish.ask
    rules = host.calendar_rules
    wanted = CalendarRules(
        unread=UNREAD.get(ask, rules.unread),
        edited=EDITED.get(ask, rules.edited),
        tentative_blocks=TENTATIVE.get(ask, rules.tentative_blocks),
    )
    command = ChangeHost(host_id=host.id, calendar_rules=wanted)
    return scene.decide(then=Do(command, f"{NAME}:rule", {"ask": ask.value}))


_WAYS: Mapping[CalendarAsk, Callable[[Scene, CalendarWish], Decision]] = {
    CalendarAsk.SHOW: _show,
    CalendarAsk.FRESH: _fresh,
    **dict.fromkeys((CalendarAsk.CHECK, CalendarAsk.ONLY, CalendarAsk.IGNORE), _check),
    CalendarAsk.WRITE: _write,
    CalendarAsk.NOWHERE: _nowhere,
    CalendarAsk.ENOUGH: _enough,
    **dict.fromkeys((*UNREAD, *EDITED, *TENTATIVE), _rule),
}
_TAPS: Mapping[str, Callable[[Scene, Mapping[str, Any]], Decision]] = {
    "check": _tap_check,
    "write": _tap_write,
    "enough": _tap_enough,
}


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Tell the link, or what holds now."""
    match then:
        case "chosen":
            query = ShowCalendars(host_id=_host(scene).id)
            return scene.decide(then=Look(query, f"{NAME}:{note['then']}"))
        case "settled":
            return scene.cleared().decide(*kept.state(result, brief=True))
        case "now":
            return kept.asking(scene, result, kept.state(result, brief=True))
        case _:
            return scene.decide(Saying(phrase=f"calendars.set_{note['ask']}"))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    if refusal.facts.get("field") == "target":
        return scene.decide(says("calendars.read_only", name=""))
    return scene.decide(sorry(refusal))
