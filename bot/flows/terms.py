"""A host sets limits, starts and dates for everything or one event type, and what an event type costs, offers and shows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from bot import told
from bot.bookable import named_event_type
from bot.decisions import Decision, Do
from bot.messages import Saying
from bot.scene import Scene, says
from bot.sorry import sorry
from bot.terms import OneTimeLink, Terms, prices_of
from bot.understood import Act, Asked
from core.commands import ChangeEventType, ChangeHost, Command, CreateEventType
from core.errors import Refusal
from core.event_types import EventType, Visibility
from core.jsonable import dump, load
from core.people import HOST_DEFAULTS, Rules

NAME = "terms"
_PLAIN = ("seats", "waitlist", "most_guests", "series_most", "visibility", "description")
"""Properties that the command takes as they are told."""

_DATES = frozenset({"opens", "closes"})


def hear(scene: Scene) -> Decision | None:
    """Set terms; None if the message is about something else."""
    if scene.desk is None:
        return None
    if scene.tapped:
        return _picked(scene, scene.tapped.value) if scene.conversation.flow == NAME else None
    match scene.understood.setting:
        case Terms() | OneTimeLink() as setting if not scene.understood.has(Act.NEW_EVENT_TYPE):
            return _begin(scene, setting)
        case _:
            return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _begin(scene: Scene, setting: Terms | OneTimeLink) -> Decision:
    named = named_event_type(scene)
    if named:
        return _for(scene, setting, named)
    if scene.understood.event_words:
        return scene.decide(says("events.unknown", words=scene.understood.event_words))
    if isinstance(setting, Terms) and not setting.of_event_type:
        return _host_wide(scene, setting)
    meant = _meant(scene)
    return _for(scene, setting, meant) if meant else _which(scene, setting)


def _meant(scene: Scene) -> EventType | None:
    """The event type just talked about, else the only one."""
    about = scene.event_type(scene.slots.get("about"))
    return about or (scene.event_types[0] if len(scene.event_types) == 1 else None)


def _which(scene: Scene, setting: Terms | OneTimeLink) -> Decision:
    values = [
        (
            {"kind": "terms_of", "id": str(e.id), "flow": NAME},
            "label.event_type",
            {"title": e.title, "lengths": e.lengths},
        )
        for e in scene.event_types
    ]
    pending = {"once": isinstance(setting, OneTimeLink), "setting": dump(setting)}
    laid, options = scene.remember(pending=pending).offering(values)
    question = Saying(phrase="events.which", facts={}, options=options)
    return laid.at(NAME, "which", Asked.EVENT_TYPE).decide(question)


def _picked(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    pending, target = scene.slots.get("pending"), scene.event_type(value.get("id"))
    if value["kind"] != "terms_of" or not pending or target is None:
        return None
    if pending["once"]:
        return _for(scene, load(OneTimeLink, pending["setting"]), target)
    return _for(scene, load(Terms, pending["setting"]), target)


def _sound(setting: Terms, rules: Rules) -> Terms:
    """Take away a date that was set before and that the new one contradicts."""
    opens, closes = setting.rules.opens, setting.rules.closes
    if opens and not closes and rules.closes and rules.closes < opens:
        return replace(setting, clear=setting.clear | {"closes"})
    if closes and not opens and rules.opens and rules.opens > closes:
        return replace(setting, clear=setting.clear | {"opens"})
    return setting


def _for(scene: Scene, setting: Terms | OneTimeLink, target: EventType) -> Decision:
    if isinstance(setting, OneTimeLink):
        return scene.decide(then=Do(_copy(scene, setting, target), f"{NAME}:once", {"title": target.title}))
    setting = _sound(setting, target.rules)
    fault = _fault(setting, target)
    if fault:
        return scene.decide(fault)
    cleared = [name for name in setting.clear if getattr(target.rules, name) is not None]
    command = _change(scene, setting, target)
    if setting.clear and not cleared and command == _blank(scene, target, setting):
        return scene.decide(says("terms.nothing_to_clear", title=target.title))
    note = {"rules": setting.rules, "clear": cleared, "told": list(_names(setting))}
    return scene.decide(then=Do(command, f"{NAME}:type", note))


def _blank(scene: Scene, target: EventType, setting: Terms) -> ChangeEventType:
    return ChangeEventType(host_id=_host_id(scene), event_type_id=target.id, clear=setting.clear)


def _fault(setting: Terms, target: EventType) -> Saying | None:
    """Say what of the prices cannot be meant."""
    lacking = [rate.length for rate in setting.rates if rate.length and rate.length not in target.lengths]
    if lacking:
        return says("terms.no_such_length", title=target.title, lengths=target.lengths, length=lacking[0])
    known = any(rate.currency for rate in setting.rates) or any(p.amount for p in target.prices)
    if any(rate.amount for rate in setting.rates) and not known:
        return says("terms.ask_currency", title=target.title)
    return None


def _change(scene: Scene, setting: Terms, target: EventType) -> ChangeEventType:
    plain = {name: getattr(setting, name) for name in _PLAIN}
    command = replace(_blank(scene, target, setting), secret=setting.secret, **plain)
    if setting.rules != Rules():
        command = replace(command, rules=setting.rules)
    if setting.rates:
        command = replace(command, prices=prices_of(setting.rates, target.lengths, target.prices))
    if setting.note is not None:
        command = replace(command, metadata=_noted(setting.note, target))
    return command


def _noted(note: str, target: EventType) -> dict[str, str]:
    kept = {key: value for key, value in target.metadata.items() if key != "note"}
    return {**kept, "note": note} if note else kept


def _copy(scene: Scene, setting: OneTimeLink, target: EventType) -> CreateEventType:
    """An event type like another one that its first booking closes, with a link that nobody can guess."""
    lengths = tuple(n for n in setting.lengths if n in target.lengths) or setting.lengths or target.lengths
    questions = tuple(
        replace(each, id=uuid5(NAMESPACE_URL, f"{scene.incoming.key}:{n}"))
        for n, each in enumerate(target.questions)
    )
    return CreateEventType(
        host_id=_host_id(scene),
        title=target.title,
        lengths=lengths,
        description=target.description,
        rules=target.rules,
        place=target.place,
        questions=questions,
        approval=target.approval,
        schedule_id=target.schedule_id,
        visibility=Visibility.UNLISTED,
        prices=tuple(price for price in target.prices if price.length in lengths),
        most_guests=target.most_guests,
        series_most=1,
        single_use=True,
        secret=True,
    )


def _host_wide(scene: Scene, setting: Terms) -> Decision:
    rules = scene.desk.host.rules if scene.desk else HOST_DEFAULTS
    setting = _sound(setting, rules)
    cleared = [n for n in setting.clear if getattr(rules, n) not in (None, getattr(HOST_DEFAULTS, n))]
    if setting.clear and not cleared and setting.rules == Rules():
        cleared = ["daily_limit"] if "daily_limit" in setting.clear else []
        if not cleared:
            return scene.decide(says("terms.nothing_to_clear", title=None))
    command: Command = ChangeHost(host_id=_host_id(scene), rules=setting.rules, clear=setting.clear)
    note = {"rules": setting.rules, "clear": cleared}
    return scene.decide(then=Do(command, f"{NAME}:host", note))


def _names(setting: Terms) -> Iterator[str]:
    """Yield the properties of the event type that are told."""
    if setting.rates:
        yield "prices"
    yield from (name for name in _PLAIN if getattr(setting, name) is not None)
    if setting.note is not None:
        yield "metadata"


def _host_id(scene: Scene) -> UUID:
    if scene.desk is None:
        raise LookupError("only a host's own talk has terms")
    return scene.desk.host.id


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Read back what was set."""
    if then == "once":
        return _linked(scene, result.value, note["title"])
    rules: Rules = note["rules"]
    gone = [name for name in note["clear"] if not (name in _DATES and (rules.opens or rules.closes))]
    said = (*told.rules_told(rules), *told.cleared_told(gone))
    if then == "host":
        return _done(scene).decide(says("terms.set", title=None, told=said))
    event_type: EventType = result.value
    link = {"username": scene.desk.host.username if scene.desk else ""}
    said = (*said, *told.properties_told(event_type, note["told"], link))
    done = _done(scene).remember(about=str(event_type.id))
    return done.decide(says("terms.set", title=event_type.title, told=said))


def _done(scene: Scene) -> Scene:
    return scene if scene.conversation.flow not in ("", NAME) else scene.cleared()


def _linked(scene: Scene, event_type: EventType, title: str) -> Decision:
    username = scene.desk.host.username if scene.desk else ""
    facts = {"title": title, "lengths": event_type.lengths, "username": username, "code": event_type.code}
    return _done(scene).decide(says("terms.once", **facts))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return _done(scene).decide(sorry(refusal))
