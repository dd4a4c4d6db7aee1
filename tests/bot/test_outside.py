"""The real clock and the real chance."""

from datetime import UTC, datetime, timedelta

from bot.outside import SystemChance, SystemClock


def test_the_clock_shows_utc_and_goes_on() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert first.utcoffset() == timedelta(0)
    assert first <= second
    assert abs(second - datetime.now(UTC)) < timedelta(minutes=1)


def test_ids_and_tokens_do_not_repeat() -> None:
    chance = SystemChance()
    assert len({chance.uuid() for _ in range(500)}) == 500
    tokens = {chance.token() for _ in range(500)}
    assert len(tokens) == 500
    assert all(len(token) >= 22 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_digits_are_as_many_as_asked_for_and_not_always_the_same() -> None:
    codes = [SystemChance().digits(6) for _ in range(500)]
    assert all(len(code) == 6 and code.isdecimal() and code.isascii() for code in codes)
    assert len(set(codes)) > 400
    assert any(code.startswith("0") for code in codes)


def test_jitter_is_at_least_nought_and_less_than_one() -> None:
    drawn = [SystemChance().jitter() for _ in range(500)]
    assert all(0 <= each < 1 for each in drawn)
    assert min(drawn) < 0.2
    assert max(drawn) > 0.8
