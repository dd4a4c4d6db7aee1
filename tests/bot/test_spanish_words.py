"""What Spanish needs of the formats: conjunctions before some sounds, articles of clocks, names of places and plural weekdays."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.messages import Called
from bot.phrases import Voice, say
from core.interval import Interval

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
MADRID = Voice(locale="es-ES", zone="Europe/Madrid", now=NOW)
SATURDAY = Interval.of(datetime(2026, 11, 28, 9, tzinfo=UTC), 30)


@pytest.mark.parametrize(
    ("names", "joined"),
    [
        (["Luis", "Ana"], "Luis y Ana"),
        (["Ana", "Inés"], "Ana e Inés"),
        (["Ana", "Hilario"], "Ana e Hilario"),
        (["Ana", "Luis", "Íñigo"], "Ana, Luis e Íñigo"),
        (["Ana", "Iago"], "Ana y Iago"),
        (["Ana", "Hiela"], "Ana y Hiela"),
    ],
)
def test_and_before_the_sound_of_i_is_e(names: list[str], joined: str) -> None:
    assert say("guests.which", {"guests": names}, MADRID) == f"¿A quién te refieres: {joined}?"


@pytest.mark.parametrize(("lengths", "said"), [([30, 60], "30 o 60 minutos"), ([60, 80], "60 u 80 minutos")])
def test_or_before_the_sound_of_o_is_u(lengths: list[int], said: str) -> None:
    assert say("detail.length", {"title": "Yoga", "lengths": lengths}, MADRID) == f"Yoga dura {said}."


@pytest.mark.parametrize(("hour", "clock"), [(0, "la 1:00"), (9, "las 10:00"), (12, "las 13:00")])
def test_a_clock_has_its_article(hour: int, clock: str) -> None:
    until = datetime(2026, 11, 20, hour, tzinfo=UTC)
    assert say("fix.wait", {"until": until}, MADRID) == f"Quizá vuelva a estar libre después de {clock}."


def test_weekdays_of_a_series_are_plural() -> None:
    dates = [Interval.of(SATURDAY.start + timedelta(days=7 * n), 30) for n in range(3)]
    said = say("series.all_free", {"n": 3, "dates": dates}, MADRID)
    assert said == "Las 3 fechas están libres: sábados 28 nov – 12 dic, 10:00–10:30 (hora de Madrid)."


def test_places_of_zones_have_their_spanish_names() -> None:
    there = Voice(locale="es", zone="America/New_York", now=NOW)
    assert (
        say("aside.zone_set", {"zone": "America/New_York"}, there)
        == "Todas las horas van ahora en hora de Nueva York."
    )


def test_a_meeting_is_called_by_its_kind_and_with_whom() -> None:
    facts = {"title": Called("Yoga", "Ana"), "slot": SATURDAY, "their_zone": None}
    assert "Yoga con Ana, " in say(
        "news.host.booked", {**facts, "seats": None, "guests": [], "message": "", "answers": []}, MADRID
    )
