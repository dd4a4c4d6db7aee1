"""What is only thought: reading a message, and finding free slots."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from bench.measure import Figure, timed_now
from bench.town import START, ZONE
from bot import nlu
from bot.understood import Hearing
from core.hours import OFFICE_HOURS
from core.interval import Interval
from core.situation import Situation
from core.slots import free_slots, horizon
from tests.core import examples, oracle

MESSAGES = (
    "hi, can we meet for half an hour?",
    "do you have anything on thursday afternoon after 3?",
    "the second one",
    "tomorrow at 10 or 11 would work, but not friday",
    "I'm Bob and my mail is bob@example.org",
    "actually make it an hour",
    "can you move it to the 12th of next month at 9am please",
    "why not 3pm?",
)
WORD = re.compile(r"[\w@.'-]+")
ROUNDS = 200


def reading() -> Figure:
    """Measure the reader, beside merely splitting the same messages into words."""
    hearing = Hearing(now=START, zone=ZONE, hours=OFFICE_HOURS, hours_zone=ZONE)

    def read() -> None:
        for message in MESSAGES:
            nlu.read(message, hearing)

    def split() -> None:
        for message in MESSAGES:
            WORD.findall(message.lower())

    read()
    ours, floor = (timed_now(work, ROUNDS) / len(MESSAGES) * 1e6 for work in (read, split))
    return Figure(
        what="reading a message",
        ours=f"{ours:,.0f} µs",
        floor=f"splitting it into words: {floor:,.1f} µs",
        share=f"{ours - floor:+,.0f} µs",
    )


def slot_search() -> Figure:
    """Measure a search over eight weeks with forty bookings, beside asking the obvious question at each quarter hour."""
    situation = _busy_weeks()
    within = horizon(situation)
    starts = list(_quarters(within))
    found = free_slots(situation, within)
    obvious = tuple(start for start in starts if oracle.bookable(situation, start))
    if tuple(each.start for each in found) != obvious:
        raise AssertionError("the search and the obvious way disagree")
    ours = timed_now(lambda: free_slots(situation, within), ROUNDS) * 1e6
    floor = timed_now(lambda: [start for start in starts if oracle.bookable(situation, start)], 1) * 1e6
    return Figure(
        what=f"slot search, 8 weeks, {len(found)} found",
        ours=f"{ours:,.0f} µs",
        floor=f"asking at each quarter hour: {floor:,.0f} µs",
        share=f"{floor / ours:,.0f} times as fast",
    )


def _busy_weeks() -> Situation:
    """Return a host with office hours in Berlin and a booking each working day of the next eight weeks."""
    firsts = (START + timedelta(days=day, hours=day % 7) for day in range(56))
    bookings = tuple(examples.booking(each, zone=ZONE) for each in firsts if each.weekday() < 5)
    return examples.situation(now=START, schedule=examples.schedule(zone=ZONE), bookings=bookings)


def _quarters(within: Interval) -> Iterator[datetime]:
    moment = within.start
    while moment < within.end:
        yield moment
        moment += timedelta(minutes=15)
