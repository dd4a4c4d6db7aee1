"""What a letter says, before it is text or HTML: headline, sentence, rows of facts, one link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.messages import GUEST, Letter
from bot.phrases.money import price_text
from bot.phrases.times import babel_locale
from channels.email import times
from channels.email.clean import isolated, lines, one_line
from channels.email.words import Words, sentences, words
from core.booking import Booking, Side
from core.effects import News
from core.event_types import PlaceKind
from core.interval import Interval
from core.jsonable import load

CODE = "code"
"""The news of a letter with a one-time code."""

_OF_INVITATION = re.compile(r"\[\[( ?)(.*?)\]\]")
_RTL = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: a label and what it is."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything a letter says, in the reader's language."""

    subject: str
    greeting: str
    headline: str
    text: str
    rows: tuple[Row, ...] = ()
    link: str = ""
    link_label: str = ""
    note: str = ""
    footer: str
    code: str = ""
    language: str = "en"
    direction: str = "ltr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A letter about a booking, with its booking rebuilt."""

    letter: Letter
    booking: Booking
    before: Booking | None
    others: tuple[Booking, ...] = ()
    """Further bookings of a series."""

    @property
    def dates(self) -> tuple[Booking, ...]:
        """All bookings that the letter is about."""
        return (self.booking, *self.others)

    @property
    def to_host(self) -> bool:
        """Whether the host reads it."""
        return self.letter.to_side == Side.HOST.value

    @property
    def other_name(self) -> str:
        """Who sits across the table."""
        return one_line(self.booking.invitee.name if self.to_host else self.letter.host_name, 100)

    @property
    def other_email(self) -> str | None:
        """The mail address across the table, if there is one."""
        return self.booking.invitee.email if self.to_host else self.letter.host_email

    @property
    def other_zone(self) -> str:
        """The zone across the table; empty if it is not known."""
        return self.booking.invitee.zone if self.to_host else self.letter.host_zone

    @property
    def place(self) -> str:
        """Where the meeting happens, in the reader's words; may be empty."""
        kind, detail = self.booking.place.kind, one_line(self.booking.place.detail, 500)
        name = words(self.letter.locale)["places"][kind.value]
        if kind is PlaceKind.IN_PERSON and detail:
            return detail
        return ": ".join(each for each in (name, detail) if each)


def scene(letter: Letter) -> Scene | None:
    """Return the booking of a letter and what it was; None for a letter without booking. Raise ValueError or TypeError for a dump that is none."""
    if letter.booking is None:
        return None
    before = load(Booking, letter.before) if letter.before else None
    others = tuple(load(Booking, each) for each in letter.others)
    return Scene(letter=letter, booking=load(Booking, letter.booking), before=before, others=others)


def page(letter: Letter) -> Page:
    """Return what a letter says; raise KeyError for news that nobody has words for."""
    seen = scene(letter)
    table = sentences(letter, seen.booking if seen else None)
    labels = words(letter.locale)["labels"]
    facts = _facts(letter, seen)
    tag = babel_locale(letter.locale).language
    link = letter.link if "link" in table or (seen and seen.booking.active) else ""
    return Page(
        subject=one_line(table["subject"].format_map(facts)),
        greeting=_greeting(letter, labels),
        headline=table["headline"].format_map(facts),
        text=_enclosing(table["text"], letter).format_map(facts),
        rows=tuple(_rows(seen) if seen else _note_rows(letter)),
        link=link,
        link_label=table.get("link", labels["rsvp" if letter.to_side == GUEST else "link"]) if link else "",
        note=labels["reply"].format_map(facts) if seen and seen.other_email else "",
        footer=labels["footer" if seen else "footer_note" if letter.facts else "footer_code"],
        code=letter.code,
        language=tag,
        direction="rtl" if tag in _RTL else "ltr",
    )


def _enclosing(text: str, letter: Letter) -> str:
    """Return a text with what it says of the invitation, or where none is enclosed that the calendar shows it."""
    if letter.encloses:
        return _OF_INVITATION.sub(r"\1\2", text)
    return _OF_INVITATION.sub(lambda found: found[1] + words(letter.locale)["labels"]["in_calendar"], text)


def _moment(slot: Interval, zone: str, locale: str) -> str:
    return f"{times.when(slot, zone, locale)} ({_zone(slot.start, zone, locale)})"


def _zone(start: datetime, zone: str, locale: str, label: str = "zone") -> str:
    """A zone by its place and offset; by its offset alone where it has no place."""
    place, offset = times.city(zone, locale), times.offset(start, zone)
    if not place:
        return "UTC" if offset == "GMT+0" else offset
    return str(words(locale)["labels"][label]).format(city=place, offset=offset)


def _greeting(letter: Letter, labels: Words | dict[str, str]) -> str:
    name = one_line(letter.to_name, 100)
    return str(labels["greeting"]).format(name=name) if name else str(labels["greeting_nobody"])


def _facts(letter: Letter, seen: Scene | None) -> dict[str, str]:
    facts = {"code": letter.code, "lead": times.lead(letter.lead or 0, letter.locale)}
    facts["count"] = str(1 + len(letter.others))
    facts |= _told(letter)
    if seen:
        facts["other"] = isolated(seen.other_name)
        facts["title"] = isolated(one_line(seen.booking.title, 120))
        facts["short"] = _short(seen)
        facts["calendars"] = isolated(one_line(", ".join(_calendars(seen.booking)), 120))
        facts |= _answered(seen)
    return facts


def _calendars(booking: Booking) -> list[str]:
    """Return the calendars of the reader's that could not be read."""
    return [each.calendar for each in booking.unread if each.calendar]


def _answered(seen: Scene) -> dict[str, str]:
    """Return which guest answered what, where that is the news."""
    before = {each.id: each.answer for each in seen.before.guests} if seen.before else {}
    changed = [each for each in seen.booking.guests if before.get(each.id, each.answer) is not each.answer]
    if not changed:
        return {"guest": "", "answer": ""}
    guest = changed[0]
    answer = words(seen.letter.locale)["answers"][guest.answer.value]
    return {"guest": isolated(one_line(guest.name or guest.email, 100)), "answer": answer}


def _told(letter: Letter) -> dict[str, str]:
    """Return the facts of a notice in words."""
    facts = {key: isolated(one_line(str(value), 120)) for key, value in letter.facts.items()}
    if "start" in letter.facts:
        facts["short"] = _at(datetime.fromisoformat(letter.facts["start"]), letter)
    if "until" in letter.facts:
        facts["until"] = _at(datetime.fromisoformat(letter.facts["until"]), letter)
    return facts


def _short(seen: Scene) -> str:
    return _at(seen.booking.slot.start, seen.letter)


def _at(start: datetime, letter: Letter) -> str:
    told = times.short(start, letter.zone, letter.locale)
    return f"{told} ({_zone(start, letter.zone, letter.locale, 'zone_short')})"


def _rows(seen: Scene) -> Iterator[Row]:
    labels = words(seen.letter.locale)["labels"]
    yield Row(labels["what"], one_line(seen.booking.title))
    yield Row(labels["who"], _who(seen))
    if seen.letter.co_hosts:
        yield Row(labels["also"], ", ".join(one_line(each, 100) for each in seen.letter.co_hosts))
    yield from _series_rows(seen) if seen.letter.others else _time_rows(seen)
    if seen.booking.guests and seen.letter.to_side != GUEST:
        yield Row(
            labels["guests"], ", ".join(one_line(each.name or each.email) for each in seen.booking.guests)
        )
    if seen.booking.price and seen.letter.to_side != GUEST:
        yield Row(labels["price"], price_text(seen.booking.price, seen.letter.locale))
    if seen.place:
        yield Row(labels["where"], seen.place)
    yield from _written_rows(seen)


def _note_rows(letter: Letter) -> Iterator[Row]:
    labels = words(letter.locale)["labels"]
    if "said" in letter.facts:
        yield Row(labels["message"], lines(str(letter.facts["said"])))
    if "start" in letter.facts and "end" in letter.facts:
        slot = Interval(*(datetime.fromisoformat(letter.facts[name]) for name in ("start", "end")))
        yield Row(labels["what"], one_line(str(letter.facts.get("title", ""))))
        yield Row(labels["when"], _moment(slot, letter.zone, letter.locale))


def _series_rows(seen: Scene) -> Iterator[Row]:
    labels = words(seen.letter.locale)["labels"]
    yield Row(labels["dates"], "\n".join(_mine(seen, each.slot) for each in seen.dates))


def _who(seen: Scene) -> str:
    phone = seen.booking.invitee.phone if seen.to_host else None
    reach = ", ".join(one_line(each) for each in (seen.other_email, phone) if each)
    return f"{seen.other_name} ({reach})" if reach else seen.other_name


def _time_rows(seen: Scene) -> Iterator[Row]:
    labels = words(seen.letter.locale)["labels"]
    proposal = seen.booking.proposal if seen.letter.news == News.COUNTERED.value else None
    if proposal:
        yield from _both_clocks(seen, labels["proposed"], proposal.slot)
        yield Row(labels["standing"], _mine(seen, seen.booking.slot))
        return
    yield from _both_clocks(seen, labels["when"], seen.booking.slot)
    if seen.before and seen.before.slot != seen.booking.slot:
        yield Row(labels["was"], _mine(seen, seen.before.slot))


def _both_clocks(seen: Scene, label: str, slot: Interval) -> Iterator[Row]:
    yield Row(label, _mine(seen, slot))
    zone = seen.other_zone
    if zone and not times.same_clock(slot.start, zone, seen.letter.zone):
        other = words(seen.letter.locale)["labels"]["for_other"].format(other=seen.other_name)
        yield Row(other, _moment(slot, zone, seen.letter.locale))


def _mine(seen: Scene, slot: Interval) -> str:
    return _moment(slot, seen.letter.zone, seen.letter.locale)


def _written_rows(seen: Scene) -> Iterator[Row]:
    labels = words(seen.letter.locale)["labels"]
    if seen.booking.message:
        yield Row(labels["message"], lines(seen.booking.message))
    for key, answer in seen.booking.answers.items():
        if key in seen.letter.questions:
            yield Row(one_line(seen.letter.questions[key]), lines(answer))
    reason = _reason(seen)
    if reason:
        yield Row(labels["reason"], lines(reason))


def _reason(seen: Scene) -> str:
    """Only news of a change has a reason; a reminder does not repeat why it was once moved."""
    if seen.letter.news == News.COUNTERED.value and seen.booking.proposal:
        return seen.booking.proposal.reason
    told = {News.MOVED.value, News.CANCELLED.value, News.DECLINED.value}
    return seen.booking.reason if seen.letter.news in told else ""
