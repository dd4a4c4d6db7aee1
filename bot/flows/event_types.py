"""A host makes, changes, pauses and deletes event types by talking."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from bot import kept, told
from bot.decisions import Decision, Do, Look
from bot.messages import Saying
from bot.scene import Scene, says, where
from bot.sorry import sorry
from bot.terms import Terms, prices_of
from bot.understood import Act, Asked
from core.commands import ChangeEventType, CreateEventType, DeleteEventType
from core.errors import Refusal
from core.event_types import EventType, Place, PlaceKind, Question, Visibility
from core.jsonable import dump, load
from core.queries import HostDesk
from core.rooms import MADE, WITH_EVENT

NAME = "event_types"
ABOUT_ONE = (
    Act.SET_LENGTH,
    Act.SET_PLACE,
    Act.SET_APPROVAL,
    Act.SET_QUESTION,
    Act.RENAME_EVENT_TYPE,
    Act.DELETE_EVENT_TYPE,
)


def hear(scene: Scene) -> Decision | None:
    """Make or change an event type; None if the message is about something else."""
    if scene.desk is None:
        return None
    heard = scene.understood
    if scene.conversation.flow == NAME:
        going_on = _going_on(scene)
        if going_on:
            return going_on
    if heard.has(Act.NEW_EVENT_TYPE):
        return _create(scene)
    if heard.has(Act.SHOW_EVENT_TYPES):
        return scene.decide(then=Look(HostDesk(host_id=scene.desk.host.id), f"{NAME}:show"))
    if heard.has(*ABOUT_ONE):
        return _change(scene)
    return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    return (says("events.ask_title"),) if scene.conversation.asked == Asked.TITLE else ()


def _going_on(scene: Scene) -> Decision | None:
    heard = scene.understood
    if (
        scene.conversation.asked == Asked.TITLE
        and heard.text
        and not heard.has(Act.NEW_EVENT_TYPE, *ABOUT_ONE)
    ):
        return _create(scene.remember(title=heard.title or heard.text[:100]))
    if scene.tapped and not heard.has(*ABOUT_ONE):
        return _picked(scene, scene.tapped.value)
    if scene.conversation.step == "delete" and heard.has(Act.YES):
        return _delete(scene, scene.slots["event_type"])
    if scene.conversation.step == "delete" and heard.has(Act.NO):
        return scene.cleared().decide(says("events.kept"))
    return None


def _picked(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    match value["kind"]:
        case "event_type":
            pending = scene.slots.get("pending", {})
            target = scene.event_type(value["id"])
            return _apply(scene, target, pending) if target else None
        case "delete":
            return _delete(scene, value["id"])
        case "keep":
            return scene.cleared().decide(says("events.kept"))
        case _:
            return None


def _create(scene: Scene) -> Decision:
    heard = scene.understood
    kept = {
        "title": heard.title or scene.slots.get("title"),
        "lengths": list(heard.lengths) or scene.slots.get("lengths") or [30],
        "place": [heard.place.kind.value, heard.place.detail] if heard.place else scene.slots.get("place"),
        "question": heard.question or scene.slots.get("question"),
        "approval": heard.approval if heard.approval is not None else scene.slots.get("approval"),
        "terms": dump(heard.setting) if isinstance(heard.setting, Terms) else scene.slots.get("terms"),
    }
    if not kept["title"]:
        return scene.remember(**kept).at(NAME, "title", Asked.TITLE).decide(says("events.ask_title"))
    return scene.decide(then=Do(_creation(scene, kept), f"{NAME}:created", {"terms": kept["terms"]}))


def _creation(scene: Scene, kept: Mapping[str, Any]) -> CreateEventType:
    place = Place(PlaceKind(kept["place"][0]), kept["place"][1]) if kept["place"] else Place()
    asked = kept["question"]
    questions = (Question(id=_question_id(scene), text=asked, required=True),) if asked else ()
    made = CreateEventType(
        host_id=_host_id(scene),
        title=kept["title"],
        lengths=tuple(kept["lengths"]),
        place=place,
        questions=questions,
        approval=bool(kept["approval"]),
    )
    return _with_terms(made, load(Terms, kept["terms"])) if kept["terms"] else made


def _with_terms(made: CreateEventType, terms: Terms) -> CreateEventType:
    """Add what was said of prices, seats, limits and the like. A price without a currency is asked for afterwards."""
    plain = {name: getattr(terms, name) for name in _PLAIN if getattr(terms, name) is not None}
    with suppress(ValueError):
        made = replace(made, prices=prices_of(terms.rates, made.lengths))
    return replace(made, rules=terms.rules, secret=terms.secret, **plain)


_PLAIN = ("seats", "waitlist", "most_guests", "series_most", "visibility", "description")


def _question_id(scene: Scene) -> UUID:
    """Return an id for a question: derived from the delivery, so that the same turn makes the same question."""
    return uuid5(NAMESPACE_URL, scene.incoming.key)


def _host_id(scene: Scene) -> UUID:
    if scene.desk is None:
        raise LookupError("only a host's own talk has event types to change")
    return scene.desk.host.id


def _change(scene: Scene) -> Decision:
    """Change the event type that is named, the only one, or ask which."""
    heard = scene.understood
    pending = {
        "act": next(a.value for a in heard.acts if a in ABOUT_ONE),
        "lengths": list(heard.lengths),
        "place": [heard.place.kind.value, heard.place.detail] if heard.place else None,
        "question": heard.question,
        "required": heard.required,
        "approval": heard.approval,
        "title": heard.title,
    }
    words = heard.event_words.lower()
    named = [e for e in scene.event_types if words and (words == e.code or words in e.title.lower())]
    if words and not named:
        return scene.decide(says("events.unknown", words=heard.event_words))
    meant = named or scene.event_types
    if len(meant) == 1:
        return _apply(scene, meant[0], pending)
    values = [
        (
            {"kind": "event_type", "id": str(e.id), "flow": NAME},
            "label.event_type",
            {"title": e.title, "lengths": e.lengths},
        )
        for e in meant
    ]
    laid, options = scene.remember(pending=pending).offering(values)
    question = Saying(phrase="events.which", facts={}, options=options)
    return laid.at(NAME, "which", Asked.EVENT_TYPE).decide(question)


def _apply(scene: Scene, target: EventType, pending: Mapping[str, Any]) -> Decision:
    act = Act(pending["act"])
    if act is Act.DELETE_EVENT_TYPE:
        return _confirm_delete(scene, target)
    command = _command(scene, target, act, pending)
    if command is None:
        return scene.cleared().decide(says("events.what", title=target.title))
    return scene.decide(then=Do(command, f"{NAME}:changed", {"act": act, "old": target.title}))


def _command(scene: Scene, target: EventType, act: Act, pending: Mapping[str, Any]) -> ChangeEventType | None:
    blank = ChangeEventType(host_id=_host_id(scene), event_type_id=target.id)
    match act:
        case Act.SET_LENGTH if pending["lengths"]:
            return replace(blank, lengths=tuple(pending["lengths"]))
        case Act.SET_PLACE if pending["place"]:
            return replace(blank, place=Place(PlaceKind(pending["place"][0]), pending["place"][1]))
        case Act.SET_APPROVAL if pending["approval"] is not None:
            return replace(blank, approval=pending["approval"])
        case Act.SET_QUESTION if pending["question"]:
            asked = Question(id=_question_id(scene), text=pending["question"], required=pending["required"])
            return replace(blank, questions=(*target.questions, asked))
        case Act.RENAME_EVENT_TYPE if pending["title"]:
            return replace(blank, title=pending["title"])
        case _:
            return None


def _confirm_delete(scene: Scene, target: EventType) -> Decision:
    values = [
        ({"kind": "delete", "id": str(target.id), "flow": NAME}, "label.delete", {"title": target.title}),
        ({"kind": "keep", "flow": NAME}, "label.keep", {}),
    ]
    laid, options = scene.remember(event_type=str(target.id)).offering(values)
    question = Saying(phrase="events.confirm_delete", facts={"title": target.title}, options=options)
    return laid.at(NAME, "delete", Asked.CONFIRM).decide(question)


def _delete(scene: Scene, event_type_id: str) -> Decision:
    command = DeleteEventType(host_id=_host_id(scene), event_type_id=UUID(event_type_id))
    return scene.decide(then=Do(command, f"{NAME}:deleted"))


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Read back what was made, changed or deleted."""
    if then == "show":
        lines = [says("events.line", **_facts(e, scene)) for e in result.event_types]
        return scene.decide(says("events.list", n=len(lines)), *lines)
    event_type = result.value
    facts = _facts(event_type, scene)
    match then:
        case "created":
            about = scene.cleared().remember(about=str(event_type.id))
            more = (*_terms_told(event_type, facts, note["terms"]), *_room_told(scene, event_type))
            return about.decide(says("events.created", **facts), *more)
        case "changed":
            done = says(_changed(note["act"], event_type), old=note["old"], **facts)
            more = _room_told(scene, event_type) if note["act"] == Act.SET_PLACE else ()
            return scene.cleared().remember(about=str(event_type.id)).decide(done, *more)
        case _:
            return scene.cleared().decide(says("events.deleted", title=event_type.title))


def _terms_told(event_type: EventType, link: dict[str, Any], terms: Any) -> Iterator[Saying]:
    """Say what was set along with a new event type, each in a line, and ask for what is missing."""
    if not terms:
        return
    yield from told.properties_told(event_type, told.properties_set(event_type), link)
    yield from told.rules_told(event_type.rules)
    if any(rate["amount"] for rate in terms["rates"]) and not event_type.prices:
        yield says("terms.ask_currency", title=event_type.title)


def _room_told(scene: Scene, event_type: EventType) -> tuple[Saying, ...]:
    """Say what is missing where a room is to be made for each booking, and cannot be yet."""
    place = event_type.place
    if place.detail or place.kind not in MADE:
        return ()
    provider = WITH_EVENT.get(place.kind)
    if provider is None:
        return () if scene.makes_rooms else (says("events.zoom_needs"),)
    calendars = kept.every(scene.desk.calendars) if scene.desk else ()
    made = any(each.target and each.provider is provider for each in calendars)
    return () if made else (Saying(phrase=f"events.{place.kind.value}_needs"),)


def _changed(act: Act, event_type: EventType) -> str:
    """Return the phrase that reads back what was changed."""
    if act is Act.SET_APPROVAL:
        return "events.approval_on" if event_type.approval else "events.approval_off"
    return f"events.changed_{act.value}"


def _facts(event_type: EventType, scene: Scene) -> dict[str, Any]:
    return {
        "title": event_type.title,
        "lengths": event_type.lengths,
        "place": where(event_type.place),
        "username": scene.desk.host.username if scene.desk else "",
        "code": event_type.code,
        "questions": [q.text for q in event_type.questions],
        "approval": "yes" if event_type.approval else "",
        "paused": "" if event_type.active else "yes",
        "once": "yes" if event_type.single_use else "",
        "unlisted": "yes"
        if event_type.visibility is Visibility.UNLISTED and not event_type.single_use
        else "",
    }


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.cleared().decide(sorry(refusal))
