"""What is only thought: reading a message."""

import re

from bench.measure import Figure, timed_now
from bench.town import START, ZONE
from bot import nlu
from bot.understood import Hearing
from core.hours import OFFICE_HOURS

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
