"""What Portuguese needs of the formats: words of a rule that follow the gender of its weekday, and articles of clocks."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from bot.phrases import Voice, say
from core.hours import Recurring, RuleKind

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
RECIFE = Voice(locale="pt-BR", zone="America/Recife", now=NOW)


@pytest.mark.parametrize(
    ("rrule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "Ocupado toda terça-feira 12:00–13:00"),
        ("FREQ=WEEKLY;BYDAY=SA", "Ocupado todo sábado 12:00–13:00"),
        ("FREQ=MONTHLY;BYDAY=1MO", "Ocupado na 1ª segunda-feira de cada mês 12:00–13:00"),
        ("FREQ=MONTHLY;BYDAY=-1SU", "Ocupado no último domingo de cada mês 12:00–13:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "Ocupado no dia 1º de cada mês 12:00–13:00"),
    ],
)
def test_a_rule_follows_the_gender_of_its_weekday(rrule: str, words: str) -> None:
    rule = Recurring(
        id=UUID(int=1),
        kind=RuleKind.BUSY,
        rrule=rrule,
        start=720,
        length=60,
        first=date(2026, 11, 23),
        last=date(2027, 11, 22),
    )
    assert say("recurring.line", {"rule": rule}, RECIFE).startswith(
        f"{words}, de segunda-feira, 23 de novembro"
    )


@pytest.mark.parametrize(("hour", "clock"), [(4, "a 01:00"), (13, "as 10:00")])
def test_a_clock_has_its_article(hour: int, clock: str) -> None:
    until = datetime(2026, 11, 20, hour, tzinfo=UTC)
    assert say("fix.wait", {"until": until}, RECIFE) == f"Talvez fique livre de novo depois d{clock}."
