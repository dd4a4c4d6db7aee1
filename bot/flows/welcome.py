"""A host's first hello: an account with hours, an event type and a link, at once; then name and e-mail."""

from collections.abc import Mapping
from typing import Any

from bot import details
from bot.decisions import Decision, Do
from bot.messages import Saying
from bot.scene import Scene, says
from bot.understood import Act, Asked
from core.commands import ChangeHost, ChangePerson, RegisterHost, SendCode
from core.errors import Code, Refusal
from core.names import slug
from core.people import Host
from core.queries import Desk

NAME = "welcome"
NAMELESS = "host-"
"""How made-up usernames begin, as long as the host has no name."""


def register(scene: Scene) -> Decision:
    """Make a host of whoever says hello."""
    command = RegisterHost(
        person_id=scene.person.id,
        name=scene.understood.name or scene.incoming.name or scene.person.name or "",
        zone=scene.person.zone or scene.understood.zone or "UTC",
        locale=scene.conversation.locale,
    )
    return scene.decide(then=Do(command, f"{NAME}:registered"))


def hear(scene: Scene) -> Decision | None:
    """Take name, e-mail, code or zone; None if the message is about something else."""
    if scene.desk is None:
        return register(scene)
    heard, asked = scene.understood, scene.conversation.asked
    if asked == Asked.CODE:
        step = details.code_step(scene, NAME)
        if step:
            return step
    if heard.has(Act.SKIP, Act.NO) and asked in (Asked.WHO, Asked.EMAIL, Asked.NAME, Asked.CODE):
        return scene.cleared().decide(says("welcome.later"))
    if asked == Asked.ZONE and heard.zone:
        return set_zone(scene, heard.zone)
    about_self = heard.has(Act.SET_NAME, Act.SET_EMAIL) or asked in (Asked.WHO, Asked.NAME, Asked.EMAIL)
    if about_self and (heard.name or heard.email):
        return _introduced(scene, scene.desk.host)
    if heard.has(Act.SET_ZONE) and heard.zone:
        return set_zone(scene, heard.zone)
    return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    match scene.conversation.asked:
        case Asked.WHO | Asked.EMAIL | Asked.NAME:
            return (says("welcome.who_again"),)
        case Asked.CODE:
            return (says("welcome.code", email=scene.slots.get("code_for") or ""),)
        case Asked.ZONE:
            return (says("welcome.zone"),)
        case _:
            return ()


def set_zone(scene: Scene, zone: str) -> Decision:
    """Move the host to another zone."""
    if scene.desk is None:
        return register(scene)
    note = {"old": scene.desk.host.zone}
    return scene.decide(then=Do(ChangeHost(host_id=scene.desk.host.id, zone=zone), f"{NAME}:zone", note))


def _introduced(scene: Scene, host: Host) -> Decision:
    """Take the name (and with it a username, if the old one was made up) and the e-mail."""
    heard = scene.understood
    kept = scene.remember(email=heard.email) if heard.email else scene
    if not heard.name:
        return _email(kept)
    made_up = host.username.startswith(NAMELESS)
    username = slug(heard.name.split()[0]) if made_up else None
    command = ChangeHost(host_id=host.id, name=heard.name, username=username or None)
    return kept.remember(name=heard.name).decide(then=Do(command, f"{NAME}:named"))


def _email(scene: Scene, *lead: Saying) -> Decision:
    address = scene.slots.get("email")
    if not address:
        person = scene.person
        if person.email:
            return scene.cleared().decide(*lead)
        return scene.at(NAME, "who", Asked.EMAIL).decide(*lead, says("welcome.email"))
    command = SendCode(subject=scene.owner, email=address)
    return scene.decide(*lead, then=Do(command, f"{NAME}:code_sent"))


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with what was done."""
    match then:
        case "registered":
            return _registered(scene, result.value)
        case "named":
            return _named(scene, result.value)
        case "person_named":
            return _email(scene)
        case "code_sent":
            asked = scene.remember(code_for=scene.slots.get("email")).at(NAME, "code", Asked.CODE)
            return asked.decide(says("welcome.code", email=scene.slots.get("email")))
        case "code_checked":
            checked = details.code_checked(scene, NAME, result.value)
            if isinstance(checked, Decision):
                return checked
            more = (says("welcome.calendars"),) if scene.providers else ()
            return checked.cleared().decide(says("welcome.verified", email=checked.slots.get("email")), *more)
        case "zone":
            return _zone_set(scene, result.value, note["old"])
        case _:
            return scene.decide()


def _zone_set(scene: Scene, host: Host, old: str) -> Decision:
    done = says("welcome.zone_set", zone=host.zone, old=old)
    if host.username.startswith(NAMELESS) and scene.conversation.asked == Asked.ZONE:
        return scene.at(NAME, "who", Asked.WHO).decide(done, says("welcome.who"))
    return scene.cleared().decide(done)


def _registered(scene: Scene, desk: Desk) -> Decision:
    host, schedule, event_type = desk.host, desk.schedules[0], desk.event_types[0]
    hello = says(
        "welcome.hello",
        weekly=schedule.weekly,
        zone=host.zone,
        title=event_type.title,
        lengths=event_type.lengths,
        username=host.username,
        code=event_type.code,
    )
    if scene.person.zone is None and not scene.understood.zone:
        return scene.at(NAME, "zone", Asked.ZONE).decide(hello, says("welcome.zone"))
    if scene.understood.name and scene.understood.email:
        return _email(scene.remember(email=scene.understood.email), hello)
    if host.name and scene.person.email:
        return scene.cleared().decide(hello, says("welcome.try"))
    return scene.at(NAME, "who", Asked.WHO).decide(hello, says("welcome.who"))


def _named(scene: Scene, host: Host) -> Decision:
    event_type = scene.event_types[0] if scene.event_types else None
    phrase = "welcome.renamed" if scene.person.name else "welcome.named"
    thanks = says(
        phrase, host=host.name, username=host.username, code=event_type.code if event_type else None
    )
    command = ChangePerson(person_id=scene.person.id, name=host.name)
    return scene.decide(thanks, then=Do(command, f"{NAME}:person_named"))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """A username that is taken is left as it is; anything else is said."""
    if then == "named" and refusal.code in (Code.NAME_TAKEN, Code.INVALID) and scene.desk:
        field = refusal.facts.get("field")
        if field != "name":
            command = ChangeHost(host_id=scene.desk.host.id, name=scene.slots.get("name"))
            return scene.decide(then=Do(command, f"{NAME}:named"))
    return scene.decide(says(f"refused.{refusal.code.value}", host="", **refusal.facts))
