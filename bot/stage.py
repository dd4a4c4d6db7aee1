"""Before a turn: read what is known of the talk, the person and the host, and what the reader may know of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from bot.conversation import Conversation
from bot.identity import vouched_for
from bot.messages import Address, Incoming
from bot.phrases import language
from bot.ports import UnitOfWork
from bot.rooms import same_person
from bot.scene import offer_slot
from bot.terms import NO_HOURS
from bot.understood import Asked, Hearing
from bot.wishes import load_wish
from core.errors import Refused
from core.hours import Schedule, WeeklyHours
from core.interval import Interval
from core.people import Host, Person
from core.ports import World
from core.queries import Desk, HostDesk, HostPage, ShowHost
from core.usecases import answer
from core.zones import local_date, zone_names

PICKED_BY = {"merge_rules": "join", "replace_rule": "place"}
"""Words by which answers about recurring rules that meet may be picked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is known when a turn begins."""

    now: datetime
    conversation: Conversation
    person: Person
    new_person: bool = False
    joins: bool = False
    """Whether the room is from now on this person's: the channel vouches for an address that they proved elsewhere."""
    former: UUID | None = None
    """Who the talk's person was before it turned out that they are this one."""
    proves: bool = False
    """Whether something of the person is proved by the channel, and not kept yet."""
    desk: Desk | None = None
    page: HostPage | None = None
    schedule: Schedule | None = None
    known: bool = True
    """False if the talk is with a host who does not exist."""


def thread_host(thread: str) -> tuple[str, str | None]:
    """Return username and event type code of a thread such as `@anna/intro`."""
    username, _, code = thread.removeprefix("@").partition("/")
    return username, code or None


async def set_stage(uow: UnitOfWork, world: World, incoming: Incoming) -> Stage:
    """Read everything that a turn needs; at most one query per kind of thing."""
    address = incoming.address
    kept = await uow.conversations.get(address)
    conversation = kept or Conversation(address=address)
    person, new = await _person(uow, world, conversation, incoming)
    vouched = await vouched_for(uow, person, incoming)
    joins = vouched.id != person.id
    conversation = replace(conversation, person_id=vouched.id, locale=_locale(kept, incoming, vouched))
    stage = Stage(
        now=world.clock.now(),
        conversation=conversation,
        person=vouched,
        new_person=new and not joins,
        joins=joins,
        former=person.id if joins and not new else None,
        proves=vouched != person and not joins,
    )
    if address.thread:
        return await _with_host(uow, world, stage, address)
    return await _own(uow, world, stage)


async def person_at(uow: UnitOfWork, where: Address) -> UUID | None:
    """Return whose a room is."""
    for room in same_person(where.room):
        found = await uow.conversations.person_at(where.channel, where.account, room)
        if found:
            return found
    return None


def _locale(kept: Conversation | None, incoming: Incoming, person: Person) -> str:
    """Return the talk's language and formats: those that it came to, unless the channel says another country of that language."""
    if kept is None:
        return incoming.locale or person.locale
    said = incoming.locale or kept.locale
    return said if language(said) == language(kept.locale) else kept.locale


async def _person(
    uow: UnitOfWork, world: World, conversation: Conversation, incoming: Incoming
) -> tuple[Person, bool]:
    where = incoming.address
    known = conversation.person_id or await uow.conversations.person_at(
        where.channel, where.account, where.room
    )
    person = await uow.people.person(known) if known else None
    if person:
        return person, False
    now = world.clock.now()
    fresh = Person(
        id=world.chance.uuid(),
        name=incoming.name,
        zone=incoming.zone if incoming.zone in zone_names() else None,
        locale=incoming.locale or "en",
        created_at=now,
        updated_at=now,
    )
    return fresh, True


async def _with_host(uow: UnitOfWork, world: World, stage: Stage, address: Address) -> Stage:
    username, code = thread_host(address.thread)
    page = await _page(uow, world, stage.conversation, username)
    if page is None:
        return replace(stage, known=False)
    conversation = replace(stage.conversation, host_id=page.host.id, event_type_code=code)
    schedules = await uow.availability.schedules(page.host.id)
    return replace(stage, conversation=conversation, page=page, schedule=next(iter(schedules), None))


async def _page(uow: UnitOfWork, world: World, conversation: Conversation, username: str) -> HostPage | None:
    """Find the host by the link, or, if the host has taken another username since, by the talk's memory."""
    try:
        page: HostPage = await answer(uow, world, ShowHost(username=username))
    except Refused:
        return await _remembered(uow, world, conversation)
    return page


async def _remembered(uow: UnitOfWork, world: World, conversation: Conversation) -> HostPage | None:
    host: Host | None = await uow.people.host(conversation.host_id) if conversation.host_id else None
    if host is None:
        return None
    page: HostPage = await answer(uow, world, ShowHost(username=host.username))
    return page


async def _own(uow: UnitOfWork, world: World, stage: Stage) -> Stage:
    if stage.new_person:
        return stage
    host = await uow.people.host_of(stage.person.id)
    if host is None:
        return stage
    desk: Desk = await answer(uow, world, HostDesk(host_id=host.id))
    return replace(stage, desk=desk, schedule=next(iter(desk.schedules), None))


def hearing(stage: Stage) -> Hearing:
    """Tell the reader what it may know."""
    conversation = stage.conversation
    wish = load_wish(conversation.slots.get("wish"))
    schedule = stage.schedule
    return Hearing(
        now=stage.now,
        zone=_zone(stage),
        locale=conversation.locale,
        asked=Asked(conversation.asked) if conversation.asked in set(Asked) else Asked.NOTHING,
        offers=tuple(offer_slot(o) for o in conversation.offers),
        labels=tuple(_label(stage, o.value) for o in conversation.offers),
        anchor=_anchor(conversation),
        anchor_days=_asked_about(conversation, _zone(stage))
        or wish.days
        or _days_on_the_table(conversation, _zone(stage)),
        anchor_clock=wish.clock,
        hours=schedule.weekly if schedule else None,
        weekly=_own_hours(stage),
        hours_zone=schedule.zone if schedule else None,
        is_host=stage.page is None,
        event_titles=_titles(stage),
        calendars=_calendars(stage),
        schedules=tuple((each.name, each.weekly) for each in stage.desk.schedules) if stage.desk else (),
    )


def _own_hours(stage: Stage) -> WeeklyHours | None:
    """The hours that the speaker changes by telling hours: none yet while a new schedule is asked for."""
    if stage.desk is None:
        return None
    return NO_HOURS if "new_schedule" in stage.conversation.slots else stage.desk.schedules[0].weekly


def _days_on_the_table(conversation: Conversation, zone: str) -> tuple[date, ...]:
    """The day of the times last shown, if it is one: "at 3" then means that day."""
    slots = [slot for slot in map(offer_slot, conversation.offers) if slot]
    days = {local_date(slot.start, zone) for slot in slots}
    return tuple(days) if len(days) == 1 else ()


def _asked_about(conversation: Conversation, zone: str) -> tuple[date, ...]:
    """The day of the time about which somebody just asked why it is not free: "and 4?" then means that day."""
    start = conversation.slots.get("why")
    return (local_date(datetime.fromisoformat(start), zone),) if start else ()


def _zone(stage: Stage) -> str:
    if stage.desk:
        return stage.desk.host.zone
    return stage.person.zone or (stage.page.host.zone if stage.page else "UTC")


def _titles(stage: Stage) -> tuple[str, ...]:
    source = stage.page.event_types if stage.page else (stage.desk.event_types if stage.desk else ())
    return tuple(text for e in source for text in (e.title, e.code))


def _calendars(stage: Stage) -> tuple[str, ...]:
    """Names of the speaker's calendars and accounts."""
    accounts = stage.desk.calendars if stage.desk else ()
    return tuple(
        name for each in accounts for name in (each.account.name, *(c.name for c in each.calendars)) if name
    )


def _label(stage: Stage, value: object) -> str:
    """Words by which an offer may be picked: the title of an event type, the verb of an answer."""
    if not isinstance(value, dict):
        return ""
    if value.get("kind") not in ("event_type", "terms_of", "schedule_of"):
        return PICKED_BY.get(str(value.get("kind")), "")
    source = stage.page.event_types if stage.page else (stage.desk.event_types if stage.desk else ())
    return next((e.title.lower() for e in source if str(e.id) == value.get("id")), "")


def _anchor(conversation: Conversation) -> Interval | None:
    """The time being talked about: the one that was asked about, is held or just picked, else the booking's."""
    if "why" in conversation.slots:
        return Interval.of(datetime.fromisoformat(conversation.slots["why"]), 1)
    start, length = conversation.slots.get("start"), conversation.slots.get("length")
    if start and length:
        return Interval.of(datetime.fromisoformat(start), int(length))
    pair = conversation.slots.get("booked_slot")
    if pair:
        return Interval(datetime.fromisoformat(pair[0]), datetime.fromisoformat(pair[1]))
    return None
