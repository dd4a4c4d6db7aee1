"""How times, lengths and hours are written for a locale and a zone."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_date_format, get_timezone_location

from bot.messages import Called
from bot.phrases.marks import mark
from core.event_types import Place
from core.hours import DAY, Range, WeeklyHours
from core.interval import Interval
from core.zones import local
from core.zones import zone as zone_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What a format needs to know beside the value: locale, zone, now, the rest of the spec, the other facts, and words."""

    locale: str
    zone: str
    now: datetime
    rest: str
    facts: Mapping[str, Any]
    words: Mapping[str, str]
    """The language's own words, `word.…` in its phrase file."""
    marked: bool = False
    """Whether stretches that tell an instant are marked (`bot.phrases.marks`)."""

    def word(self, name: str) -> str:
        """Return one of them."""
        return self.words[f"word.{name}"]


@lru_cache(maxsize=64)
def babel_locale(name: str) -> Locale:
    """Return Babel's locale for a tag such as `en-GB`; plain English is written the British way (24 hours)."""
    tag = name.replace("-", "_")
    if tag == "en":
        return Locale.parse("en_GB")
    try:
        return Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


@lru_cache(maxsize=2048)
def clock_text(wall: time, locale: str) -> str:
    """Return a clock time such as `15:00` or `3:00 PM`."""
    return format_time(wall, "short", locale=babel_locale(locale)).replace("\u202f", " ")


@lru_cache(maxsize=4096)
def date_text(day: date, locale: str, style: str) -> str:
    """Return a date with its weekday: `full` with the year, `long` without, `short` in short, `bare` in short without it, `dated` with the year but not the weekday, `weekday` and `month` alone."""
    return format_date(day, _date_patterns(locale)[style], locale=babel_locale(locale))


@lru_cache(maxsize=64)
def _date_patterns(locale: str) -> Mapping[str, str]:
    """Derive the patterns from the locale's full date (CLDR), which names weekday, day, month and year, and its short day and month."""
    known = babel_locale(locale)
    full = str(get_date_format("full", locale=known).pattern)
    long = re.sub(r"[,\s]*(?:'de'\s*)?y+", "", full).strip()
    bare = str(known.datetime_skeletons["MMMd"].pattern)
    day_and_month = re.sub(r"[,\s]*E+[,.\s]*", "", long)
    return {
        "full": full,
        "long": long,
        "short": long.replace(day_and_month, bare).replace("EEEE", "EEE"),
        "bare": bare,
        "dated": re.sub(r"^E+[,.]?\s*(?:den\s*)?", "", full),
        "weekday": "EEEE",
        "month": "MMMM",
    }


def zone_label(name: str, asked: Asked) -> str:
    """Return how a zone is called: `Berlin time`, in French `heure de Paris` and `heure d'Athènes`, `UTC`."""
    if "/" not in name:
        return name
    city = _city(name, asked.locale)
    return before(city, asked.word("zone")).format(city=city)


@lru_cache(maxsize=1024)
def _city(name: str, locale: str) -> str:
    """Return the place after which a zone is known in a language, without the country that Babel may put before it."""
    city = name.rsplit("/", 1)[-1].replace("_", " ")
    if name.startswith("Etc/"):
        return city
    told = get_timezone_location(zone_of(name), babel_locale(locale), return_city=True)
    return told.rsplit("/", 1)[-1] or city


def start_of(value: Any) -> datetime:
    """Return an instant, of an interval its start."""
    return value.start if isinstance(value, Interval) else value


def day(value: Any, asked: Asked) -> str:
    """Weekday and date: `Tuesday 24 November`, with the year if it is far."""
    date_ = _date(value, asked)
    near = abs(date_ - asked.now.date()) < timedelta(days=300)
    return date_text(date_, asked.locale, "long" if near else "full")


def _date(value: Any, asked: Asked) -> date:
    return local(start_of(value), asked.zone).date() if isinstance(value, datetime | Interval) else value


def short_day(value: Any, asked: Asked) -> str:
    """Weekday and date in short: `Tue 24 Nov`."""
    return date_text(_date(value, asked), asked.locale, "short")


def clock(value: Any, asked: Asked) -> str:
    """Clock time, of an interval from–to; the offset is added where the clock shows the hour twice."""
    if not isinstance(value, Interval):
        return clock_at(value, asked)
    end = local(value.end, asked.zone)
    text = f"{clock_at(value.start, asked)}–{clock_text(end.time(), asked.locale)}"
    days = (end.date() - local(value.start, asked.zone).date()).days
    return text if days == 0 or end.time() == time() else f"{text} (+{days})"


def clock_at(moment: datetime, asked: Asked) -> str:
    """Return the clock time of an instant, with its offset where the clock shows the hour twice."""
    wall = local(moment, asked.zone)
    text = clock_text(wall.time(), asked.locale)
    if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
        return text
    return f"{text} (UTC{wall.strftime('%z')[:3]})"


def the_clock(value: Any, asked: Asked) -> str:
    """Clock time with the article that some languages need before it: Spanish `las 15:00`, `la 1:00`."""
    text = clock_at(start_of(value), asked)
    shown = re.match("[0-9]+", text)
    one = shown is not None and int(shown.group()) == 1
    return asked.word("the_clock_one" if one else "the_clock").format(clock=text)


def when(value: Any, asked: Asked) -> str:
    """All of it: weekday, date, clock and zone."""
    return _told(
        f"{day(value, asked)}, {at_clock(value, asked)} ({zone_label(asked.zone, asked)})", value, asked
    )


def _told(text: str, value: datetime | Interval, asked: Asked) -> str:
    """Mark a text that tells an instant in full, if that is asked for."""
    return mark(text, value) if asked.marked else text


def at_clock(value: Any, asked: Asked) -> str:
    """Clock time as it stands after a date in a sentence: `15:00–15:30`, in German `15:00–15:30 Uhr`."""
    return asked.word("at_clock").format(clock=clock(value, asked))


def slot(value: Any, asked: Asked) -> str:
    """For a button: `Tue 24 Nov, 15:00`."""
    return _told(f"{short_day(value, asked)}, {clock_at(start_of(value), asked)}", start_of(value), asked)


def theirs(value: Any, asked: Asked) -> str:
    """The clock in the other side's zone (fact `their_zone`), empty where it shows the same."""
    other = asked.facts.get("their_zone")
    if not other or local(start_of(value), other).replace(tzinfo=None) == local(
        start_of(value), asked.zone
    ).replace(tzinfo=None):
        return ""
    there = replace(asked, zone=other, rest="")
    same = local(start_of(value), other).date() == local(start_of(value), asked.zone).date()
    text = at_clock(value, there) if same else f"{short_day(value, there)}, {at_clock(value, there)}"
    return f" / {text} ({zone_label(other, asked)})"


def length(value: Any, asked: Asked) -> str:
    """Minutes in words: `30 minutes`, `1 hour 30 minutes`, `2 days`."""
    minutes = int(value)
    if minutes and minutes % DAY == 0:
        return count(minutes // DAY, _with(asked, "day"))
    hours, rest = divmod(minutes, 60)
    parts = [count(hours, _with(asked, "hour"))] if hours else []
    if rest or not hours:
        parts.append(count(rest, _with(asked, "minute")))
    return " ".join(parts)


def lengths(value: Any, asked: Asked) -> str:
    """Several lengths: `30 or 60 minutes`."""
    if len(value) == 1:
        return length(value[0], asked)
    said = listed([str(v) for v in value], asked, "or")
    return f"{said} {asked.word('minute').partition('|')[2]}"


def leads(value: Any, asked: Asked) -> str:
    """Reminder leads: `1 day and 2 hours`."""
    return listed([length(v, asked) for v in value], asked, "and")


def count(value: Any, asked: Asked) -> str:
    """Count with its noun: `{n:count|meeting|meetings}`."""
    one, _, many = asked.rest.partition("|")
    return f"{value} {one if value == 1 else many}"


def _with(asked: Asked, word: str) -> Asked:
    return replace(asked, rest=asked.word(word))


def listed(words: Sequence[str], asked: Asked, conjunction: str) -> str:
    """Join words with the language's `and` or `or`: `a, b and c`."""
    return joined(words, _conjunction(words[-1], asked, conjunction) if words else "")


def joined(words: Sequence[str], conjunction: str) -> str:
    """Join words: `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def _conjunction(following: str, asked: Asked, name: str) -> str:
    """Return `and` or `or`, in the form that it has before some sounds: Spanish `Ana e Inés`, `siete u ocho`."""
    return before(following, asked.word(name))


def before(following: str, word: str) -> str:
    """Return the form that a word has before what follows: Italian `e Carlo`, `ed Elena`; `il primo lunedì`, `la prima domenica`.

    A second form stands in the language's word after a bar, then the beginnings that it stands before, then longer ones that
    it does not.
    """
    usual, other, before, never = [*word.split("|"), "", "", ""][:4]
    start = following.casefold()
    special = start.startswith(tuple(before.split())) and not start.startswith(tuple(never.split()))
    return other if special else usual


def names(value: Any, asked: Asked) -> str:
    """Join names with `and`; a single one may stand by itself."""
    return value if isinstance(value, str) else listed([str(v) for v in value], asked, "and")


def ranges_text(ranges: Sequence[Range], asked: Asked) -> str:
    """Ranges of a day: `9:00–12:00 and 13:00–17:00`."""
    return listed([f"{_minute(a, asked)}–{_minute(b, asked)}" for a, b in ranges], asked, "and")


def _minute(minute: int, asked: Asked) -> str:
    if minute == DAY:
        whole_day = clock_text(time(13), asked.locale).startswith("13")
        return "24:00" if whole_day else asked.word("midnight")
    return clock_text(time(minute % DAY // 60, minute % 60), asked.locale)


def hours(value: WeeklyHours, asked: Asked) -> str:
    """Weekly hours in words, equal neighbours together: `Monday to Friday 09:00–17:00`."""
    groups: list[tuple[int, int, tuple[Range, ...]]] = []
    for weekday, ranges in enumerate(value.days):
        if groups and groups[-1][2] == ranges:
            groups[-1] = (groups[-1][0], weekday, ranges)
        else:
            groups.append((weekday, weekday, ranges))
    said = [f"{_days(a, b, asked)} {ranges_text(r, asked)}" for a, b, r in groups if r]
    return "; ".join(said) or asked.word("no_hours")


def _days(first: int, last: int, asked: Asked) -> str:
    monday = date(2024, 1, 1)
    names_ = [date_text(monday + timedelta(days=d), asked.locale, "weekday") for d in (first, last)]
    if first == last:
        return names_[0]
    if last == first + 1:
        return listed(names_, asked, "and")
    return f"{names_[0]} {asked.word('to')} {names_[1]}"


def day_ranges(value: Any, asked: Asked) -> str:
    """Ranges of one date, `closed` if none."""
    return ranges_text(value, asked) if value else asked.word("closed")


def days(value: Any, asked: Asked) -> str:
    """Several dates."""
    shown = [short_day(v, asked) for v in value[:6]]
    if len(value) > 6:
        return f"{shown[0]} {asked.word('to')} {short_day(value[-1], asked)}"
    return listed(shown, asked, "and")


def masked(value: Any, asked: Asked) -> str:
    """An e-mail address without most of its local part: `a…@example.org`."""
    name, _, domain = str(value).partition("@")
    return f"{name[:1]}…@{domain}"


def zone_format(value: Any, asked: Asked) -> str:
    """A zone's label: `Berlin time`."""
    return zone_label(str(value), asked)


def when_from(value: Interval, asked: Asked) -> str:
    """The beginning of a stretch, as weekday, date, clock and zone."""
    return when(value.start, asked)


def when_to(value: Interval, asked: Asked) -> str:
    """The end of a stretch; midnight belongs to the day before."""
    if local(value.end, asked.zone).time() == time():
        return asked.word("end_of").format(day=day(value.end - timedelta(minutes=1), asked))
    return when(value.end, asked)


def place(value: Place, asked: Asked) -> str:
    """Where: the link, number or address, else the kind (`on Zoom`); a kind that says nothing is empty."""
    return value.detail or asked.word(f"place_{value.kind.value}")


def hidden(value: Any, asked: Asked) -> str:
    """Say nothing: the fact only decides whether its part is said."""
    return ""


def called(value: Called, asked: Asked) -> str:
    """How somebody calls a meeting: `Intro meeting with Anna`."""
    return asked.word("called").format(title=value.title, who=value.who)


def part_of_day(value: Any, asked: Asked) -> str:
    """A part of the day: `morning`."""
    return asked.word(f"part_{value}") if value else ""


def zone_check(value: Any, asked: Asked) -> str:
    """A short question whether the inferred zone is right, said once."""
    return asked.word("zone_check")


Format = Callable[[Any, Asked], str]
"""Writes one fact."""

FORMATS: Mapping[str, Format] = {
    "when": when,
    "when_from": when_from,
    "when_to": when_to,
    "zone_check": zone_check,
    "part_of_day": part_of_day,
    "hidden": hidden,
    "place": place,
    "day": day,
    "short_day": short_day,
    "clock": clock,
    "the_clock": the_clock,
    "slot": slot,
    "theirs": theirs,
    "length": length,
    "lengths": lengths,
    "leads": leads,
    "count": count,
    "names": names,
    "hours": hours,
    "ranges": day_ranges,
    "days": days,
    "masked": masked,
    "zone": zone_format,
}
