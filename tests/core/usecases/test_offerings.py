"""What an event type can offer: prices, seats, secret links, several hosts; what is refused, and who is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from core.booking import session_id
from core.commands import ChangeEventType, ChangeHost, CreateEventType, Outcome, Undo
from core.effects import Notice
from core.errors import Code
from core.event_types import Assignment, EventType, Fairness, Mode, Price, Share, Visibility
from core.people import HOST_DEFAULTS, DayCount, Host, Rules
from core.queries import HostDesk
from core.teams import Role
from tests.core import examples
from tests.core.examples import at
from tests.core.usecases.conftest import House
from tests.core.usecases.crew import another_host, promoted, team_of

PRICES = (Price(length=30, amount=5000, currency="EUR"), Price(length=60, amount=8000, currency="EUR"))
ALL_RULES = Rules(
    buffer_before=5,
    buffer_after=10,
    minimum_notice=120,
    window_days=20,
    daily_limit=12,
    step=15,
    offset=15,
    weekly_limit=20,
    monthly_limit=50,
    yearly_limit=300,
    daily_minutes=240,
    weekly_minutes=900,
    monthly_minutes=3000,
    yearly_minutes=30000,
    window_counts=DayCount.BUSINESS,
    opens=date(2026, 12, 1),
    closes=date(2027, 6, 30),
    cancel_notice=1440,
    week_start=6,
)


async def create(house: House, **fields: Any) -> EventType:
    made: EventType = (
        await house.do(CreateEventType(**{"host_id": house.host.id, "title": "Yoga", **fields}))
    ).value
    return made


async def change(house: House, event_type: UUID | None = None, **fields: Any) -> Outcome:
    return await house.do(
        ChangeEventType(host_id=house.host.id, event_type_id=event_type or house.intro, **fields)
    )


async def kept(house: House, event_type: EventType) -> EventType:
    desk = await house.ask(HostDesk(host_id=house.host.id))
    found: EventType = next(each for each in desk.event_types if each.id == event_type.id)
    return found


SETTINGS: dict[str, Any] = {
    "prices": PRICES,
    "seats": 8,
    "waitlist": False,
    "most_guests": 3,
    "series_most": 10,
    "single_use": True,
    "visibility": Visibility.UNLISTED,
    "description": "Bring a mat.",
    "metadata": {"room": "Upstairs"},
    "fairness": Fairness(share=Share.TURNS, horizon_days=60, max_lead=2),
    "rules": ALL_RULES,
}


@pytest.mark.parametrize("name", SETTINGS)
async def test_a_setting_is_kept_and_taken_back(each_house: House, name: str) -> None:
    before = await create(each_house, lengths=(30, 60))
    after = (await change(each_house, before.id, **{name: SETTINGS[name]})).value
    assert getattr(after, name) == SETTINGS[name]
    assert await kept(each_house, after) == after
    await each_house.do(Undo(actor=f"host:{each_house.host.id}"))
    back = await kept(each_house, before)
    assert replace(back, version=before.version, updated_at=before.updated_at) == before


async def test_what_is_set_when_it_is_made_is_kept(each_house: House) -> None:
    fields = {
        name: SETTINGS[name] for name in SETTINGS if name not in ("waitlist", "most_guests", "series_most")
    }
    made = await create(each_house, lengths=(30, 60), **fields)
    assert {name: getattr(made, name) for name in fields} == fields
    assert await kept(each_house, made) == made


async def test_every_rule_of_a_host_is_kept_and_cleared(each_house: House) -> None:
    host_id = each_house.host.id
    await each_house.do(ChangeHost(host_id=host_id, rules=ALL_RULES))
    assert (await each_house.ask(HostDesk(host_id=host_id))).host.rules == ALL_RULES
    names = frozenset({"weekly_limit", "opens", "closes", "week_start", "window_counts", "daily_limit"})
    host: Host = (await each_house.do(ChangeHost(host_id=host_id, clear=names))).value
    assert all(getattr(host.rules, name) == getattr(HOST_DEFAULTS, name) for name in names)


IMPOSSIBLE: list[tuple[dict[str, Any], str, str]] = [
    ({"seats": 0}, "seats", "range"),
    ({"seats": 1001}, "seats", "range"),
    ({"most_guests": 101}, "most_guests", "range"),
    ({"series_most": 0}, "series_most", "range"),
    ({"series_most": 53}, "series_most", "range"),
    ({"prices": (PRICES[1],)}, "prices", "length"),
    ({"prices": (PRICES[0], PRICES[0])}, "prices", "twice"),
    ({"prices": (replace(PRICES[0], currency="Euro"),)}, "prices", "currency"),
    ({"prices": (replace(PRICES[0], amount=-1),)}, "prices", "range"),
    (
        {"prices": (PRICES[0], replace(PRICES[1], currency="USD")), "lengths": (30, 60)},
        "prices",
        "currencies",
    ),
    ({"metadata": {f"key {n}": "" for n in range(21)}}, "metadata", "count"),
    ({"metadata": {"": "empty key"}}, "metadata", "length"),
    ({"metadata": {"long": "x" * 501}}, "metadata", "length"),
    ({"fairness": Fairness(horizon_days=0)}, "horizon_days", "range"),
    ({"fairness": Fairness(max_lead=0)}, "max_lead", "range"),
    ({"mode": Mode.COLLECTIVE}, "assignments", "missing"),
    ({"rules": Rules(weekly_limit=0)}, "weekly_limit", "range"),
    ({"rules": Rules(daily_minutes=1441)}, "daily_minutes", "range"),
    ({"rules": Rules(offset=1440)}, "offset", "range"),
    ({"rules": Rules(week_start=7)}, "week_start", "range"),
    ({"rules": Rules(cancel_notice=90 * 1440 + 1)}, "cancel_notice", "range"),
    ({"rules": Rules(opens=date(2027, 1, 2), closes=date(2027, 1, 1))}, "closes", "order"),
    ({"rules": Rules(opens=date(1, 1, 1))}, "opens", "range"),
    ({"clear": frozenset({"title"})}, "title", "unknown"),
]


@pytest.mark.parametrize(("fields", "field", "why"), IMPOSSIBLE)
async def test_impossible_settings_are_refused(
    house: House, fields: dict[str, Any], field: str, why: str
) -> None:
    refusal = await house.refused(ChangeEventType(host_id=house.host.id, event_type_id=house.intro, **fields))
    assert (refusal.code, refusal.facts["field"], refusal.facts["why"]) == (Code.INVALID, field, why)


async def test_a_date_range_is_judged_with_what_stands_already(house: House) -> None:
    await change(house, rules=Rules(opens=date(2027, 1, 2)))
    refusal = await house.refused(
        ChangeEventType(
            host_id=house.host.id, event_type_id=house.intro, rules=Rules(closes=date(2027, 1, 1))
        )
    )
    assert refusal.facts["field"] == "closes"


async def test_the_price_of_a_length_that_is_dropped_goes_with_it(house: House) -> None:
    made = await create(house, lengths=(30, 60), prices=PRICES)
    after = (await change(house, made.id, lengths=(30,))).value
    assert after.prices == PRICES[:1]


async def test_a_currency_is_written_in_capitals(house: House) -> None:
    made = await create(house, prices=(Price(length=30, amount=1, currency=" eur "),))
    assert made.prices[0].currency == "EUR"


async def test_a_secret_event_type_has_a_code_that_nobody_guesses_and_is_not_listed(house: House) -> None:
    codes = {(await create(house, secret=True, code="yoga", single_use=True)).code for _ in range(5)}
    assert len(codes) == 5
    assert all(len(code) == 32 and "yoga" not in code for code in codes)
    desk = await house.ask(HostDesk(host_id=house.host.id))
    assert {each.visibility for each in desk.event_types if each.code in codes} == {Visibility.UNLISTED}


async def test_an_event_type_that_becomes_secret_gets_another_code(house: House) -> None:
    made = await create(house, code="yoga")
    hidden = (await change(house, made.id, secret=True)).value
    assert len(hidden.code) == 32
    assert hidden.visibility is Visibility.UNLISTED
    await house.do(Undo(actor=f"host:{house.host.id}"))
    assert (await kept(house, made)).code == "yoga"


async def test_all_that_an_event_type_offers_is_told_when_it_is_made(house: House) -> None:
    made = await create(house, seats=8, waitlist=False, most_guests=3, series_most=10)
    assert (made.seats, made.waitlist, made.most_guests, made.series_most) == (8, False, 3, 10)


async def test_a_schedule_of_somebody_else_cannot_be_used(house: House) -> None:
    bob = await another_host(house, "Bob")
    theirs = (await house.ask(HostDesk(host_id=bob.id))).schedules[0]
    for command in (
        CreateEventType(host_id=house.host.id, title="x", schedule_id=theirs.id),
        ChangeEventType(host_id=house.host.id, event_type_id=house.intro, schedule_id=theirs.id),
    ):
        assert (await house.refused(command)).code is Code.NOT_FOUND


async def test_an_event_type_follows_the_default_schedule_again(house: House) -> None:
    own = (await house.ask(HostDesk(host_id=house.host.id))).schedules[0]
    assert (await change(house, schedule_id=own.id)).value.schedule_id == own.id
    assert (await change(house, default_schedule=True)).value.schedule_id is None


async def test_a_host_has_at_most_two_hundred_event_types(house: House) -> None:
    async with house.storage.writing() as unit:
        for number in range(199):
            each = examples.event_type(
                id=examples.ident(f"type {number}"), host_id=house.host.id, code=f"type-{number}"
            )
            await unit.event_types.add(each)
        await unit.commit()
    refusal = await house.refused(CreateEventType(host_id=house.host.id, title="One more"))
    assert (refusal.code, refusal.facts["why"]) == (Code.INVALID, "count")


# -- seats -----------------------------------------------------------------------------------------


async def test_seats_are_not_lowered_below_what_is_booked_in_a_class(each_house: House) -> None:
    yoga = await create(each_house, seats=5)
    slot = examples.Interval.of(at("10:00", 24), 30)
    session = session_id(yoga.id, slot)
    async with each_house.storage.writing() as unit:
        for name, seats in (("one", 2), ("two", 1)):
            booking = examples.booking(
                slot.start, id=examples.ident(name), request_id=name, seats=seats, session=session
            )
            await unit.bookings.add(replace(booking, host_id=each_house.host.id, event_type_id=yoga.id))
        await unit.commit()
    refusal = await each_house.refused(
        ChangeEventType(host_id=each_house.host.id, event_type_id=yoga.id, seats=2)
    )
    assert (refusal.facts["field"], refusal.facts["why"], refusal.facts["low"]) == ("seats", "booked", 3)
    assert (await change(each_house, yoga.id, seats=3)).value.seats == 3
    each_house.world.clock.tick(timedelta(days=2))  # what is over holds nobody back
    assert (await change(each_house, yoga.id, seats=1)).value.seats == 1


# -- several hosts ---------------------------------------------------------------------------------


async def crew(house: House) -> tuple[Host, Host]:
    bob, carl = await another_host(house, "Bob"), await another_host(house, "Carl")
    return bob, carl


def turns(*hosts: Host, **other: Any) -> dict[str, Any]:
    parts = tuple(Assignment(host_id=each.id, **other) for each in hosts)
    return {"mode": Mode.ROUND_ROBIN, "assignments": parts}


async def test_team_mates_take_turns_and_are_told_once(each_house: House) -> None:
    bob, carl = await crew(each_house)
    team = await team_of(each_house, bob, carl)
    outcome = await each_house.do(
        CreateEventType(host_id=each_house.host.id, title="Demo", **turns(each_house.host, bob))
    )
    demo = outcome.value
    assert demo.team_id == team.id
    assert await kept(each_house, demo) == demo
    (note,) = outcome.notes
    assert (note.notice, note.person_id, note.host_id) == (Notice.ASSIGNED, bob.person_id, bob.id)
    assert note.facts == {"title": "Demo", "event_type": str(demo.id), "who": "Anna"}
    more = await change(each_house, demo.id, assignments=turns(each_house.host, bob, carl)["assignments"])
    assert [each.person_id for each in more.notes] == [carl.person_id]
    assert (await change(each_house, demo.id, title="Show")).notes == ()


async def test_back_to_solo_drops_team_and_parts(house: House) -> None:
    bob, _ = await crew(house)
    await team_of(house, bob)
    demo = await create(house, **turns(house.host, bob))
    alone = (await change(house, demo.id, mode=Mode.SOLO)).value
    assert (alone.mode, alone.team_id, alone.assignments) == (Mode.SOLO, None, ())
    await house.do(Undo(actor=f"host:{house.host.id}"))
    assert (await kept(house, demo)).assignments == demo.assignments


async def test_a_host_may_be_the_only_one_of_their_own_event_type(house: House) -> None:
    made = await create(house, **turns(house.host))
    assert (made.team_id, len(made.assignments)) == (None, 1)


async def test_who_is_in_no_team_of_the_hosts_cannot_be_assigned(house: House) -> None:
    bob, carl = await crew(house)
    await team_of(house, bob)
    refusal = await house.refused(CreateEventType(host_id=house.host.id, title="Demo", **turns(bob, carl)))
    assert (refusal.code, refusal.facts["what"]) == (Code.NOT_ALLOWED, "assignment")


async def test_all_who_are_assigned_belong_to_one_team(house: House) -> None:
    bob, carl = await crew(house)
    first = await team_of(house, bob)
    await team_of(house, carl, name="Other")
    for fields in (turns(bob, carl), turns(carl) | {"team_id": first.id}):
        refusal = await house.refused(CreateEventType(host_id=house.host.id, title="Demo", **fields))
        assert refusal.code is Code.NOT_ALLOWED


@pytest.mark.parametrize(("role", "may"), [(Role.OWNER, True), (Role.ADMIN, True), (Role.MEMBER, False)])
async def test_owners_and_admins_assign_members_and_members_do_not(
    house: House, role: Role, may: bool
) -> None:
    bob, carl = await crew(house)
    team = await team_of(house, bob, carl)
    await promoted(house, team, bob, role)
    command = CreateEventType(host_id=bob.id, title="Demo", **turns(bob, carl))
    if may:
        assert (await house.do(command)).value.team_id == team.id
    else:
        assert (await house.refused(command)).code is Code.NOT_ALLOWED


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        (lambda bob: turns(bob, required=True), "assignments", "nobody_takes_turns"),
        (lambda bob: turns(bob, bob), "assignments", "twice"),
        (lambda bob: turns(bob) | {"seats": 2}, "seats", "round_robin"),
        (lambda bob: turns(bob, weight=0), "weight", "range"),
        (lambda bob: turns(bob, priority=1001), "priority", "range"),
        (lambda bob: turns(bob, daily_limit=0), "daily_limit", "range"),
        (lambda bob: turns(bob, group="x" * 51), "group", "length"),
    ],
)
async def test_impossible_parts_are_refused(
    house: House, fields: Callable[[Host], dict[str, Any]], field: str, why: str
) -> None:
    bob, _ = await crew(house)
    await team_of(house, bob)
    refusal = await house.refused(CreateEventType(host_id=house.host.id, title="Demo", **fields(bob)))
    assert (refusal.code, refusal.facts["field"], refusal.facts["why"]) == (Code.INVALID, field, why)


async def test_changing_something_else_asks_nothing_of_the_team(house: House) -> None:
    bob, carl = await crew(house)
    team = await team_of(house, bob, carl)
    await promoted(house, team, bob, Role.ADMIN)
    demo = (await house.do(CreateEventType(host_id=bob.id, title="Demo", **turns(bob, carl)))).value
    await promoted(house, team, bob, Role.MEMBER)
    renamed = await house.do(ChangeEventType(host_id=bob.id, event_type_id=demo.id, title="Show"))
    assert (renamed.value.title, renamed.value.assignments) == ("Show", demo.assignments)
