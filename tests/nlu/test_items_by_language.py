"""Times in several languages as plain items: minutes below ten, months in digits, what is left of a day, what recurs in a refusal."""

from dataclasses import replace

import pytest

from bot.nlu.adapter.times import times_of
from tests.nlu.scene import HEARING

_STARTS = {
    ("es", "quedamos a las nueve cero cinco am"): "2026-11-19T09:05",
    ("es", "a las 7 0 4 pm"): "2026-11-18T19:04",
    ("en", "8 May on 12th"): "2027-05-08",
}
_STRETCHES = {
    ("es", "estoy de viaje 2.2027"): ("2027-02-01", "2027-03-01"),
    ("en", "some time in the coming days"): ("2026-11-19", "2026-11-22"),
    ("fr", "les quatre prochains jours"): ("2026-11-19", "2026-11-23"),
    ("es", "en las próximas horas"): ("2026-11-18T10:30", "2026-11-18T13:30"),
    ("it", "nelle prossime settimane"): ("2026-11-23", "2026-12-14"),
    ("pt", "a mesma semana"): ("2026-11-16", "2026-11-23"),
    ("es", "la semana del 9"): ("2026-12-07", "2026-12-14"),
    ("it", "nel mese di giugno"): ("2027-06-01", "2027-07-01"),
    ("fr", "de 0h30 à 2 heures"): ("2026-11-19T00:30", "2026-11-19T02:00"),
    ("de", "in diesem Sommer"): ("2027-06-21", "2027-09-24"),
    ("fr", "au printemps"): ("2027-03-20", "2027-06-21"),
    ("pt", "neste verão"): ("2027-06-21", "2027-09-24"),
    ("de", "im Urlaub 6.2027"): ("2027-06-01", "2027-07-01"),
    ("it", "ci sentiamo nel resto del giorno"): ("2026-11-18T10:30", "2026-11-19"),
    ("pt", "a segunda metade da semana"): ("2026-11-19", "2026-11-23"),
}
_SETS = {
    ("en", "I'm on leave once a month"): "FREQ=MONTHLY",
    ("en", "I'm away thursday mornings"): "FREQ=WEEKLY;BYDAY=TH;X-POD=MO",
    ("es", "estoy de vacaciones una vez al mes"): "FREQ=MONTHLY",
}


@pytest.mark.parametrize(("said", "start"), _STARTS.items(), ids=str)
def test_an_instant(said: tuple[str, str], start: str) -> None:
    found = times_of(said[1], replace(HEARING, locale=said[0]))
    assert found["start"].startswith(start)


@pytest.mark.parametrize(("said", "ends"), _STRETCHES.items(), ids=str)
def test_a_stretch(said: tuple[str, str], ends: tuple[str, str]) -> None:
    found = times_of(said[1], replace(HEARING, locale=said[0]))
    assert (found["start"][: len(ends[0])], found["end"][: len(ends[1])]) == ends


@pytest.mark.parametrize(("said", "rule"), _SETS.items(), ids=str)
def test_what_recurs_recurs_in_a_refusal_too(said: tuple[str, str], rule: str) -> None:
    assert times_of(said[1], replace(HEARING, locale=said[0]))["rrule"] == rule


@pytest.mark.parametrize(
    ("locale", "text"),
    [("es", "los costes por mes"), ("it", "i ricavi per anno"), ("pt", "as vendas por semana")],
)
def test_per_is_no_length(locale: str, text: str) -> None:
    """The word for "for" says "per" before a unit without a number."""
    assert times_of(text, replace(HEARING, locale=locale))["kind"] == "none"


def test_dates_in_names_and_sums_are_none() -> None:
    """A date in the name of a file, and a fraction with a decimal, say no time."""
    for text in ("see minutes-2026-11-30.pdf", "we get 7/2,5 of it"):
        assert times_of(text, HEARING)["kind"] == "none"
