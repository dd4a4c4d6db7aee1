"""A host asks people which of several times suits them, sees how they voted, and books one of the times."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bot import wishes
from bot.decisions import Decision, Do, Look
from bot.mates import WISHING, plain
from bot.messages import Saying
from bot.scene import Scene, says
from bot.together import Ask, Together
from bot.understood import Act, Asked, Wish
from core.commands import ClosePoll, CreatePoll
from core.errors import Refusal
from core.event_types import EventType
from core.interval import Interval
from core.people import Host
from core.polls import Poll, Suits
from core.queries import MyPolls, ShowPoll

NAME = "polls"
UNMADE = ("times", "event_type")
"""Steps at which a poll is not made yet."""
FEWEST, MOST = 2, 20
"""How many times a poll may have."""


# -- hearing ---------------------------------------------------------------------------------------


def hear(scene: Scene) -> Decision | None:
    """Make, show or close a poll; None if the message is about something else."""
    if scene.desk is None:
        return None
    said = scene.understood.together
    if said and said.ask is Ask.NEW_POLL:
        return _new(scene.cleared(), said)
    if (
        said
        and said.ask is Ask.CANCEL_POLL
        and scene.conversation.step in UNMADE
        and scene.conversation.flow == NAME
    ):
        return scene.cleared().decide(says("polls.not_made"))
    if said and said.ask in _NOTES:
        note = {"ask": said.ask, "title": said.title, "option": said.option, "wish": scene.understood.wish}
        return scene.decide(then=Look(MyPolls(host_id=_me(scene).id), f"{NAME}:polls", note))
    if scene.conversation.flow != NAME:
        return None
    return _going_on(scene)


_NOTES = (Ask.SHOW_POLL, Ask.CLOSE_POLL, Ask.CANCEL_POLL)


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    if scene.conversation.flow != NAME:
        return ()
    match scene.conversation.step:
        case "times":
            return (says("polls.ask_times"),)
        case "event_type":
            return (says("events.which"),)
        case "close":
            return (says("polls.which_again"),)
        case "which":
            return (says("polls.which"),)
        case "cancel" | "confirm":
            return (says("polls.go_on"),)
        case _:
            return ()


def _me(scene: Scene) -> Host:
    if scene.desk is None:
        raise LookupError("only a host's own talk has polls")
    return scene.desk.host


def _going_on(scene: Scene) -> Decision | None:
    heard, step = scene.understood, scene.conversation.step
    if scene.tapped:
        return _tapped(scene, scene.tapped.value)
    named = [o for o in scene.conversation.offers if _is_named(scene, o.value)]
    if len(named) == 1:
        return _tapped(scene, named[0].value)
    if step == "times" and heard.wish and set(heard.acts) <= WISHING:
        return _new(scene, Together(ask=Ask.NEW_POLL, title=scene.slots.get("title", "")))
    if step in ("cancel", "confirm") and heard.has(Act.YES):
        return _close(scene, scene.slots["poll"], scene.slots.get("option"))
    if step in ("cancel", "confirm", "close", "which") and heard.has(Act.NO):
        return scene.cleared().decide(says("polls.kept"))
    return None


def _is_named(scene: Scene, value: Mapping[str, Any]) -> bool:
    """Say whether a choice on the table was typed: a poll by its title, an option by its time."""
    said, wish = plain(scene.understood.text), scene.understood.wish
    if value["kind"] == "poll":
        return bool(said) and said in plain(value["title"])
    if value["kind"] == "close" and "slot" in value and wish:
        start, end = (datetime.fromisoformat(each) for each in value["slot"])
        return _meant(wish, Interval(start, end))
    return False


def _tapped(scene: Scene, value: Mapping[str, Any]) -> Decision | None:
    match value["kind"]:
        case "event_type":
            chosen = scene.event_type(value["id"])
            return _make(scene, chosen) if chosen else None
        case "poll":
            note = {
                "ask": Ask(value["ask"]),
                "title": "",
                "option": value["option"],
                "wish": None,
                "id": value["id"],
            }
            return scene.decide(then=Look(MyPolls(host_id=_me(scene).id), f"{NAME}:polls", note))
        case "close":
            return _close(scene, value["poll"], value["option"])
        case "keep":
            return scene.cleared().decide(says("polls.kept"))
        case _:
            return None


# -- a new poll ------------------------------------------------------------------------------------


def _new(scene: Scene, said: Together) -> Decision:
    wish = scene.understood.wish
    kept = scene.remember(title=said.title or None)
    problem = wishes.problem(wish) if wish else None
    if problem:
        return kept.at(NAME, "times", Asked.TIME).decide(problem)
    points = sorted(set(wish.points)) if wish and not wish.readings else []
    if wish and wish.readings:
        return kept.at(NAME, "times", Asked.TIME).decide(says("polls.unclear"))
    if not FEWEST <= len(points) <= MOST:
        phrase = "polls.ask_more" if points or (wish and wish.windows) else "polls.ask_times"
        return kept.at(NAME, "times", Asked.TIME).decide(says(phrase, most=MOST))
    length = scene.understood.lengths[0] if scene.understood.lengths else None
    timed = kept.remember(points=[each.isoformat() for each in points], length=length)
    return _for_event_type(timed, said)


def _for_event_type(scene: Scene, said: Together) -> Decision:
    """Take the event type that is named or the only one that is open; else ask."""
    able = [each for each in scene.event_types if each.active]
    words = {said.event_words.lower(), (scene.slots.get("title") or "").lower()}
    named = [each for each in able if {each.title.lower(), each.code} & words] or (
        able if len(able) == 1 else []
    )
    if named:
        return _make(scene, named[0])
    if not able:
        return scene.cleared().decide(says("polls.no_event_type"))
    values = [
        (
            {"kind": "event_type", "id": str(each.id), "flow": NAME},
            "label.event_type",
            {"title": each.title, "lengths": each.lengths},
        )
        for each in able
    ]
    laid, options = scene.offering(values)
    question = Saying(phrase="polls.which_event_type", options=options)
    return laid.at(NAME, "event_type", Asked.EVENT_TYPE).decide(question)


def _make(scene: Scene, event_type: EventType) -> Decision:
    said = scene.slots.get("length")
    length = said if said in event_type.lengths else event_type.lengths[0]
    options = tuple(Interval.of(datetime.fromisoformat(each), length) for each in scene.slots["points"])
    command = CreatePoll(
        host_id=_me(scene).id,
        event_type_id=event_type.id,
        title=scene.slots.get("title") or event_type.title,
        options=options,
    )
    return scene.decide(then=Do(command, f"{NAME}:made"))


# -- polls that are open ---------------------------------------------------------------------------


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Read back what was made or closed, or go on with the polls that are open."""
    match then:
        case "made":
            return _made(scene, result.value)
        case "shown":
            return scene.decide(*_lines(scene, result))
        case "polls":
            return _wanted(scene, note, tuple(result))
        case _:
            return _closed(scene, note["option"], result.value)


def _made(scene: Scene, poll: Poll) -> Decision:
    head = says("polls.made", title=poll.title, zone=scene.zone)
    tail = says("polls.share", code=poll.code)
    return scene.cleared().decide(head, *_options(poll), tail)


def _options(poll: Poll) -> tuple[Saying, ...]:
    """Return a line for each time, with its votes, and whether it is taken by now."""
    taken = [not each for each in poll.free] or [False] * len(poll.options)
    return tuple(
        says("polls.option", number=n, slot=slot, taken="yes" if taken[n - 1] else "", **_votes(poll, n - 1))
        for n, slot in enumerate(poll.options, 1)
    )


def _wanted(scene: Scene, note: Mapping[str, Any], polls: tuple[Poll, ...]) -> Decision:
    ask: Ask = note["ask"]
    named = _named(note, polls)
    if not polls or not named:
        return scene.decide(says("polls.none_called" if polls else "polls.none", words=note["title"]))
    if ask is Ask.SHOW_POLL and len(named) == 1:  # by its link it is shown with what is free
        return scene.decide(then=Look(ShowPoll(code=named[0].code), f"{NAME}:shown"))
    if ask is Ask.SHOW_POLL:
        return scene.decide(*(line for poll in named for line in _lines(scene, poll)))
    if len(named) > 1:
        return _which(scene, ask, note["option"], named)
    if ask is Ask.CANCEL_POLL:
        return _confirm_cancel(scene, named[0])
    return _choose(scene, named[0], _option(named[0], note))


def _named(note: Mapping[str, Any], polls: Sequence[Poll]) -> list[Poll]:
    if "id" in note:
        return [each for each in polls if str(each.id) == note["id"]]
    words = plain(note["title"])
    return [each for each in polls if words in plain(each.title)]


def _option(poll: Poll, note: Mapping[str, Any]) -> int | None:
    """Return which option was named, by its place or by its time."""
    said, wish = note["option"], note["wish"]
    if said is not None:
        index = said if said >= 0 else len(poll.options) + said
        return index if 0 <= index < len(poll.options) else None
    fitting = [n for n, slot in enumerate(poll.options) if wish and _meant(wish, slot)]
    return fitting[0] if len(fitting) == 1 else None


def _meant(wish: Wish, slot: Interval) -> bool:
    return slot.start in wish.points or (
        not wish.points and any(w.start <= slot.start < w.end for w in wish.windows)
    )


def _lines(scene: Scene, poll: Poll) -> tuple[Saying, ...]:
    head = says(
        "polls.head",
        title=poll.title,
        n=len(poll.votes),
        zone=scene.zone,
        names=[each.name for each in poll.votes],
    )
    return (head, *_options(poll), says("polls.link", code=poll.code))


def _votes(poll: Poll, option: int) -> dict[str, Any]:
    def who(answer: Suits) -> list[str]:
        return [each.name for each in poll.votes if each.answers[option] is answer]

    return {"yes": who(Suits.YES), "maybe": who(Suits.MAYBE), "no": who(Suits.NO)}


def _which(scene: Scene, ask: Ask, option: int | None, polls: Sequence[Poll]) -> Decision:
    values = [
        (
            {
                "kind": "poll",
                "id": str(each.id),
                "title": each.title,
                "ask": ask.value,
                "option": option,
                "flow": NAME,
            },
            "label.name",
            {"name": each.title},
        )
        for each in polls[:8]
    ]
    laid, options = scene.offering(values)
    return laid.at(NAME, "which", Asked.EVENT_TYPE).decide(Saying(phrase="polls.which", options=options))


def _choose(scene: Scene, poll: Poll, option: int | None) -> Decision:
    """Have one time confirmed, or, if none was named, show them with their votes, the best first."""
    if option is not None:
        return _confirm(scene, poll, option)
    ranked = sorted(range(len(poll.options)), key=lambda n: (_score(poll, n), n))
    values = [
        (
            {
                "kind": "close",
                "poll": str(poll.id),
                "option": n,
                "slot": [poll.options[n].start.isoformat(), poll.options[n].end.isoformat()],
                "flow": NAME,
            },
            "label.poll_option",
            {
                "slot": poll.options[n],
                "yes": len(_votes(poll, n)["yes"]),
                "maybe": len(_votes(poll, n)["maybe"]),
            },
        )
        for n in ranked[:5]
    ]
    laid, options = scene.offering(values)
    question = Saying(
        phrase="polls.which_time", facts={"title": poll.title, "n": len(poll.votes)}, options=options
    )
    return laid.at(NAME, "close", Asked.OFFER).decide(question)


def _score(poll: Poll, option: int) -> tuple[int, int]:
    votes = _votes(poll, option)
    return (-len(votes["yes"]), -len(votes["maybe"]))


def _confirm(scene: Scene, poll: Poll, option: int) -> Decision:
    votes = _votes(poll, option)
    values: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        ({"kind": "close", "poll": str(poll.id), "option": option, "flow": NAME}, "label.confirm", {}),
        ({"kind": "keep", "flow": NAME}, "label.keep", {}),
    ]
    laid, options = scene.remember(poll=str(poll.id), option=option).offering(values)
    facts = {"title": poll.title, "slot": poll.options[option], "names": [*votes["yes"], *votes["maybe"]]}
    question = Saying(phrase="polls.confirm", facts=facts, options=options)
    return laid.at(NAME, "confirm", Asked.CONFIRM).decide(question)


def _confirm_cancel(scene: Scene, poll: Poll) -> Decision:
    values: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        ({"kind": "close", "poll": str(poll.id), "option": None, "flow": NAME}, "label.cancel_poll", {}),
        ({"kind": "keep", "flow": NAME}, "label.keep", {}),
    ]
    laid, options = scene.remember(poll=str(poll.id), option=None).offering(values)
    question = Saying(
        phrase="polls.confirm_cancel", facts={"title": poll.title, "n": len(poll.votes)}, options=options
    )
    return laid.at(NAME, "cancel", Asked.CONFIRM).decide(question)


def _close(scene: Scene, poll_id: str, option: int | None) -> Decision:
    command = ClosePoll(poll_id=UUID(poll_id), host_id=_me(scene).id, option=option)
    return scene.decide(then=Do(command, f"{NAME}:closed", {"option": option}))


def _closed(scene: Scene, option: int | None, poll: Poll) -> Decision:
    told = "yes" if poll.votes else ""
    if option is None:
        return scene.cleared().decide(says("polls.cancelled", title=poll.title, told=told))
    done = scene.cleared().remember(booking=str(poll.booking_id) if poll.booking_id else None)
    return done.decide(says("polls.closed", title=poll.title, slot=poll.options[option], told=told))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.cleared().decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))
