"""What Parley tells people in Spanish to say is understood when they say it."""

from datetime import UTC, datetime

import pytest

from bot.nlu.reader import read
from bot.phrases import phrases
from bot.understood import Act, Hearing
from core.hours import OFFICE_HOURS

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
OF_EVERYBODY = {
    "deshacer": Act.UNDO,
    "cancélala": Act.CANCEL,
    "cancela todas": Act.CANCEL,
    "cámbiala": Act.RESCHEDULE,
    "reenvíalo": Act.REPEAT,
    "ayuda": Act.HELP,
    "empezar de nuevo": Act.START_OVER,
    "¿cuánto dura?": Act.ASK_DETAILS,
    "¿por qué no a las 15:00?": Act.WHY_NOT,
    "mis reservas": Act.QUERY_BOOKINGS,
    "más tarde": Act.REQUEST_ALTERNATIVES,
    "más temprano": Act.REQUEST_ALTERNATIVES,
    "otras horas": Act.REQUEST_ALTERNATIVES,
}
OF_HOSTS = {
    "mi horario": Act.SHOW_HOURS,
    "muéstrame mi horario": Act.SHOW_HOURS,
    "mi enlace": Act.SHOW_LINK,
    "mis tipos de evento": Act.SHOW_EVENT_TYPES,
    "pausa": Act.PAUSE,
    "reanudar": Act.RESUME,
    "qué tengo": Act.QUERY_BOOKINGS,
    "qué tengo esta semana": Act.QUERY_BOOKINGS,
    "cancela lo de las 15": Act.CANCEL,
    "lunes a jueves de 9 a 17, viernes hasta las 15": Act.SET_HOURS,
    "libre el 24 de diciembre": Act.BLOCK_TIME,
    "de vacaciones del 1 al 14 de agosto": Act.BLOCK_TIME,
    "el 24 de diciembre como siempre": Act.UNBLOCK,
    "¿por qué no el martes a las 15:00?": Act.WHY_NOT,
    "15 minutos después de cada llamada": Act.SET_BUFFER,
    "al menos 12 horas": Act.SET_NOTICE,
    "máximo 4 al día": Act.SET_LIMIT,
    "solo los próximos 30 días": Act.SET_WINDOW,
    "1 día y 2 horas antes": Act.SET_REMINDER,
}


def heard(*, is_host: bool) -> Hearing:
    """Return a Spanish speaker's hearing, of whom nothing was asked."""
    return Hearing(
        now=NOW,
        zone="Europe/Madrid",
        locale="es-ES",
        hours=OFFICE_HOURS,
        hours_zone="Europe/Madrid",
        weekly=OFFICE_HOURS,
        is_host=is_host,
    )


@pytest.mark.parametrize(("words", "act"), OF_EVERYBODY.items())
def test_what_everybody_is_told_to_say_is_understood(words: str, act: Act) -> None:
    assert act in read(words, heard(is_host=False)).acts


@pytest.mark.parametrize(("words", "act"), OF_HOSTS.items())
def test_what_hosts_are_told_to_say_is_understood(words: str, act: Act) -> None:
    assert act in read(words, heard(is_host=True)).acts


@pytest.mark.parametrize("words", [*OF_EVERYBODY, *OF_HOSTS])
def test_it_is_what_the_spanish_phrases_tell(words: str) -> None:
    told = phrases("es").values()
    assert any(f"“{words}" in phrase for phrase in told)


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("¿cuánto cuesta la sesión?", "price"),
        ("¿dónde es la reunión?", "place"),
        ("¿hay aparcamiento?", "parking"),
        ("¿con quién hablo?", "who"),
    ],
)
def test_questions_aside_are_told_apart(words: str, topic: str) -> None:
    found = read(words, heard(is_host=False))
    assert (Act.ASK_DETAILS in found.acts, found.topic) == (True, topic)


@pytest.mark.parametrize(
    ("words", "side"),
    [("20 minutos después de cada cita", "after"), ("20 minutos antes de cada cita", "before")],
)
def test_a_buffer_has_its_length_and_side(words: str, side: str) -> None:
    found = read(words, heard(is_host=True))
    assert (found.lengths, found.side) == ((20,), side)


@pytest.mark.parametrize(
    ("words", "act"), [("sin margen", Act.SET_BUFFER), ("sin antelación", Act.SET_NOTICE)]
)
def test_a_setting_can_be_none(words: str, act: Act) -> None:
    found = read(words, heard(is_host=True))
    assert (found.acts, found.lengths) == ((act,), (0,))


def test_numbers_of_settings_are_read() -> None:
    limit = read("máximo 6 al día", heard(is_host=True))
    window = read("solo los próximos 45 días", heard(is_host=True))
    reminder = read("2 días y 3 horas antes", heard(is_host=True))
    assert (limit.count, window.count, reminder.leads) == (6, 45, (2880, 180))


def test_an_invitee_does_not_set_what_hosts_set() -> None:
    assert Act.BLOCK_TIME not in read("el martes no estoy", heard(is_host=False)).acts
