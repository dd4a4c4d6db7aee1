"""With several hosts it is told what they have in common, and else who of them cannot, for whose eyes it is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.booking import session_id
from core.event_types import Assignment, EventType, Mode
from core.hours import WeeklyHours
from core.interval import Interval
from core.people import Rules
from core.queries import Cause, Change, Obstacle
from core.situation import Situation, TeamSituation
from core.why import team_why_not
from tests.core.examples import at, booking, event_type, hold, host, ident, schedule, situation

ANN, BOB, EVE = (ident(name) for name in ("ann", "bob", "eve"))


def kind(*assignments: Assignment, mode: Mode = Mode.COLLECTIVE, **other: Any) -> EventType:
    return event_type(mode=mode, assignments=assignments, **other)


def takes(name: str, **other: Any) -> Assignment:
    return Assignment(host_id=ident(name), **other)


def member(name: str, of: EventType, **other: Any) -> Situation:
    own = host(id=ident(name), name=name.title())
    hours = other.pop("schedule", None) or schedule(host_id=own.id)
    return situation(host=own, event_type=of, schedule=hours, length=of.lengths[0], **other)


def met(name: str, clock: str, **other: Any) -> Any:
    key = ident(f"{name} {clock}")
    return booking(at(clock), host_id=ident(name), id=key, request_id=str(key), **other)


def why(*hosts: Situation, clock: str = "10:00", day: int = 23) -> tuple[Obstacle, ...]:
    return team_why_not(TeamSituation(hosts=hosts), at(clock, day))


PAIR = kind(takes("ann"), takes("bob"))
TURNS = kind(takes("ann"), takes("bob"), mode=Mode.ROUND_ROBIN)


def test_a_time_at_which_all_who_are_needed_are_free_has_nothing_in_its_way() -> None:
    assert why(member("ann", PAIR), member("bob", PAIR)) == ()
    assert why(member("ann", TURNS, bookings=(met("ann", "10:00"),)), member("bob", TURNS)) == ()


def test_one_who_is_needed_and_busy_is_named_with_what_they_have_then() -> None:
    (found,) = why(member("ann", PAIR), member("bob", PAIR, bookings=(met("bob", "10:00"),)))
    assert (found.cause, found.facts["host"], found.facts["name"]) == (Cause.NO_HOST, BOB, "Bob")
    (own,) = found.facts["obstacles"]
    assert (own.cause, own.facts["start"]) == (Cause.BUSY, at("10:00"))
    assert [(each.change, each.facts["host"]) for each in found.remedies] == [(Change.MOVE_MEETING, BOB)]


def test_what_all_have_in_common_is_told_as_of_one() -> None:
    hosts = member("ann", PAIR), member("bob", PAIR)
    (found,) = why(*hosts, clock="18:00")
    assert (found.cause, found.facts["day"].day) == (Cause.OUTSIDE_HOURS, 23)
    (past,) = why(*hosts, clock="07:00")
    assert past.cause is Cause.PAST


def test_in_turns_too_a_time_that_is_too_soon_for_all_is_too_soon() -> None:
    slow = replace(TURNS, rules=Rules(minimum_notice=180))
    (found,) = why(member("ann", slow), member("bob", slow))
    assert (found.cause, found.facts["earliest"]) == (Cause.TOO_SOON, at("11:00"))
    assert [(each.change, each.facts) for each in found.remedies] == [(Change.LOWER_NOTICE, {"minutes": 120})]


def test_how_soon_is_said_as_it_is_for_the_team() -> None:
    ann, bob = member("ann", TURNS), member("bob", TURNS)
    strict = replace(ann, host=replace(ann.host, rules=Rules(minimum_notice=300)))
    less = replace(bob, host=replace(bob.host, rules=Rules(minimum_notice=240)))
    (found,) = why(strict, less)
    assert found.facts["earliest"] == at("12:00")
    together = replace(PAIR, id=PAIR.id)
    (found,) = why(replace(strict, event_type=together), replace(less, event_type=together))
    assert found.facts["earliest"] == at("13:00")


def test_what_is_left_beside_the_common_is_told_of_each() -> None:
    slow = replace(PAIR, rules=Rules(minimum_notice=180))
    found = why(member("ann", slow), member("bob", slow, bookings=(met("bob", "10:00"),)))
    assert [each.cause for each in found] == [Cause.TOO_SOON, Cause.NO_HOST]
    assert [each.cause for each in found[1].facts["obstacles"]] == [Cause.BUSY]


def test_a_group_in_which_nobody_is_free_is_named_with_all_of_them() -> None:
    of = kind(
        takes("eve", required=True),
        takes("ann", group="sales"),
        takes("bob", group="sales"),
        mode=Mode.ROUND_ROBIN,
    )
    late = schedule(host_id=BOB, weekly=WeeklyHours((((720, 1020),),) * 7))
    hosts = (
        member("eve", of),
        member("ann", of, bookings=(met("ann", "10:00"),)),
        member("bob", of, schedule=late),
    )
    (found,) = why(*hosts)
    assert (found.cause, found.facts["group"]) == (Cause.NO_HOST, "sales")
    causes = {who: [each.cause for each in own] for who, own in found.facts["hosts"].items()}
    assert causes == {ANN: [Cause.BUSY], BOB: [Cause.OUTSIDE_HOURS]}
    assert [(each.change, each.facts["host"]) for each in found.remedies] == [
        (Change.OPEN_HOURS, BOB),
        (Change.MOVE_MEETING, ANN),
    ]


def test_nothing_helps_by_itself_where_everybody_has_two_obstacles() -> None:
    of = kind(takes("ann"), takes("bob"), mode=Mode.ROUND_ROBIN)
    late = schedule(weekly=WeeklyHours((((720, 1020),),) * 7))
    ann = member("ann", of, schedule=late, bookings=(met("ann", "10:00"),))
    bob = member("bob", of, bookings=(met("bob", "10:00"), met("bob", "10:15")))
    (busy,) = why(ann, bob)
    assert busy.cause is Cause.BUSY  # common to both, but another meeting with each
    assert busy.remedies == ()


def test_a_required_host_who_is_missing_closes_every_time() -> None:
    (found,) = why(member("ann", PAIR))
    assert (found.cause, found.facts) == (Cause.NO_HOST, {"host": BOB})
    groups = kind(takes("ann", group="sales"), takes("bob", group="tech"), mode=Mode.ROUND_ROBIN)
    (found,) = why(member("ann", groups))
    assert found.facts == {"group": "tech"}


def test_a_team_of_nobody_has_no_host() -> None:
    assert [each.cause for each in team_why_not(TeamSituation(hosts=()), at("10:00"))] == [Cause.NO_HOST]


def test_between_the_steps_of_the_teams_grid_is_off_it() -> None:
    (found,) = why(member("ann", PAIR), member("bob", PAIR), clock="10:10")
    assert (found.cause, found.facts["before"], found.facts["after"]) == (
        Cause.OFF_GRID,
        at("10:00"),
        at("10:30"),
    )


def test_the_teams_grid_hangs_on_where_hours_meet_not_on_each_hosts() -> None:
    odd = schedule(host_id=BOB, weekly=WeeklyHours((((555, 1020),),) * 7))
    hosts = member("ann", PAIR), member("bob", PAIR, schedule=odd)
    assert why(*hosts, clock="09:15") == ()
    assert [each.cause for each in why(*hosts, clock="09:30")] == [Cause.OFF_GRID]


def test_a_class_that_one_holds_is_closed_when_it_is_full_whoever_else_is_free() -> None:
    yoga = replace(TURNS, seats=2)
    session = session_id(yoga.id, Interval.of(at("10:00"), 30))
    ann = member("ann", yoga, bookings=(met("ann", "10:00", seats=2, session=session),))
    (found,) = why(ann, member("bob", yoga))
    assert (found.cause, found.facts["left"]) == (Cause.SEATS_FULL, 0)


def test_a_hold_on_each_host_closes_the_time_for_a_while() -> None:
    def kept(name: str) -> Any:
        return hold(at("10:00"), host_id=ident(name), id=ident(f"hold {name}"), expires_at=at("08:10"))

    hosts = [member(name, TURNS, holds=(kept(name),)) for name in ("ann", "bob")]
    (found,) = why(*hosts)
    assert (found.cause, found.facts["until"]) == (Cause.HELD, at("08:10"))
    assert found.remedies[0].facts["until"] - at("08:00") == timedelta(minutes=10)
