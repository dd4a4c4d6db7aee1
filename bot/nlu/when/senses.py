"""The numbers that words about time carry, by name: parts of a day and of a period, units, sets of days."""

from collections.abc import Mapping

MORNING, LUNCH, AFTERNOON, EVENING, NIGHT, FIRST_THING, END_OF_DAY = range(7)
EARLY_MORNING, LATE_AFTERNOON, WORKING, AFTER_LUNCH = range(7, 11)
LATE_MORNING, EARLY_AFTERNOON, EARLY_EVENING, LATE_EVENING, EARLY_NIGHT, LATE_NIGHT = range(11, 17)
MID_MORNING, MID_AFTERNOON = 17, 18
"""Parts of a day: numbers of `Cat.PART`."""

MORNINGS = {MORNING, EARLY_MORNING, MID_MORNING, LATE_MORNING, FIRST_THING}
NIGHTS = {NIGHT, EARLY_NIGHT, LATE_NIGHT}
EVENINGS = {EVENING, EARLY_EVENING, LATE_EVENING}
"""Parts of a day in which a clock time is before noon, or may be after midnight."""

EARLY, MID, LATE, END, REST, BEGINNING, FIRST_HALF, SECOND_HALF = range(1, 9)
"""Parts of a period: numbers of `Cat.EDGE`."""

MINUTE, HOUR, DAY, WEEK, MONTH, YEAR, WEEKEND, SECOND = 1, 60, 1440, 10080, 43200, 525600, 7, 0
WORK_WEEK, FORTNIGHT, QUARTER, DECADE = 7200, 20160, 129600, 5256000
"""Units: minutes where they have a fixed length, else of the usual one; numbers of `Cat.UNIT`. A quarter is one of a year."""

WEEKS, MONTHS = {WEEK: 1, FORTNIGHT: 2}, {MONTH: 1, QUARTER: 3, YEAR: 12, DECADE: 120}
"""How many weeks, or months, a unit is."""

WEEKDAYS, ALL_DAYS, WEEKENDS = range(3)
"""Sets of days: numbers of `Cat.DAY_SET`."""

THE, A = 1, 0
"""Definite and indefinite: numbers of `Cat.ARTICLE`."""

OF_DAY, OF_HOUR = 2, 3
"""That a bare number after an article or a preposition is a day of the month ("le 12", "dal 3") or an hour ("le 16", "alle 9")."""


SPANS, MINUTES = 0, 1
"""Whether "to", "till", "vor" and "nach" after a bare number can count minutes: numbers of their categories."""

_UNITS = {
    "second": SECOND,
    "minute": MINUTE,
    "hour": HOUR,
    "day": DAY,
    "week": WEEK,
    "work_week": WORK_WEEK,
    "weekend": WEEKEND,
    "fortnight": FORTNIGHT,
    "month": MONTH,
    "quarter": QUARTER,
    "year": YEAR,
    "decade": DECADE,
}
HOUR_OR_NOW = 1
"""That a word for hours also means "now": number of `Cat.HOUR_WORD`."""

_PARTS = {
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
    "late_morning": LATE_MORNING,
    "early_afternoon": EARLY_AFTERNOON,
    "early_evening": EARLY_EVENING,
    "late_evening": LATE_EVENING,
    "early_night": EARLY_NIGHT,
    "late_night": LATE_NIGHT,
    "mid_morning": MID_MORNING,
    "mid_afternoon": MID_AFTERNOON,
}
HOURLY, DAILY, WEEKLY, FORTNIGHTLY, MONTHLY, BIMONTHLY, QUARTERLY, HALF_YEARLY, YEARLY = range(9)
"""How often: numbers of `Cat.OFTEN`."""

OFTEN: Mapping[int, tuple[str, int]] = {
    HOURLY: ("HOURLY", 1),
    DAILY: ("DAILY", 1),
    WEEKLY: ("WEEKLY", 1),
    FORTNIGHTLY: ("WEEKLY", 2),
    MONTHLY: ("MONTHLY", 1),
    BIMONTHLY: ("MONTHLY", 2),
    QUARTERLY: ("MONTHLY", 3),
    HALF_YEARLY: ("MONTHLY", 6),
    YEARLY: ("YEARLY", 1),
}
"""The frequency (RFC 5545) and interval of each."""

_OFTEN = {
    "hourly": HOURLY,
    "daily": DAILY,
    "weekly": WEEKLY,
    "fortnightly": FORTNIGHTLY,
    "monthly": MONTHLY,
    "bimonthly": BIMONTHLY,
    "quarterly": QUARTERLY,
    "half_yearly": HALF_YEARLY,
    "yearly": YEARLY,
}
OF_TIME = 1
"""That a refusal refuses nothing but times: the number of `Cat.NOT` and `Cat.REFUSE`."""

FROM_TODAY = 1
"""That a word for "hence" says from when on, where no stretch of time stands before it: the number of `Cat.HENCE`."""

NO = 2
"""That a refusal by itself takes back what was said before a comma ("jeudi, non vendredi"): the number of `Cat.REFUSE`."""

_OF = {"spans": SPANS, "of_day": OF_DAY, "of_hour": OF_HOUR}
ALWAYS_AFTER = 1
"""That a word such as "que viene" never stands before its noun: the number of `Cat.COMING`."""
DAY_AFTER_TOMORROW = 1
"""That a word for "last" means that day where it stands alone ("pasado"): the number of `Cat.PREVIOUS`."""
PER = 1
"""That a word for "for" means "per" before a bare unit ("por año"): the number of `Cat.FOR`."""
BARE = 1
"""That a time follows at once what leaves it out, without "on": the number of `Cat.THAT_IS_NOT`."""
THING = 1
"""That somebody has something, and is not only somewhere: the number of `Cat.HAVE`."""
A_FEW = 3
"""How many a few are."""
FOLLOWING = 3
"""That a word such as "suivant" counts from the day that is being talked about, or was named before."""
VAGUE = 2
"""That "the coming two weeks" begin today for some, and are whole ones for others."""

NAMES: Mapping[str, Mapping[str, int]] = {
    "part": _PARTS,
    "parts": _PARTS,
    "today_part": _PARTS,
    "part_or_word": _PARTS,
    "tomorrow_part": _PARTS,
    "hour_word": {"hours": 0, "now": HOUR_OR_NOW},
    "edge": {
        "early": EARLY,
        "mid": MID,
        "late": LATE,
        "end": END,
        "rest": REST,
        "beginning": BEGINNING,
        "first_half": FIRST_HALF,
        "second_half": SECOND_HALF,
    },
    "article": {"the": THE, "a": A, **_OF},
    "after": {"minutes": MINUTES, **_OF},
    "before": {"minutes": MINUTES, **_OF},
    "to": {"minutes": MINUTES, **_OF},
    "until": {"minutes": MINUTES, **_OF},
    "and": {"spans": SPANS, "minutes": MINUTES},
    "not": {"of_time": OF_TIME},
    "refuse": {"of_time": OF_TIME, "no": NO},
    "at": _OF,
    "at_or_to": _OF,
    "from": _OF,
    "of": _OF,
    "around": _OF,
    "by": _OF,
    "between": _OF,
    "in": _OF,
    "for": {"per": PER},
    "have": {"thing": THING, "place": 0},
    "that_is_not": {"said": 0, "bare": BARE},
    "coming": {"after": ALWAYS_AFTER, "vague": VAGUE, "following": FOLLOWING},
    "hence": {"today": FROM_TODAY},
    "to_hour": _OF,
    "same_day": {"itself": 0, "day_after": 1, "day_before": -1},
    "previous": {"day_after_tomorrow": DAY_AFTER_TOMORROW},
    "same_week": {"itself": 0, "week_after": 1, "week_before": -1},
    "often": _OFTEN,
    "unit": _UNITS,
    "whole": _UNITS,
    "coming_few": _UNITS,
    "end_of": _UNITS,
    "day_set": {"weekdays": WEEKDAYS, "all_days": ALL_DAYS, "weekends": WEEKENDS},
}
"""What the keys of a language's sections stand for, where they are names."""
