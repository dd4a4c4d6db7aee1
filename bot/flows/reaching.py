"""Where somebody is reached: rooms that are joined by a code, talks that go on elsewhere, and where news are told."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from bot.decisions import Decision, Do
from bot.messages import Saying
from bot.reach import VALID, Ask, Disown, IssueVoucher, Purpose, Reach
from bot.scene import Scene, says
from core.commands import ChangePerson
from core.errors import Refusal

NAME = "reaching"
MAIL, ONLY = "email", "only"
REMINDER = "reminder:"
MINUTES = int(VALID.total_seconds()) // 60
PURPOSES: Mapping[Ask, Purpose] = {Ask.CONNECT: Purpose.LINK, Ask.CONTINUE: Purpose.CONTINUE}


def hear(scene: Scene) -> Decision:
    """Do what somebody says about where they are reached."""
    reach = scene.understood.reach
    if scene.tapped and scene.tapped.value.get("kind") == "disown":
        return _disown(scene, scene.tapped.value)
    if reach is None:
        return scene.decide()
    if reach.ask is Ask.SHOW:
        return scene.decide(*_shown(scene))
    if reach.channel and reach.channel != MAIL and reach.channel not in scene.doors:
        return scene.decide(_not_here(scene, reach.channel))
    if reach.ask in PURPOSES:
        return _code(scene, PURPOSES[reach.ask], reach.channel)
    return _prefer(scene, reach)


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _not_here(scene: Scene, channel: str) -> Saying:
    others = [each for each in scene.doors if each != "webchat"]
    return says("reach.not_here", channel=channel, others=others)


def _code(scene: Scene, purpose: Purpose, channel: str) -> Decision:
    if channel == scene.incoming.address.channel:
        return scene.decide(says("reach.here"))
    if channel == MAIL:
        return scene.decide(_not_here(scene, channel))
    command = IssueVoucher(
        person_id=scene.person.id, purpose=purpose, address=scene.conversation.address.key, bound=channel
    )
    return scene.decide(then=Do(command, f"{NAME}:code", {"channel": channel}))


def _disown(scene: Scene, value: Mapping[str, Any]) -> Decision:
    previous = value.get("previous")
    command = Disown(
        person_id=scene.person.id,
        channel=value["channel"],
        account=value["account"],
        room=value["room"],
        previous=UUID(previous) if previous else None,
    )
    return scene.decide(then=Do(command, f"{NAME}:disowned"))


# -- where news are told -----------------------------------------------------------------------------


def _prefer(scene: Scene, reach: Reach) -> Decision:
    wished = WISHES[reach.ask](scene.person.notify, reach.channel)
    host_id = scene.desk.host.id if scene.desk else None
    command = ChangePerson(person_id=scene.person.id, notify=wished, host_id=host_id)
    note = {"ask": reach.ask.value, "channel": reach.channel}
    return scene.decide(then=Do(command, f"{NAME}:preferred", note))


def _only(said: tuple[str, ...], channel: str) -> tuple[str, ...]:
    return (channel, ONLY)


def _first(said: tuple[str, ...], channel: str) -> tuple[str, ...]:
    return (channel, *(each for each in said if each not in (channel, ONLY, f"-{channel}")))


def _reminders(said: tuple[str, ...], channel: str) -> tuple[str, ...]:
    kept = (each for each in said if not each.startswith(REMINDER) and each != f"-{channel}")
    return (f"{REMINDER}{channel}", *kept)


def _never(said: tuple[str, ...], channel: str) -> tuple[str, ...]:
    kept = (each for each in said if each not in (channel, f"-{channel}", f"{REMINDER}{channel}"))
    return (*kept, f"-{channel}")


WISHES: Mapping[Ask, Callable[[tuple[str, ...], str], tuple[str, ...]]] = {
    Ask.ONLY: _only,
    Ask.PREFER: _first,
    Ask.REMINDERS: _reminders,
    Ask.NEVER: _never,
}
"""What becomes of `Person.notify` by what is said."""


def _shown(scene: Scene) -> tuple[Saying, ...]:
    said = scene.person.notify
    first = [each for each in said if each[0] != "-" and ":" not in each and each != ONLY]
    reminders = [each.removeprefix(REMINDER) for each in said if each.startswith(REMINDER)]
    never = [each[1:] for each in said if each[0] == "-"]
    told = says("reach.first", channels=first) if first else says("reach.anywhere")
    more = [(reminders, "reach.reminders_on"), (never, "reach.never_on")]
    return (told, *(Saying(phrase=phrase, facts={"channels": where}) for where, phrase in more if where))


def _connect(scene: Scene, channel: str) -> tuple[Saying, ...]:
    """Say how to join a network that may not be joined yet."""
    if channel in (MAIL, "webchat", scene.incoming.address.channel):
        return ()
    return (says("reach.how_to_connect", channel=channel),)


# -- what came of it ---------------------------------------------------------------------------------


def presented(scene: Scene, verdict: str) -> tuple[Saying, ...]:
    """Say what came of a code that was presented here."""
    name, _, bound = verdict.partition(":")
    facts = {"channel": bound, "name": scene.person.name or ""}
    return (Saying(phrase=f"reach.{VERDICTS.get(name, 'wrong')}", facts=facts),)


VERDICTS: Mapping[str, str] = {
    Purpose.LINK.value: "linked",
    Purpose.CONTINUE.value: "continued",
    **{
        name: name
        for name in ("wrong", "expired", "used", "another", "elsewhere", "here", "pause", "private")
    },
}
"""The phrase for each end that a code can come to."""


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Tell the code, or what was changed."""
    channel = str(note.get("channel", ""))
    match then:
        case "code":
            return scene.decide(_told(scene, channel, str(result.value)))
        case "preferred":
            said = Saying(phrase=f"reach.set_{note['ask']}", facts={"channel": channel})
            more = () if note["ask"] == Ask.NEVER.value else _connect(scene, channel)
            return scene.decide(said, *more)
        case _:
            return scene.decide(says("reach.disowned"))


def _told(scene: Scene, channel: str, code: str) -> Saying:
    if not channel:
        return says("reach.code", code=code, minutes=MINUTES)
    link = scene.doors[channel](code)
    return says("reach.code_on", code=code, minutes=MINUTES, channel=channel, link=link)


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(Saying(phrase="reach.enough"))
