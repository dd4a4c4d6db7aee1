"""Recurring open and busy time as a host says it, as RRULE (RFC 5545, section 3.3.10)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from bot.nlu.dayoff import off_reason
from bot.nlu.fragments import (
    NUMBER,
    WEEKDAY,
    clauses_in,
    count_of,
    dates_among,
    ranges_in,
    weekdays_in,
)
from bot.nlu.hinted import Gate, Hinted, hinted
from bot.nlu.talk import Talk
from bot.nlu.weekly import EndsBeforeBeginError
from bot.nlu.when.value import Clause, Clock
from bot.terms import Lack, NewRule, RuleEnd, RuleGone, Setting
from core.hours import DAY, Range, Recurring, RuleKind
from core.recurrence import occurrences

YEAR = timedelta(days=365)
YEARS = 9
"""How far ahead the first date of a rule is looked for: 29 February may be eight years away."""
_NOBODY = UUID(int=0)
"""The id of a rule that is only tried out."""

_I = re.IGNORECASE
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = rf"(?P<days>{WEEKDAY}\b(?:(?:,? and |, ?| & |,? or ){WEEKDAY}\b){{0,6}})"
_NTH = r"(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)"
_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "other": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "last": -1,
}
_OF_MONTH = rf"(?: of (?:the|each|every|a)(?: (?P<every>other|second|third|{NUMBER}))? months?| (?:each|every|a|in the|in every|in each) months?)"
_FORMS: tuple[tuple[str, Hinted], ...] = (
    ("monthly", hinted(" month", rf"\b(?:on )?(?:(?:the|every|each) )?(?P<nth>{_NTH}(?:(?:,? and |, ?)(?:the )?{_NTH}){{0,3}}) {_DAYS}{_OF_MONTH}")),
    ("monthly", hinted(" first| last", rf"\b(?:on )?(?:the|every|each) (?P<nth>first|last) {_DAYS}\b")),
    ("dated", hinted(" month|monthly", rf"\b(?:on )?(?:the |every |each )?(?P<date>\d{{1,2}})(?:st|nd|rd|th)?(?: day)?{_OF_MONTH}|\b(?:monthly|every month) on (?:the )?(?P<date2>\d{{1,2}})(?:st|nd|rd|th)?\b")),
    ("last_day", hinted("last day ", rf"\b(?:on )?(?:the |every |each )?last day{_OF_MONTH}")),
    ("weeks", hinted("every ", rf"\bevery (?P<every>other|second|2nd|third|3rd|fourth|4th) {_DAYS}\b")),
    ("weeks", hinted("every ", rf"\bevery (?P<every>other|second|2nd|third|3rd|fourth|4th|{NUMBER}) weeks? on (?:a )?{_DAYS}\b")),
    ("weeks", hinted("biweekly|every |fortnightly", rf"\b(?P<fortnight>biweekly|fortnightly|every fortnight) (?:on )?(?:a )?{_DAYS}\b|\b(?:on )?(?P<days2>{WEEKDAY}) (?:every (?P<every>other|second|2nd|third|{NUMBER}) weeks?|(?P<fortnight2>biweekly|fortnightly|every fortnight))\b")),
    ("yearly", hinted("annually|each year|every year|yearly", r"\b(?:every year|yearly|annually|each year) on (?:the )?(?P<date>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b")),
    ("weekly", hinted("each|every|weekly on", rf"\b(?:every|each|weekly on|every week on)(?: an?)? {_DAYS}")),
    ("weekdays", hinted(" business day| weekday| work day| working day", r"\b(?:every|each) (?:weekday|working day|work day|business day)s?\b")),
    ("days", hinted("daily|every ", rf"\bevery (?:(?P<every>other|second|third|{NUMBER}) )?days?\b|\bdaily\b")),
)  # fmt: skip
_BUSY = hinted(
    "block|busy|close|no appointment|no booking|no call|no meeting|not available|not bookable|not free|not working|off|unavailable",
    r"\b(?:busy|block|blocked|unavailable|not (?:available|free|bookable|working)|no (?:meetings?|bookings?|calls?|appointments?)|closed?|off)\b",
)
_OPEN = hinted(
    "available|bookable|free|i work|offer|open|take |working",
    r"\b(?:open|available|free|bookable|offer|i work|i'm working|working|take (?:bookings|meetings|calls))\b",
)
_OTHER = re.compile(
    r"\?\s*$|\b(?:book me|booked|series|remind\w*|move|cancel|starts?|steps?|slots?|limit|max\w*|at most|price|costs?)\b",
    _I,
)
_GONE = hinted(
    "longer|more|recurrence|recurring|repeating|rule",
    r"\b(?:drop|delete|remove|forget|cancel|end|stop|clear|take away|get rid of)\b(?P<words>[^.;?]{0,80}?)\b(?:rules?|recurring|recurrence|repeating)\b|"
    r"\b(?:not|n't|no longer) (?P<words2>(?:busy|open|available|blocked|free) (?:every|each|on)[^.;?]{0,80}?)(?: any ?more| any ?longer)\s*[.!]?$",
)
_END = re.compile(r"\b(?:until|till|til|through)\b", _I)
_UNTIL = hinted(
    "until|till|til|through|end|up to",
    r"^\W*(?:(?:and|no|ok|okay|make (?:it|that)|keep (?:it|that)|let (?:it|that) (?:go on|run)|(?:the|my|that)(?: recurring)? rule (?:goes|runs|is|lasts|should go|should run)(?: on)?|it (?:goes|runs|lasts)(?: on)?|(?:only )?until further)\W+)*"
    r"(?:only )?(?:until|till|til|through|ends?(?: on)?|up to)\b(?P<when>.{3,60})$",
)
_NOTE = hinted(
    "because of|due to|for",
    r"\b(?:for|because of|due to) (?:the |my |our )?(?!(?:the|next|a|an|all|one|two|three|four|five|six|ten|several|\d{1,3})\b)(?P<note>[a-z][\w' -]{2,40}?)\s*(?:[,.;]|$|\b(?:from|until|till|starting)\b)",
)


@dataclass(frozen=True, slots=True)
class _Recurrence:
    """How something recurs, and where in the message that stands."""

    form: str
    rrule: str
    span: tuple[int, int]


def rule_said(talk: Talk) -> Setting | None:
    """Return a recurring rule, or what of it is missing; None if the message tells none."""
    if gone := _gone(talk):
        return gone
    recurrence = _recurrence(talk.text)
    if recurrence is None or _OTHER.search(talk.text):
        return None
    busy, opens = bool(_BUSY.search(talk.text)), bool(_OPEN.search(talk.text))
    rest = talk.text[: recurrence.span[0]] + " ; " + talk.text[recurrence.span[1] :]
    clauses = clauses_in(_without_note(rest))
    days = [day for clause in clauses for day in clause.days]
    bounds = dates_among(days, talk.view)
    if recurrence.form in ("weekly", "weekdays", "days") and not busy and not any(bounds):
        return None
    if not (busy or opens or any(clause.clocks for clause in clauses)):
        return None
    return _rule(talk, recurrence, clauses, bounds, busy=busy and not _free_again(talk.text))


def _free_again(text: str) -> bool:
    return re.search(r"\bnot (?:busy|closed|off)\b", text, _I) is not None


def _rule(
    talk: Talk,
    recurrence: _Recurrence,
    clauses: Sequence[Clause],
    bounds: tuple[date | None, date | None],
    *,
    busy: bool,
) -> Setting | None:
    hours = _hours(clauses, busy=busy)
    if isinstance(hours, Lack):
        return hours
    rrule = recurrence.rrule + hours.by
    first = _first(rrule, bounds[0] or talk.view.seen.today)
    if first is None:
        return None
    return NewRule(
        kind=RuleKind.BUSY if busy else RuleKind.AVAILABLE,
        rrule=rrule,
        start=hours.start,
        length=hours.length,
        first=first,
        last=bounds[1],
        note=_note(talk.text),
    )


@dataclass(frozen=True, slots=True)
class _Hours:
    """When each occurrence begins and how long it lasts, in minutes, and what the rule needs to say so."""

    start: int
    length: int
    by: str = ""


def _hours(clauses: Sequence[Clause], *, busy: bool) -> _Hours | Lack:
    try:
        ranges = ranges_in(clauses, ())
    except EndsBeforeBeginError:
        return Lack.RULE_HOURS
    if not ranges:
        return _Hours(0, DAY) if busy else Lack.RULE_HOURS
    if len(ranges) == 1 and _is_point(clauses):
        return Lack.RULE_HOURS
    if len(ranges) == 1:
        return _Hours(ranges[0][0], ranges[0][1] - ranges[0][0])
    return _several(ranges)


def _is_point(clauses: Sequence[Clause]) -> bool:
    """Say whether only a beginning is told ("at 14")."""
    return all(isinstance(each, Clock) for clause in clauses for choice in clause.clocks for each in choice)


def _several(ranges: Sequence[Range]) -> _Hours | Lack:
    """Put ranges of one length that begin at the same minute into one rule: 10, 11 and 14 o'clock, an hour each."""
    lengths = {end - start for start, end in ranges}
    minutes = {start % 60 for start, _ in ranges}
    if len(lengths) > 1 or len(minutes) > 1 or any(start >= DAY for start, _ in ranges):
        return Lack.ONE_STRETCH
    begins = sorted({start for start, _ in ranges})
    hours = ",".join(str(start // 60) for start in begins)
    return _Hours(begins[0], lengths.pop(), f";BYHOUR={hours}")


_GATE = Gate.of(*(pattern for _, pattern in _FORMS))


def _recurrence(text: str) -> _Recurrence | None:
    for form, pattern in _FORMS if _GATE.opens(text) else ():
        if match := pattern.search(text):
            rrule = _rrule(form, {name: said.lower() for name, said in match.groupdict().items() if said})
            return _Recurrence(form, rrule, match.span()) if rrule else None
    return None


def _rrule(form: str, said: dict[str, str]) -> str:
    """Return the rule of a form; empty if its numbers make no sense."""
    every = _every(said)
    weekdays = weekdays_in(said.get("days") or said.get("days2", ""))
    match form:
        case "monthly":
            return f"FREQ=MONTHLY{every};BYDAY={_nth_days(said['nth'], weekdays)}"
        case "dated":
            day = int(said.get("date") or said["date2"])
            return f"FREQ=MONTHLY{every};BYMONTHDAY={day}" if 1 <= day <= 31 else ""
        case "last_day":
            return f"FREQ=MONTHLY{every};BYMONTHDAY=-1"
        case "yearly":
            month, day = _MONTHS.index(said["month"]) + 1, int(said["date"])
            return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}" if 1 <= day <= 31 else ""
        case "days":
            return f"FREQ=DAILY{every}"
        case "weekdays":
            return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
        case _:
            return f"FREQ=WEEKLY{every};BYDAY={','.join(_CODES[day] for day in weekdays)}"


def _every(said: dict[str, str]) -> str:
    if "fortnight" in said or "fortnight2" in said:
        return ";INTERVAL=2"
    word = said.get("every", "")
    every = _ORDINALS.get(word) or count_of(word)
    return f";INTERVAL={every}" if every > 1 else ""


def _nth_days(nth: str, weekdays: Sequence[int]) -> str:
    numbers = [_ORDINALS[each] for each in re.findall(_NTH, nth)]
    return ",".join(f"{number}{_CODES[day]}" for number in numbers for day in weekdays)


def _first(rrule: str, since: date) -> date | None:
    """Return the first date on which a rule occurs, from a date on; None if it does not within nine years."""
    plain = re.sub(r";(?:BYHOUR|INTERVAL)=[\d,]+", "", rrule)
    for years in range(YEARS):
        begin = since + timedelta(days=366 * years)
        rule = Recurring(
            id=_NOBODY, kind=RuleKind.AVAILABLE, rrule=plain, length=60, first=begin, last=begin + YEAR
        )
        found = occurrences(rule, begin, begin + YEAR)
        if found:
            return found[0].date()
    return None


def _note(text: str) -> str:
    if reason := off_reason(text if "(" in text else _END.split(text, maxsplit=1)[0]):
        return reason
    match = _NOTE.search(text)
    said = match["note"].strip() if match else ""
    return "" if any(clause.days for clause in clauses_in(said)) else said


def _without_note(text: str) -> str:
    """Leave out the words of a note, for "lunch" would else be a time of day."""
    plain = re.sub(r"\([^)]{2,80}\)", " ", text)
    match = _NOTE.search(plain)
    return plain.replace(match["note"], " ") if match and _note(plain) else plain


def _gone(talk: Talk) -> RuleGone | None:
    match = _GONE.search(talk.text)
    if match is None or talk.text.endswith("?"):
        return None
    words = talk.text[match.start() :]
    return RuleGone(words=words, weekdays=weekdays_in(words))


def end_said(talk: Talk) -> RuleEnd | None:
    """Return the date until which the rule just talked about is to go on."""
    match = _UNTIL.match(talk.text)
    if match is None:
        return None
    clauses = clauses_in(f"until {match['when']}")
    _, last = dates_among([day for clause in clauses for day in clause.days], talk.view)
    return RuleEnd(last) if last and not any(clause.clocks for clause in clauses) else None
