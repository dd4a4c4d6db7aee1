"""Who takes a message: controls first, then the flow that is open, then the flow that knows the topic."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from bot import bookable
from bot.calendar_wishes import CONNECTED
from bot.decisions import Decision
from bot.flows import (
    agenda,
    asides,
    booking,
    calendars,
    clashes,
    common,
    connecting,
    event_types,
    explaining,
    guests,
    managing,
    overview,
    polls,
    reaching,
    recurring,
    requests,
    schedules,
    series,
    settings,
    sharing,
    signing,
    teams,
    terms,
    waiting,
    waitlists,
    welcome,
)
from bot.messages import MAX_TEXT, Incoming, Saying
from bot.reach import Purpose
from bot.scene import PRESENTED, Scene, says
from bot.understood import Act, Asked
from core.errors import Refusal

MEANT = "meant"
"""Kind of the choices by which somebody says what they meant."""

START = "start"
"""The choice that a channel sends when a talk is opened."""


class Flow(Protocol):
    """What each module in `bot.flows` offers."""

    NAME: str

    def hear(self, scene: Scene) -> Decision | None:
        """Decide on a message; None if it is about something else."""
        ...

    def resume(self, scene: Scene) -> tuple[Saying, ...]:
        """Ask again what was open."""
        ...

    def learn(self, scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
        """Go on with what was looked up or done."""
        ...

    def refused(self, scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
        """Go on after a refusal."""
        ...


TOGETHER: tuple[Flow, ...] = (teams, sharing, common, polls, waitlists)
"""Flows about several people; what is said to them is a whole sentence, so they are asked before what is open."""
COMPANY: tuple[Flow, ...] = (waiting, series, guests)
"""Flows of invitees who wait for a seat, have booked several dates or bring somebody along."""
TOLD: tuple[Flow, ...] = (terms, schedules, recurring, overview, explaining)
"""Flows that take what the reader found to be a setting, or a question about one."""
ELSEWHERE: tuple[Flow, ...] = (connecting, calendars)
"""Flows about calendars that hosts keep elsewhere."""
JOINED = frozenset({f"{teams.NAME}:in", f"{teams.NAME}:created"})
"""What can be done in the midst of introducing oneself: a colleague was told to say it."""
SETTERS = frozenset({terms.NAME, schedules.NAME, recurring.NAME, overview.NAME})
FLOWS: Mapping[str, Flow] = {
    flow.NAME: flow
    for flow in (
        *(booking, managing, requests, welcome, settings, event_types, agenda, asides, reaching, clashes),
        *(*COMPANY, *TOLD, *TOGETHER, *ELSEWHERE, signing),
    )
}
INVITEE_ORDER: tuple[Flow, ...] = (*COMPANY, clashes, requests, managing, agenda, booking)
HOST_ORDER: tuple[Flow, ...] = (
    *TOLD,
    *(series, clashes, requests, managing, agenda, settings, event_types, welcome),
    *TOGETHER,
    *ELSEWHERE,
)
FREE_TEXT = frozenset({Asked.QUESTION, Asked.TITLE})


def hear(scene: Scene) -> Decision:
    """Decide on a message; of one that is no text, say so, and take its caption for the text."""
    odd = scene.incoming.odd
    if not odd:
        return _heard(scene)
    answer = _heard(scene) if scene.incoming.text.strip() or _is_new(scene) else _asked_again(scene)
    return answer.after(says(f"aside.odd_{odd}"))


def _is_new(scene: Scene) -> bool:
    """Whether somebody writes who has no talk of their own yet."""
    return scene.page is None and scene.desk is None


def _asked_again(scene: Scene) -> Decision:
    """Ask what was open; of an invitee with whom nothing is, when they would like to meet."""
    open_again = _resume(scene)
    if not open_again and scene.page and scene.conversation.version == 0:
        return booking.greet(scene)
    return scene.decide(*open_again)


def _heard(scene: Scene) -> Decision:
    if len(scene.incoming.text) > MAX_TEXT:
        return scene.decide(says("aside.too_long", n=MAX_TEXT))
    if is_presented(scene.incoming):
        return _presented(scene)
    opened = _opening(scene)
    if opened:
        return opened
    control = _control(scene)
    if control:
        return control
    scene = _meant(_picked(scene if scene.understood.again else scene.remember(why=None)))
    remarks = asides.remarks(scene) if scene.conversation.asked not in FREE_TEXT else ()
    decision = _route(scene)
    if decision is None:
        going = scene.understood.has(Act.THANKS, Act.GOODBYE)
        decision = scene.decide(*(() if going else _resume(scene))) if remarks else _at_a_loss(scene)
    return decision.after(*remarks)


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Hand what was looked up or done to the flow that asked for it."""
    flow, _, step = then.partition(":")
    decision = FLOWS[flow].learn(scene, step, note, result)
    if then == "welcome:registered":
        return _first_words(replace(scene, desk=result.value), decision)
    if (flow == reaching.NAME and step != "code") or then == f"{connecting.NAME}:link":
        return replace(decision, say=(*decision.say, *_open_question(scene, decision)))
    if then == "asides:zone":
        return _with_the_rest(replace(scene, person=result.value), decision)
    if (flow == settings.NAME and step == "done") or flow in SETTERS or then in JOINED:
        return replace(decision, say=(*decision.say, *_open_question(scene, decision)))
    return decision


def _with_the_rest(scene: Scene, zone_set: Decision) -> Decision:
    """Go on with what else was said beside one's place: “I'm in Lisbon, does Friday at 10 work?”, or with what was asked before."""
    rest = tuple(act for act in scene.understood.acts if act is not Act.SET_ZONE)
    if scene.understood.wish and rest:
        heard = replace(scene.understood, acts=rest, zone=None)
        more = _heard(replace(scene, understood=heard, conversation=zone_set.conversation))
        return more.after(*zone_set.say)
    again = _open_question(scene, zone_set) or (says("aside.when"),)
    return replace(zone_set, say=(*zone_set.say, *again))


def _open_question(scene: Scene, decision: Decision) -> tuple[Saying, ...]:
    """What another flow had asked before a setting was changed in between."""
    return _resume(replace(scene, conversation=decision.conversation))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Hand a refusal to the flow whose wish it was."""
    flow, _, step = then.partition(":")
    return FLOWS[flow].refused(scene, step, note, refusal)


def is_presented(incoming: Incoming) -> bool:
    """Whether a delivery stands for a code that was presented, or an account that was connected."""
    return (incoming.choice or "").startswith((PRESENTED, CONNECTED))


def _presented(scene: Scene) -> Decision:
    """Say what came of it, then ask again what is open; who is new here is not asked anything yet."""
    if (scene.incoming.choice or "").startswith(CONNECTED):
        return connecting.connected(scene)
    verdict = (scene.incoming.choice or "").removeprefix(PRESENTED)
    said = reaching.presented(scene, verdict)
    if verdict == Purpose.LINK.value and scene.page and not scene.conversation.flow:
        return booking.greet(scene).after(*said)
    return scene.decide(*said, *_resume(scene))


def _opening(scene: Scene) -> Decision | None:
    """The first words of a talk, or a talk opened again."""
    if _is_new(scene):
        return welcome.register(scene)
    if scene.incoming.choice != START:
        return None
    if scene.page:
        return booking.greet(scene)
    return scene.decide(says("welcome.back", host=scene.host.name if scene.host else ""))


def _control(scene: Scene) -> Decision | None:
    """Words that mean the same at any point."""
    heard = scene.understood
    if heard.reach:
        decision = signing.hear(scene) if heard.reach.ask in signing.ASKS else reaching.hear(scene)
        return replace(decision, say=(*decision.say, *(() if decision.then else _resume(scene))))
    if heard.calendars:
        return next((said for flow in ELSEWHERE if (said := flow.hear(scene))), None)
    if heard.has(Act.UNDO):
        return asides.undo(scene)
    if heard.has(Act.START_OVER):
        return asides.start_over(scene)
    if heard.has(Act.STOP) or _abandons(scene):
        return asides.stop(scene)
    if heard.has(Act.REPEAT) and scene.conversation.asked != Asked.CODE:
        again = _resume(scene)
        return scene.decide(*again) if again else None
    if scene.page and heard.zone and heard.has(Act.SET_ZONE):
        return asides.zone(scene, heard.zone)
    return None


def _abandons(scene: Scene) -> bool:
    """Whether “cancel that” was said in the middle of a booking that was not made yet."""
    making = scene.conversation.flow == booking.NAME and "booking" not in scene.slots
    return making and scene.understood.has(Act.CANCEL) and not scene.understood.has(Act.RESCHEDULE)


def _picked(scene: Scene) -> Scene:
    """Typed and tapped are one thing: "2", "the second" and the like are a tap on that choice."""
    offers, pick = scene.conversation.offers, scene.understood.pick
    if pick is None and scene.conversation.step == bookable.MOVE_OR_ANOTHER and _mere_yes(scene):
        pick = 0
    free_choice = scene.understood.has(Act.ANY) and scene.understood.wish is None
    if pick is None and scene.conversation.asked == Asked.OFFER and free_choice:
        pick = 0  # "any is fine"
    if scene.tapped is None and pick is not None and 0 <= pick < len(offers):
        return replace(scene, tapped=offers[pick])
    if scene.tapped is None and _asks_for_other_time(scene):
        return replace(scene, tapped=next(o for o in offers if o.value["kind"] == "manage"))
    return scene


def _mere_yes(scene: Scene) -> bool:
    heard = scene.understood
    return heard.has(Act.YES, Act.ACCEPT) and not heard.has(Act.BOOK) and heard.wish is None


def _meant(scene: Scene) -> Scene:
    """What was meant, chosen of two, is as if it had been said."""
    chosen = scene.tapped.value if scene.tapped else {}
    if chosen.get("kind") != MEANT:
        return scene
    heard = replace(scene.understood, acts=(Act(chosen["act"]),), pick=None)
    return replace(scene, tapped=None, understood=heard)


def _asks_for_other_time(scene: Scene) -> bool:
    """Whether a notice on the table asked for an answer, and the answer is another time."""
    kinds = {o.value["kind"] for o in scene.conversation.offers}
    other = scene.understood.has(Act.PROPOSE_TIME, Act.RESCHEDULE, Act.REQUEST_ALTERNATIVES)
    return {"answer", "manage"} <= kinds and other and not scene.understood.has(Act.ACCEPT, Act.DECLINE)


def _route(scene: Scene) -> Decision | None:
    order = INVITEE_ORDER if scene.page else HOST_ORDER
    for flow in (*_first(scene), *order):
        if flow is booking and scene.page is None:
            continue
        decision = flow.hear(scene)
        if decision is not None:
            return decision
    return _greeted(scene)


def _first(scene: Scene) -> tuple[Flow, ...]:
    """The flow to ask before all others: the tapped offer's, else the one that waits for an answer."""
    if scene.tapped:
        named = FLOWS.get(str(scene.tapped.value.get("flow", ""))) or FLOWS.get(scene.conversation.flow)
        return (named,) if named else ()
    if scene.page and scene.understood.has(Act.RESCHEDULE, Act.CANCEL, Act.QUERY_BOOKINGS):
        if scene.understood.everything:
            return (series,)
        return (managing,) if not scene.understood.has(Act.QUERY_BOOKINGS) else (agenda,)
    if scene.understood.together:
        return TOGETHER
    open_flow = FLOWS.get(scene.conversation.flow)
    waiting = open_flow is not None and scene.conversation.asked not in ("", Asked.NOTHING)
    return (open_flow,) if open_flow and waiting else ()


def _greeted(scene: Scene) -> Decision | None:
    if not scene.understood.has(Act.GREET):
        return None
    open_again = _resume(scene)
    if open_again:
        return scene.decide(says("aside.hello"), *open_again)
    if scene.page:
        return booking.greet(scene)
    return scene.decide(says("welcome.back", host=scene.host.name if scene.host else ""))


def _resume(scene: Scene) -> tuple[Saying, ...]:
    open_flow = FLOWS.get(scene.conversation.flow)
    return open_flow.resume(scene) if open_flow else ()


def _at_a_loss(scene: Scene) -> Decision:
    """Nothing was understood: say so once, and what can be said; never act on it."""
    if scene.conversation.step == "done" and scene.understood.has(Act.YES, Act.INFORM):
        return scene.decide(says("aside.ok"))
    if scene.page and scene.understood.has(Act.YES) and not scene.conversation.flow:
        return booking.greet(scene)
    if scene.stale:
        return scene.decide(says("aside.stale"), *_resume(scene))
    open_again = _resume(scene)
    if scene.understood.gist and scene.understood.other and not open_again:
        return _which(scene, (scene.understood.gist, scene.understood.other))
    if not open_again:  # a yes after this answers nothing
        scene = scene.at("", scene.conversation.step)
    phrase = "aside.lost" if open_again else f"aside.lost_{scene.side.value}"
    host = scene.host.name if scene.host else ""
    return scene.decide(says(phrase, host=host), *open_again)


def _which(scene: Scene, acts: tuple[Act, Act]) -> Decision:
    """Ask which of two was meant, where acting on a guess could do the wrong thing."""
    facts: dict[str, Any] = {}
    values = [({"kind": MEANT, "act": act.value}, f"label.act_{act.value}", facts) for act in acts]
    laid, options = scene.offering(values)
    return laid.decide(Saying(phrase="aside.which_act", facts={}, options=options))


def _first_words(scene: Scene, hello: Decision) -> Decision:
    """If the first message already set something up, do it as well."""
    told = replace(scene, conversation=hello.conversation)
    together = scene.understood.together
    if together and together.ask in teams.AT_FIRST:
        more = teams.hear(told)
    elif scene.understood.calendars:
        more = next((said for flow in ELSEWHERE if (said := flow.hear(told))), None)
    elif scene.understood.setting:
        more = next((said for flow in TOLD if (said := flow.hear(told))), None)
    elif settings.understood_change(scene.understood):
        more = settings.hear(told)
    else:
        return hello
    short = replace(hello.say[0], phrase="welcome.hello_short")
    return more.after(short) if more else hello
