"""A host connects calendars that they keep elsewhere, again where the permission was withdrawn, and disconnects them."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from bot import kept
from bot.calendar_wishes import CONNECTED, PAUSE, VALID, WRONG, CalendarAsk, CalendarWish, IssueErrand
from bot.decisions import Decision, Do, Look
from bot.messages import Saying
from bot.scene import Scene, says
from bot.sorry import sorry
from bot.understood import Act, Asked
from core.calendars import Account, Calendar, Provider, Trouble
from core.commands import DisconnectAccount
from core.errors import Code, Refusal
from core.people import Host
from core.queries import ConnectedAccount, ShowCalendars

NAME = kept.CONNECTING
MINUTES = int(VALID.total_seconds()) // 60


def hear(scene: Scene) -> Decision | None:
    """Connect or disconnect what is named; None if the message is about something else."""
    if scene.tapped:
        return _tapped(scene, scene.tapped.value)
    wish = scene.understood.calendars
    if wish is None:
        return _answered(scene)
    if scene.desk is None:
        return _to_whom(scene)
    way = _WAYS.get(wish.ask)
    return way(scene, wish) if way else None


def _to_whom(scene: Scene) -> Decision:
    """Say to somebody who talks with a host where they connect a calendar of their own."""
    return scene.decide(says("calendars.not_here", host=scene.host.name if scene.host else ""))


def _answered(scene: Scene) -> Decision | None:
    """A bare yes or no to the question whether to disconnect."""
    heard, offers = scene.understood, scene.conversation.offers
    if scene.conversation.asked != Asked.CONFIRM or not heard.has(Act.YES, Act.NO):
        return None
    wanted = "disconnect" if heard.has(Act.YES) else "keep"
    value = next((each.value for each in offers if each.value.get("kind") == wanted), None)
    return _tapped(scene, value) if value else None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here: a link can be followed whenever one likes."""
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


# -- connecting --------------------------------------------------------------------------------------


def _connect(scene: Scene, wish: CalendarWish) -> Decision:
    provider = wish.provider
    if provider is None:
        return _which_provider(scene)
    if provider not in scene.providers:
        return scene.decide(says("calendars.not_offered", provider=provider, others=kept.offered(scene)))
    return _errand(scene, provider)


def _which_provider(scene: Scene) -> Decision:
    if not scene.providers:
        return scene.decide(says("calendars.none_offered"))
    laid, options = scene.offering(kept.provider_choices(scene))
    asks = Saying(phrase="calendars.which_provider", facts={}, options=options)
    return laid.at(NAME, "provider").decide(asks)


def _tap_connect(scene: Scene, value: Mapping[str, Any]) -> Decision:
    return _connect(scene, CalendarWish(ask=CalendarAsk.CONNECT, provider=Provider(value["provider"])))


def _errand(scene: Scene, provider: Provider, phrase: str = "link") -> Decision:
    command = IssueErrand(
        person_id=scene.person.id,
        host_id=_host(scene).id,
        provider=provider,
        address=scene.conversation.address.key,
    )
    return scene.decide(then=Do(command, f"{NAME}:link", {"provider": provider.value, "phrase": phrase}))


def _reconnect(scene: Scene, wish: CalendarWish) -> Decision:
    """Connect again what is named, else what cannot be read."""
    named = kept.accounts_named(_accounts(scene), wish)
    broken = [each for each in _accounts(scene) if each.account.trouble is Trouble.REVOKED or each.stale]
    found = named or (broken if not wish.words else [])
    if len(found) > 1:
        return kept.which_account(scene, found, "reconnect")
    if found:
        return _errand(scene, found[0].account.provider, "link_again")
    if wish.provider or not _accounts(scene):
        return _connect(scene, wish)
    return scene.decide(says("calendars.all_answer"))


def _tap_reconnect(scene: Scene, value: Mapping[str, Any]) -> Decision:
    found = _account(scene, value)
    if found is None:
        return scene.decide(says("refused.not_found"))
    return _errand(scene, found.account.provider, "link_again")


def _account(scene: Scene, value: Mapping[str, Any]) -> ConnectedAccount | None:
    return next((each for each in _accounts(scene) if str(each.account.id) == value["id"]), None)


def connected(scene: Scene) -> Decision:
    """Say what came of an errand: an account that was connected, or a code that was wrong."""
    verdict = (scene.incoming.choice or "").removeprefix(CONNECTED)
    if verdict in (WRONG, PAUSE):
        return scene.decide(says(f"calendars.code_{verdict}"))
    if scene.desk is None:
        return scene.decide()
    query = ShowCalendars(host_id=_host(scene).id)
    return scene.decide(then=Look(query, f"{NAME}:connected", {"id": verdict}))


def _welcomed(scene: Scene, accounts: tuple[ConnectedAccount, ...], account_id: str) -> Decision:
    """Say what was connected, which of it is checked and written to, and ask for the others."""
    found = next((each for each in accounts if str(each.account.id) == account_id), None)
    if found is None:
        return scene.decide(says("refused.not_found"))
    several = len(found.calendars) > 1
    facts = {"name": found.account.name, "n": len(found.calendars) if several else None}
    said = (Saying(phrase="calendars.connected", facts=facts), *kept.state(accounts, brief=True))
    if not several or all(each.checked for each in found.calendars):
        return scene.decide(*said)
    return kept.asking(scene, accounts, said)


# -- disconnecting -------------------------------------------------------------------------------------


def _disconnect(scene: Scene, wish: CalendarWish) -> Decision:
    accounts = _accounts(scene)
    if not accounts:
        return kept.none_yet(scene)
    mere = not (wish.provider or wish.names or wish.words)
    found = list(accounts) if mere else kept.accounts_named(accounts, wish)
    if len(found) > 1:
        return kept.which_account(scene, found, "leave")
    if not found:
        return kept.unknown(scene, wish, accounts)
    part = kept.part_of(found[0], wish)
    return _part_or_whole(scene, found[0], part) if part else _sure(scene, found[0])


def _part_or_whole(scene: Scene, found: ConnectedAccount, part: Calendar) -> Decision:
    """One of several calendars of an account was named: it can be left out without the others."""
    one = {"kind": "check", "flow": kept.CHOOSING, "id": str(part.id), "on": False}
    whole = {"kind": "leave", "flow": NAME, "id": str(found.account.id)}
    facts = {"name": part.name, "account": found.account.name, "n": len(found.calendars)}
    laid, options = scene.offering(
        [
            (one, "label.uncheck_calendar", {"name": part.name}),
            (whole, "label.disconnect_account", {"name": found.account.name}),
            ({"kind": "keep", "flow": NAME}, "label.keep", {}),
        ]
    )
    return laid.at(NAME, "part").decide(Saying(phrase="calendars.part", facts=facts, options=options))


def _sure(scene: Scene, found: ConnectedAccount) -> Decision:
    yes = {"kind": "disconnect", "flow": NAME, "id": str(found.account.id)}
    laid, options = scene.offering(
        [
            (yes, "label.disconnect_account", {"name": found.account.name}),
            ({"kind": "keep", "flow": NAME}, "label.keep", {}),
        ]
    )
    asks = Saying(phrase="calendars.sure", facts={"name": found.account.name}, options=options)
    return laid.at(NAME, "disconnect", Asked.CONFIRM).decide(asks)


def _tap_leave(scene: Scene, value: Mapping[str, Any]) -> Decision:
    found = _account(scene, value)
    return _sure(scene, found) if found else scene.decide(says("refused.not_found"))


def _tap_disconnect(scene: Scene, value: Mapping[str, Any]) -> Decision:
    command = DisconnectAccount(host_id=_host(scene).id, account_id=UUID(value["id"]))
    return scene.decide(then=Do(command, f"{NAME}:disconnected"))


def _tap_keep(scene: Scene, value: Mapping[str, Any]) -> Decision:
    return scene.cleared().decide(says("calendars.kept"))


_WAYS: Mapping[CalendarAsk, Callable[[Scene, CalendarWish], Decision]] = {
    CalendarAsk.CONNECT: _connect,
    CalendarAsk.RECONNECT: _reconnect,
    CalendarAsk.DISCONNECT: _disconnect,
}
_TAPS: Mapping[str, Callable[[Scene, Mapping[str, Any]], Decision]] = {
    "connect": _tap_connect,
    "reconnect": _tap_reconnect,
    "leave": _tap_leave,
    "disconnect": _tap_disconnect,
    "keep": _tap_keep,
}


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Tell the link, or what was connected or disconnected."""
    match then:
        case "link":
            facts = {"provider": Provider(note["provider"]), "link": str(result.value), "minutes": MINUTES}
            return scene.decide(Saying(phrase=f"calendars.{note['phrase']}", facts=facts))
        case "connected":
            return _welcomed(scene, result, note["id"])
        case _:
            account: Account = result.value
            return scene.cleared().decide(says("calendars.disconnected", name=account.name))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    if refusal.code is Code.TOO_MANY_ATTEMPTS:
        return scene.decide(says("calendars.enough_links"))
    return scene.decide(sorry(refusal))
