"""The numbers that words about time carry, by name: parts of a day and of a period, units, sets of days."""

from collections.abc import Mapping

MORNING, LUNCH, AFTERNOON, EVENING, NIGHT, FIRST_THING, END_OF_DAY = range(7)
EARLY_MORNING, LATE_AFTERNOON, WORKING, AFTER_LUNCH, EARLY_AFTERNOON, LATE_MORNING = range(7, 13)
"""Parts of a day: numbers of `Cat.PART`."""

EARLY, MID, LATE, END, REST = range(1, 6)
"""Parts of a period: numbers of `Cat.EDGE`."""

MINUTE, HOUR, DAY, WEEK, MONTH, YEAR, WEEKEND, SECOND = 1, 60, 1440, 10080, 43200, 525600, 7, 0
"""Units: minutes where they have a fixed length; numbers of `Cat.UNIT`."""

WEEKDAYS, ALL_DAYS, WEEKENDS = range(3)
"""Sets of days: numbers of `Cat.DAY_SET`."""

THE, A = 1, 0
"""Definite and indefinite: numbers of `Cat.ARTICLE`."""

OF_DAY, OF_HOUR = 2, 3
"""That a bare number after an article or a preposition is a day of the month ("le 12", "dal 3") or an hour ("le 16", "alle 9")."""

_OF = {"of_day": OF_DAY, "of_hour": OF_HOUR}

SPANS, MINUTES = 0, 1
"""Whether "to", "till", "vor" and "nach" after a bare number can count minutes: numbers of their categories."""

NAMES: Mapping[str, Mapping[str, int]] = {
    "part": {
        "morning": MORNING,
        "lunch": LUNCH,
        "afternoon": AFTERNOON,
        "evening": EVENING,
        "night": NIGHT,
        "first_thing": FIRST_THING,
        "end_of_day": END_OF_DAY,
        "early_morning": EARLY_MORNING,
        "late_afternoon": LATE_AFTERNOON,
        "working": WORKING,
        "after_lunch": AFTER_LUNCH,
        "early_afternoon": EARLY_AFTERNOON,
        "late_morning": LATE_MORNING,
    },
    "edge": {"early": EARLY, "mid": MID, "late": LATE, "end": END, "rest": REST},
    "unit": {
        "second": SECOND,
        "minute": MINUTE,
        "hour": HOUR,
        "day": DAY,
        "week": WEEK,
        "weekend": WEEKEND,
        "month": MONTH,
        "year": YEAR,
    },
    "article": {"the": THE, "a": A, **_OF},
    "after": {"spans": SPANS, "minutes": MINUTES, **_OF},
    "before": {"spans": SPANS, "minutes": MINUTES, **_OF},
    "to": {"spans": SPANS, "minutes": MINUTES, **_OF},
    "until": {"spans": SPANS, "minutes": MINUTES, **_OF},
    "and": {"minutes": MINUTES},
    "at": _OF,
    "at_or_to": _OF,
    "from": _OF,
    "of": _OF,
    "around": _OF,
    "by": _OF,
    "same_day": {"itself": 0, "day_after": 1, "day_before": -1},
    "day_set": {"weekdays": WEEKDAYS, "all_days": ALL_DAYS, "weekends": WEEKENDS},
}
"""What the keys of a language's sections stand for, where they are names."""
