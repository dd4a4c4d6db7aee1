"""Whether an answer is what a scenario expects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.interval import Interval
from tests.scenarios.cast import Case, moment, span

Answer = Mapping[str, Any]


def faults(case: Case, answer: Answer) -> list[str]:
    """Return what is wrong with an answer, in words; an empty list if nothing is."""
    judge = _slot_faults if case["kind"] == "slots" else _plain_faults
    return list(judge(case, answer))


def _slot_faults(case: Case, answer: Answer) -> Iterator[str]:
    starts: Sequence[datetime] = sorted(set(answer["slots"]))
    expect = case["expect"]
    for name, judge in _SLOT_JUDGES.items():
        if name in expect:
            yield from judge(case, expect[name], starts)
    for zone, others in answer["seen_from"].items():
        if sorted(set(others)) != starts:
            yield f"other slots are offered to whoever looks from {zone}"


def _exactly(_case: Case, wanted: Sequence[str], starts: Sequence[datetime]) -> Iterator[str]:
    expected = {moment(each) for each in wanted}
    for each in sorted(expected - set(starts)):
        yield f"missing {each.isoformat()}"
    for each in sorted(set(starts) - expected):
        yield f"not expected {each.isoformat()}"


def _count(_case: Case, wanted: int, starts: Sequence[datetime]) -> Iterator[str]:
    if len(starts) != wanted:
        yield f"{len(starts)} slots instead of {wanted}"


def _least(_case: Case, wanted: int, starts: Sequence[datetime]) -> Iterator[str]:
    if len(starts) < wanted:
        yield f"{len(starts)} slots, fewer than {wanted}"


def _includes(_case: Case, wanted: Sequence[str], starts: Sequence[datetime]) -> Iterator[str]:
    yield from (f"missing {each}" for each in wanted if moment(each) not in starts)


def _excludes(_case: Case, unwanted: Sequence[str], starts: Sequence[datetime]) -> Iterator[str]:
    yield from (f"must not be offered: {each}" for each in unwanted if moment(each) in starts)


def _none_before(_case: Case, first: str, starts: Sequence[datetime]) -> Iterator[str]:
    yield from (f"too early: {each.isoformat()}" for each in starts if each < moment(first))


def _no_overlap(case: Case, taken: Sequence[Case], starts: Sequence[datetime]) -> Iterator[str]:
    for each in _slots(case, starts):
        if any(each.overlaps(span(other)) for other in taken):
            yield f"overlaps what is taken: {each.start.isoformat()}"


def _within(case: Case, stretches: Sequence[Sequence[str]], starts: Sequence[datetime]) -> Iterator[str]:
    allowed = [Interval(moment(start), moment(end)) for start, end in stretches]
    for each in _slots(case, starts):
        if not any(stretch.contains(each) for stretch in allowed):
            yield f"outside what is allowed: {each.start.isoformat()}"


def _days(case: Case, wanted: Sequence[str], starts: Sequence[datetime]) -> Iterator[str]:
    zone = ZoneInfo(case["query"]["invitee_tz"])
    days = sorted({each.astimezone(zone).date().isoformat() for each in starts})
    if days != list(wanted):
        yield f"slots on {', '.join(days) or 'no day'} instead of {', '.join(wanted) or 'no day'}"


def _slots(case: Case, starts: Sequence[datetime]) -> Iterator[Interval]:
    length = timedelta(minutes=case["event"]["duration"])
    return (Interval(each, each + length) for each in starts)


_SLOT_JUDGES: Mapping[str, Callable[[Case, Any, Sequence[datetime]], Iterator[str]]] = {
    "slots": _exactly,
    "count": _count,
    "min_count": _least,
    "includes": _includes,
    "excludes": _excludes,
    "none_before": _none_before,
    "no_overlap": _no_overlap,
    "within": _within,
    "days": _days,
}


def _plain_faults(case: Case, answer: Answer) -> Iterator[str]:
    """Compare what is expected by name; why something was refused matters only if it had to be."""
    expect = case["expect"]
    for name, wanted in expect.items():
        if name in answer and answer[name] != wanted and not (name == "reason" and expect.get("ok")):
            yield f"{name} is {answer[name]!r} instead of {wanted!r}"
