"""Finding free slots: one host and many, beside asking the obvious question at each quarter hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

from bench.measure import Figure
from core import event_types, openings, recurrence, slots, zones
from core.event_types import Assignment, EventType, Mode
from core.hours import OFFICE_HOURS, WeeklyHours
from core.interval import Interval
from core.people import Rules
from core.situation import Situation, TeamSituation
from core.slots import free_starts
from core.spans import moment_of
from core.team_slots import free_team_starts
from tests.core import examples, oracle

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ZONE = "Europe/Berlin"
ROUNDS = 25
SHIFTS = (
    OFFICE_HOURS,
    WeeklyHours((((480, 960),),) * 5 + ((), ())),
    WeeklyHours((((600, 1080),),) * 5 + ((), ())),
)
"""Hosts of a team work from nine, from eight, and from ten."""

Asked = Situation | TeamSituation


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search that is measured."""

    what: str
    asked: Asked
    days: int
    aim: str
    sampled: int = 2
    """Days for which the obvious way is asked; all of it is reckoned from them."""

    @property
    def within(self) -> Interval:
        """The stretch in which starts are looked for."""
        return Interval(NOW, NOW + timedelta(days=self.days))


def slot_searches() -> list[Figure]:
    """Measure 30-minute meetings in steps of 15 minutes: with one host, many meetings, a year, and many hosts."""
    return [_figure(each) for each in _searches()]


def _searches() -> Sequence[Search]:
    alone = _alone(())
    return (
        Search(what="one host, 30 days", asked=alone, days=30, aim="0.05 ms"),
        Search(what="one host, 1,000 busy times, 30 days", asked=_alone(_busy(1000)), days=30, aim="0.09 ms"),
        Search(what="one host, 365 days", asked=alone, days=365, aim="0.6 ms"),
        Search(what="50 hosts together, 30 days", asked=_team(Mode.COLLECTIVE, 50), days=30, aim="2.2 ms"),
        Search(what="one of 50 hosts, 30 days", asked=_team(Mode.ROUND_ROBIN, 50), days=30, aim="2.7 ms"),
        Search(
            what="one of 500 hosts, 30 days", asked=_team(Mode.ROUND_ROBIN, 500), days=30, aim="", sampled=1
        ),
    )


def _figure(search: Search) -> Figure:
    found = _find(search.asked, search.within)
    obvious = _obvious(search, [moment_of(each) for each in found])
    again = _median(lambda: search.asked, search.within)
    fresh = _median(lambda: _fresh(search.asked), search.within)
    cold = _median(lambda: _forgotten(search.asked), search.within)
    return Figure(
        what=f"slots: {search.what}, {len(found):,} found",
        ours=f"{again:.2f} ms again, {fresh:.2f} new, {cold:.2f} cold",
        floor=f"asking at each quarter hour: {obvious:,.0f} ms",
        share=f"{obvious / again:,.0f} times as fast",
        aim=search.aim and f"{search.aim} again",
    )


def _find(asked: Asked, within: Interval) -> list[int]:
    return free_starts(asked, within) if isinstance(asked, Situation) else free_team_starts(asked, within)


def _median(make: Callable[[], Asked], within: Interval) -> float:
    """Return the milliseconds of a search, each time of what `make` returns."""
    took = []
    for _ in range(ROUNDS):
        asked = make()
        began = perf_counter()
        _find(asked, within)
        took.append(perf_counter() - began)
    return median(took) * 1000


def _fresh(asked: Asked) -> Asked:
    """Return the same as if it had just been read, nothing worked out yet."""
    if isinstance(asked, Situation):
        return replace(asked)
    return TeamSituation(hosts=tuple(replace(each) for each in asked.hosts))


def _forgotten(asked: Asked) -> Asked:
    """Return the same, and let everything be forgotten that searches remember; zone data stay loaded."""
    for module in (event_types, openings, recurrence, slots, zones):
        for each in vars(module).values():
            if hasattr(each, "cache_clear") and each not in (zones.zone, zones.zone_names):
                each.cache_clear()
    return _fresh(asked)


def _obvious(search: Search, found: Sequence[datetime]) -> float:
    """Return the milliseconds of the obvious way; raise AssertionError if it finds anything else on the days tried."""
    bookable = oracle.bookable if isinstance(search.asked, Situation) else oracle.team_bookable
    tried = Interval(NOW + timedelta(days=1), NOW + timedelta(days=1 + search.sampled))
    quarters = [tried.start + timedelta(minutes=15 * number) for number in range(96 * search.sampled)]
    began = perf_counter()
    free = [each for each in quarters if bookable(search.asked, each)]  # type: ignore[arg-type] # the pair fits
    took = perf_counter() - began
    if free != [each for each in found if tried.start <= each < tried.end]:
        raise AssertionError("the search and the obvious way disagree")
    return took * 1000 * search.days / search.sampled


def _event_type(**other: object) -> EventType:
    return examples.event_type(rules=Rules(step=15, window_days=730), **other)


def _alone(busy: tuple[Interval, ...]) -> Situation:
    return examples.situation(
        now=NOW, schedule=examples.schedule(zone=ZONE), event_type=_event_type(), busy=busy
    )


def _busy(count: int) -> tuple[Interval, ...]:
    """Return busy times all over the next 30 days, at all hours, some of them one upon another."""
    minutes = (number * 7919 % (30 * 1440) for number in range(count))
    return tuple(Interval.of(NOW + timedelta(minutes=each), 15 + each % 4 * 15) for each in sorted(minutes))


def _team(mode: Mode, count: int) -> TeamSituation:
    """Return hosts with three kinds of hours and five meetings each in the next 30 days."""
    hosts = [examples.ident(f"host {number}") for number in range(count)]
    assigned = tuple(Assignment(host_id=each) for each in hosts)
    event_type = _event_type(mode=mode, assignments=assigned)
    return TeamSituation(
        hosts=tuple(
            examples.situation(
                now=NOW,
                host=examples.host(id=each),
                schedule=examples.schedule(zone=ZONE, weekly=SHIFTS[number % 3]),
                event_type=event_type,
                bookings=tuple(
                    examples.booking(NOW + timedelta(days=5 * k + number % 5, hours=8 + number % 7))
                    for k in range(5)
                ),
            )
            for number, each in enumerate(hosts)
        )
    )
