"""When a host and others are all free, and booking one of these times for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot import wishes
from bot.decisions import Decision, Do, Look
from bot.mates import WISHING, Circle, Unclear, ask_which, asked_again, called, chosen
from bot.messages import Saying
from bot.scene import Scene, offer_slot, says
from bot.together import Ask, Together
from bot.understood import Act, Asked, Shift, Wish
from core.booking import Booking
from core.commands import Book, CreateEventType
from core.common import Common
from core.errors import Refusal
from core.event_types import Assignment, EventType, Mode, Visibility
from core.interval import Interval
from core.people import Host
from core.queries import CommonFree, ShowHost, ShowTeams, TeamPage
from core.zones import local

NAME = "common"
AHEAD = timedelta(days=14)
"""Where is looked when no time is said."""
OFFERED = 5
LOOKED_AT = 100
"""How many times are asked for, of which those that suit the words are shown."""
LENGTH = 30
TITLE = "Meeting"
"""What an event type is called that is made to book a common time."""
REACH = timedelta(days=90)
"""Longest stretch that is looked at."""
MOST = 20
"""Hosts whose time can be compared."""
NOON = 12


# -- hearing ---------------------------------------------------------------------------------------


def hear(scene: Scene) -> Decision | None:
    """Look for common time, or take up one that was shown; None if the message is about something else."""
    if scene.desk is None:
        return None
    said = scene.understood.together
    if said and said.ask is Ask.COMMON_FREE:
        length = scene.understood.lengths[0] if scene.understood.lengths else None
        return _begin(scene.remember(length=length), said, {}, scene.understood.wish)
    if scene.conversation.flow != NAME:
        return None
    again = chosen(scene, NAME)
    if again:
        return _begin(scene, *again, wishes.load_wish(scene.slots.get("wish")))
    return _going_on(scene)


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    if scene.conversation.flow != NAME:
        return ()
    match scene.conversation.step:
        case "offered":
            return (says("common.which"),)
        case "confirm":
            return (says("common.go_on"),)
        case _:
            return asked_again(scene, NAME)


def _going_on(scene: Scene) -> Decision | None:
    heard, step = scene.understood, scene.conversation.step
    invites = heard.text.lower().startswith("invite ")
    if not scene.tapped and not invites and not set(heard.acts) <= WISHING:
        return None
    kind = scene.tapped.value["kind"] if scene.tapped else ""
    if kind == "slot" and scene.tapped:
        return _pick(scene, scene.tapped.value["start"])
    if step == "confirm" and (kind == "do" or heard.has(Act.YES)):
        return _book(scene)
    if kind == "keep" or (
        step in ("confirm", "offered") and heard.has(Act.NO, Act.DECLINE) and not heard.wish
    ):
        return scene.cleared().decide(says("common.kept"))
    if heard.lengths:
        scene = scene.remember(length=heard.lengths[0])
    if heard.wish and heard.wish.windows:
        return _again(scene, heard.wish)
    if step in ("offered", "none") and heard.lengths:
        return _again(scene, wishes.load_wish(scene.slots.get("wish")))
    if step in ("offered", "confirm", "none") and heard.shift in (Shift.OTHER, Shift.LATER):
        return _again(scene, _after_shown(scene))
    if step == "offered" and (invites or heard.has(Act.BOOK, Act.YES)):
        return scene.decide(says("common.which"))
    return None


def _after_shown(scene: Scene) -> Wish:
    """Wish for what comes after the times that lie on the table."""
    shown = [slot for slot in map(offer_slot, scene.conversation.offers) if slot]
    after = max((slot.start for slot in shown), default=scene.now)
    return Wish(windows=(Interval(after + timedelta(minutes=1), after + AHEAD),))


def _begin(scene: Scene, said: Together, picked: Mapping[str, str], wish: Wish | None) -> Decision:
    problem = wishes.problem(wish) if wish else None
    if problem:
        return scene.decide(problem)
    kept = scene.cleared().remember(
        wish=wishes.dump_wish(wish) if wish and wish.windows else None,
        length=scene.slots.get("length") or LENGTH,
    )
    note = {"said": said, "picked": dict(picked)}
    return kept.decide(then=Look(ShowTeams(host_id=_me(scene).id), f"{NAME}:circle", note))


def _again(scene: Scene, wish: Wish) -> Decision:
    """Look for the same people at another time."""
    if "hosts" not in scene.slots:
        return scene.decide(says("common.how_many", n=MOST))
    kept = scene.remember(wish=wishes.dump_wish(wish))
    query = ShowTeams(host_id=_me(scene).id)
    return kept.decide(then=Look(query, f"{NAME}:again", {"hosts": scene.slots["hosts"]}))


def _me(scene: Scene) -> Host:
    if scene.desk is None:
        raise LookupError("only a host's own talk compares times")
    return scene.desk.host


# -- who, and when ---------------------------------------------------------------------------------


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with who they are, with the times at which they are free, or with what was booked."""
    match then:
        case "circle":
            return _named(scene, note["said"], note["picked"], tuple(result))
        case "stranger":
            return _known(scene, note, result.host)
        case "again":
            hosts = [each for page in result for each in page.hosts if str(each.id) in note["hosts"]]
            return _look(scene, (*_unique(hosts),))
        case "free":
            return _shown(scene, note["hosts"], tuple(result))
        case "made":
            return _book_it(scene, result.value)
        case _:
            return _booked(scene, result.value)


def _named(scene: Scene, said: Together, picked: Mapping[str, str], pages: tuple[TeamPage, ...]) -> Decision:
    circle = Circle(me=_me(scene), pages=pages, own=scene.event_types, picked=picked)
    known = {each.username for each in circle.hosts()}
    strangers = [n for n in said.people if n.startswith("@") and n[1:].lower() not in known]
    try:
        here = replace(said, people=tuple(n for n in said.people if n not in strangers))
        hosts = circle.people(here) + (circle.group(said.team) if said.everybody else ())
    except Unclear as unclear:
        return ask_which(scene, NAME, said, circle, unclear)
    return _next_stranger(scene, hosts, strangers)


def _next_stranger(scene: Scene, hosts: tuple[Host, ...], strangers: Sequence[str]) -> Decision:
    """Look up who was named by username and is in no team with the host; then look for times."""
    if not strangers:
        return _look(scene, _unique((*hosts, *_speaker(scene, hosts))))
    query = ShowHost(username=strangers[0][1:].lower())
    return scene.decide(then=Look(query, f"{NAME}:stranger", {"hosts": hosts, "strangers": strangers}))


def _known(scene: Scene, note: Mapping[str, Any], host: Host) -> Decision:
    return _next_stranger(scene, (*note["hosts"], host), note["strangers"][1:])


def _speaker(scene: Scene, hosts: Sequence[Host]) -> tuple[Host, ...]:
    """Whoever asks for one other person asks for the time of both."""
    return (_me(scene),) if len(hosts) < 2 else ()


def _unique(hosts: Sequence[Host]) -> tuple[Host, ...]:
    return tuple({each.id: each for each in hosts}.values())


def _look(scene: Scene, hosts: tuple[Host, ...]) -> Decision:
    if not 2 <= len(hosts) <= MOST:
        return scene.decide(says("common.how_many", n=MOST))
    query = CommonFree(
        host_ids=tuple(each.id for each in hosts),
        length=int(scene.slots["length"]),
        within=_within(scene),
        most=LOOKED_AT,
    )
    me = _me(scene)
    other = next(each for each in hosts if each.id != me.id)
    kept = scene.remember(
        hosts=[str(each.id) for each in hosts], other=[called(other), other.email or "", other.zone]
    )
    return kept.decide(then=Look(query, f"{NAME}:free", {"hosts": hosts}))


def _within(scene: Scene) -> Interval:
    windows = wishes.load_wish(scene.slots.get("wish")).windows
    if not windows:
        return Interval(scene.now, scene.now + AHEAD)
    start = max(scene.now, windows[0].start)
    end = min(max(start, windows[-1].end), start + REACH)
    return Interval(start, end + timedelta(minutes=int(scene.slots["length"])))


# -- what is shown ---------------------------------------------------------------------------------


def _shown(scene: Scene, hosts: tuple[Host, ...], found: tuple[Common, ...]) -> Decision:
    wish = wishes.load_wish(scene.slots.get("wish"))
    fitting = [each for each in found if _suits(each.slot, wish)]
    me = _me(scene)
    facts = {"names": _names(me, hosts), "length": int(scene.slots["length"]), "zone": scene.zone}
    if not fitting:
        return scene.at(NAME, "none", Asked.TIME).decide(says("common.none", **facts))
    best = sorted(_apart(fitting), key=lambda each: each.slot.start)
    values = [_choice(me, hosts, each) for each in best]
    laid, options = scene.offering(values)
    offer = Saying(phrase="common.offer", facts=facts, options=options)
    return laid.at(NAME, "offered", Asked.OFFER).decide(offer)


def _apart(found: Sequence[Common]) -> list[Common]:
    """Return the best times that do not overlap: five starts in one hour are hardly a choice."""
    kept: list[Common] = []
    for each in found:
        if len(kept) < OFFERED and not any(each.slot.overlaps(other.slot) for other in kept):
            kept.append(each)
    return kept


def _suits(slot: Interval, wish: Wish) -> bool:
    if wish.points:
        return slot.start in wish.points
    return not wish.windows or any(w.start <= slot.start < w.end for w in wish.windows)


def _choice(
    me: Host, hosts: tuple[Host, ...], each: Common
) -> tuple[Mapping[str, Any], str, Mapping[str, Any]]:
    value = {
        "kind": "slot",
        "start": each.slot.start.isoformat(),
        "length": each.slot.minutes,
        "flow": NAME,
    }
    strained = [host for host in hosts if host.name in each.strained]
    early = [host for host in strained if local(each.slot.start, host.zone).hour < NOON]
    facts = {
        "slot": each.slot,
        "elsewhere": [(called(host), host.zone) for host in hosts if host.id != me.id],
        "early": _names(me, early),
        "late": _names(me, [host for host in strained if host not in early]),
    }
    return value, "label.common", facts


def _names(me: Host, hosts: Sequence[Host]) -> tuple[str | None, ...]:
    """Return how people are called, the speaker last and as None."""
    others = [called(each) for each in hosts if each.id != me.id]
    return (*others, *((None,) if len(others) < len(hosts) else ()))


# -- booking one of them ---------------------------------------------------------------------------


def _pick(scene: Scene, start: str) -> Decision:
    """Ask whether to book it: as a collective event type of just these hosts, which is made if there is none."""
    slot = Interval.of(datetime.fromisoformat(start), int(scene.slots["length"]))
    if str(_me(scene).id) not in scene.slots["hosts"]:
        return scene.decide(says("common.without_you"))
    event_type = _fitting(scene)
    values: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        ({"kind": "do", "flow": NAME}, "label.confirm", {}),
        ({"kind": "keep", "flow": NAME}, "label.keep", {}),
    ]
    laid, options = scene.remember(start=start).offering(values)
    phrase = "common.confirm" if event_type else "common.confirm_new"
    facts = {"slot": slot, "length": slot.minutes, "title": event_type.title if event_type else ""}
    return laid.at(NAME, "confirm", Asked.CONFIRM).decide(Saying(phrase=phrase, facts=facts, options=options))


def _fitting(scene: Scene) -> EventType | None:
    """Return the host's event type in which exactly these hosts meet for that long, if there is one."""
    wanted, length = set(scene.slots["hosts"]), int(scene.slots["length"])
    return next(
        (
            each
            for each in scene.event_types
            if each.mode is Mode.COLLECTIVE
            and each.active
            and length in each.lengths
            and {str(part.host_id) for part in each.assignments} == wanted
        ),
        None,
    )


def _book(scene: Scene) -> Decision:
    event_type = _fitting(scene)
    if event_type:
        return _book_it(scene, event_type)
    length = int(scene.slots["length"])
    command = CreateEventType(
        host_id=_me(scene).id,
        title=TITLE,
        lengths=(length,),
        visibility=Visibility.UNLISTED,
        mode=Mode.COLLECTIVE,
        assignments=tuple(Assignment(host_id=each, required=True) for each in _parties(scene)),
    )
    return scene.decide(then=Do(command, f"{NAME}:made"))


def _parties(scene: Scene) -> tuple[UUID, ...]:
    """Return all who meet, the speaker first: the meeting is theirs."""
    ids = [UUID(each) for each in scene.slots["hosts"]]
    return tuple(sorted(ids, key=lambda each: each != _me(scene).id))


def _book_it(scene: Scene, event_type: EventType) -> Decision:
    """Book it with the first of the others as invitee, or without an address of theirs under that of the one who asks."""
    name, email, zone = scene.slots["other"]
    command = Book(
        request_id=f"{scene.incoming.key}:common",
        host_id=event_type.host_id,
        event_type_id=event_type.id,
        start=datetime.fromisoformat(scene.slots["start"]),
        length=int(scene.slots["length"]),
        name=name,
        email=email or scene.person.email,
        zone=zone,
        locale=scene.conversation.locale,
        verified=True,
        title=event_type.title,
    )
    return scene.decide(then=Do(command, f"{NAME}:booked"))


def _booked(scene: Scene, booking: Booking) -> Decision:
    done = scene.cleared().remember(booking=str(booking.id))
    return done.decide(says("common.booked", title=booking.title, slot=booking.slot))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    if then == "stranger":
        return scene.decide(says("common.no_such_host", words=note["strangers"][0]))
    if then == "made":
        return scene.decide(says("sharing.not_allowed"))
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))
