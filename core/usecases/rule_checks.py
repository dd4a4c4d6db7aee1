"""Which booking rules a host may set; everything else is Refused(INVALID) with the field, the reason and the bounds."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

from core.errors import Code, Refused
from core.people import Rules
from core.usecases.checks import within

_BOUNDS: Mapping[str, tuple[int, int]] = {
    "buffer_before": (0, 240),
    "buffer_after": (0, 240),
    "minimum_notice": (0, 43200),
    "window_days": (1, 730),
    "daily_limit": (1, 100),
    "step": (5, 720),
    "offset": (0, 1439),
    "weekly_limit": (1, 1000),
    "monthly_limit": (1, 5000),
    "yearly_limit": (1, 50000),
    "daily_minutes": (5, 1440),
    "weekly_minutes": (5, 7 * 1440),
    "monthly_minutes": (5, 31 * 1440),
    "yearly_minutes": (5, 366 * 1440),
    "cancel_notice": (0, 90 * 1440),
    "week_start": (0, 6),
}
_NAMES = frozenset(each.name for each in fields(Rules))
_FIRST, _LAST = date(2000, 1, 1), date(2200, 12, 31)


def rules(given: Rules) -> Rules:
    """Return booking rules whose values all make sense."""
    for name, (low, high) in _BOUNDS.items():
        value = getattr(given, name)
        if value is not None:
            within(value, name, low, high)
    _require_range(given)
    return given


def merged_rules(own: Rules, given: Rules | None, clear: frozenset[str], default: Rules) -> Rules:
    """Return rules with the values that are given, and those to be cleared set to their default."""
    unknown = clear - _NAMES
    if unknown:
        raise Refused(Code.INVALID, field=min(unknown), why="unknown")
    values = {name: getattr(default, name) for name in clear}
    if given:
        known = {name: getattr(given, name) for name in _NAMES}
        values |= {name: value for name, value in known.items() if value is not None}
    return rules(replace(own, **values))


def _require_range(given: Rules) -> None:
    for name, day in (("opens", given.opens), ("closes", given.closes)):
        if day is not None and not _FIRST <= day <= _LAST:
            raise Refused(Code.INVALID, field=name, why="range")
    if given.opens and given.closes and given.closes < given.opens:
        raise Refused(Code.INVALID, field="closes", why="order")
