"""Several dates, and lengths with their prices, as they are said."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.phrases import Voice, say
from core.event_types import Price
from core.interval import Interval

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
BERLIN = Voice(locale="en-GB", zone="Europe/Berlin", now=NOW)
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
EUROS = [
    (30, Price(length=30, amount=5000, currency="EUR")),
    (60, Price(length=60, amount=8000, currency="EUR")),
]


def on(*days: int, hour: int = 9) -> tuple[Interval, ...]:
    """Return half hours so many days after the Tuesday, at an hour UTC."""
    return tuple(Interval.of(TUESDAY.replace(hour=hour) + timedelta(days=each), 30) for each in days)


def said(dates: tuple[Interval, ...], voice: Voice = BERLIN) -> str:
    """Return the dates as a series that is free is told."""
    facts = {"n": len(dates), "dates": dates}
    return say("series.all_free", facts, voice).partition("free: ")[2]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (on(0, 7, 14), "Tuesdays 24 Nov – 8 Dec, 10:00–10:30 (Berlin time)."),
        (on(0, 7), "Tuesdays 24 Nov and 1 Dec, 10:00–10:30 (Berlin time)."),
        (on(0, 7, 21), "Tuesdays 24 Nov, 1 Dec and 15 Dec, 10:00–10:30 (Berlin time)."),
        (on(0, 2), "Tue, 24 Nov and Thu, 26 Nov, 10:00–10:30 (Berlin time)."),
        (on(0), "Tue, 24 Nov, 10:00–10:30 (Berlin time)."),
        (
            (*on(0, 7), *on(15, hour=10)),
            "Tuesdays 24 Nov and 1 Dec, 10:00–10:30; Wed, 9 Dec, 11:00–11:30 (Berlin time).",
        ),
    ],
)
def test_dates_of_one_clock_time_are_said_together(dates: tuple[Interval, ...], words: str) -> None:
    assert said(dates) == words


def test_dates_are_said_by_the_readers_clock() -> None:
    new_york = Voice(locale="en-US", zone="America/New_York", now=NOW)
    assert said(on(0, 7, 14), new_york) == "Tuesdays Nov 24 – Dec 8, 4:00 AM–4:30 AM (New York time)."


def test_lengths_are_said_with_their_prices() -> None:
    facts = {"title": "Coaching", "lengths": EUROS}
    assert say("detail.price", facts, BERLIN) == "Coaching: 30 minutes (€50.00) or 1 hour (€80.00)."


def test_what_is_free_names_no_price() -> None:
    facts = {"title": "Coaching", "lengths": [(30, None), (60, None)]}
    assert say("detail.price", facts, BERLIN) == "Coaching: 30 or 60 minutes."
