"""Who waits for a seat in which class, as the host sees it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from bot.decisions import Decision, Look
from bot.mates import plain
from bot.messages import Saying
from bot.scene import Scene, says
from bot.together import Ask, Together
from core.errors import Refusal
from core.event_types import EventType
from core.queries import ShowWaitlist
from core.waiting import Standing, Waiting

NAME = "waitlists"
SHOWN = 10
"""Most people shown of one line."""
CLASSES = 6


def hear(scene: Scene) -> Decision | None:
    """Look up who waits; None if the message is about something else."""
    said = scene.understood.together
    if scene.desk is None or said is None or said.ask is not Ask.SHOW_WAITLIST:
        return None
    if said.title:
        return scene.decide(says("events.unknown", words=said.title))
    query = ShowWaitlist(host_id=scene.desk.host.id)
    return scene.decide(then=Look(query, f"{NAME}:shown", {"said": said, "wish": scene.understood.wish}))


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """List who waits, class by class, in the order in which they are asked."""
    said: Together = note["said"]
    event_type = _named(scene, said.event_words)
    wish = note["wish"]
    lines: list[Waiting] = [
        each
        for each in result
        if (event_type is None or each.event_type_id == event_type.id)
        and (wish is None or not wish.windows or any(w.overlaps(each.slot) for w in wish.windows))
    ]
    if not lines:
        return scene.decide(says("waitlists.none", title=event_type.title if event_type else ""))
    classes = [list(line) for _, line in groupby(lines, key=lambda each: each.session)]
    told = [saying for line in classes[:CLASSES] for saying in _line(scene, line)]
    more = len(classes) - CLASSES
    return scene.decide(*told, *((says("waitlists.more", n=more),) if more > 0 else ()))


def _named(scene: Scene, words: str) -> EventType | None:
    said = plain(words)
    return next((e for e in scene.event_types if said and said in (plain(e.title), e.code)), None)


def _line(scene: Scene, line: list[Waiting]) -> tuple[Saying, ...]:
    first = line[0]
    event_type = scene.event_type(first.event_type_id)
    title = event_type.title if event_type else ""
    head = says("waitlists.head", title=title, slot=first.slot, n=len(line))
    people = [
        says(
            "waitlists.person",
            number=number,
            name=each.invitee.name,
            seats=each.seats if each.seats > 1 else None,
            until=each.offered_until if each.standing is Standing.OFFERED else None,
        )
        for number, each in enumerate(line[:SHOWN], start=1)
    ]
    more = len(line) - SHOWN
    return (head, *people, *((says("agenda.more", n=more),) if more > 0 else ()))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))
