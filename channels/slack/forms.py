"""Forms that open as a window (modals): how they look, and how what was entered is read. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.phrases import Voice
from bot.phrases.times import date_text
from channels.slack.blocks import Payload, option, plain_text
from channels.slack.limits import OPTION_TEXT, VIEW_TITLE
from channels.slack.words import label
from core.event_types import EventType
from core.hours import Range, WeeklyHours, checked
from core.queries import HostPage

FIELD = "value"
"""The action id of every field; its block id says which it is."""
HINT, LABEL = 150, 100
"""Characters of hints and labels that we use; Slack takes 2000 (slack_sdk.models.blocks.InputBlock)."""
MONDAY = date(2024, 1, 1)
CLOCKS = re.compile(r"\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.h](\d{2}))?\s*")


class Unreadable(Exception):
    """A field cannot be read; `block` is its block id, `phrase` says what is wrong."""

    def __init__(self, block: str, phrase: str) -> None:
        """Remember both."""
        super().__init__(block)
        self.block, self.phrase = block, phrase


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered into a form, by block id."""

    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Entered":
        """Read a view as it comes back."""
        blocks = (view.get("state") or {}).get("values") or {}
        return cls({block: next(iter(fields.values()), {}) for block, fields in blocks.items()})

    def text(self, block: str) -> str:
        """Return a text, empty if nothing was entered."""
        return str(self.values.get(block, {}).get("value") or "")

    def member(self, block: str) -> str:
        """Return a member's id."""
        return str(self.values.get(block, {}).get("selected_user") or "")

    def instant(self, block: str) -> int | None:
        """Return an instant in seconds since 1970."""
        return self.values.get(block, {}).get("selected_date_time")

    def picked(self, block: str) -> str:
        """Return the value of the option that was picked."""
        return str((self.values.get(block, {}).get("selected_option") or {}).get("value") or "")

    def ticked(self, block: str) -> frozenset[str]:
        """Return the values of the boxes that were ticked."""
        return frozenset(each["value"] for each in self.values.get(block, {}).get("selected_options") or ())


def form(name: str, voice: Voice, blocks: Sequence[Payload], about: str = "") -> Payload:
    """Return a window `name` (`hours`, `kind`, `book`); `about` comes back with what is entered."""
    return {
        "type": "modal",
        "callback_id": f"form:{name}",
        "private_metadata": about,
        "title": plain_text(label(f"slack.{name}_title", voice, VIEW_TITLE)),
        "submit": plain_text(label(f"slack.{name}_submit", voice, VIEW_TITLE)),
        "close": plain_text(label("slack.form_close", voice, VIEW_TITLE)),
        "blocks": list(blocks),
    }


def hours_form(weekly: WeeklyHours, voice: Voice) -> Payload:
    """Return the form of weekly hours: one line a day."""
    blocks = [
        text_field(
            f"day:{weekday}",
            date_text(MONDAY + timedelta(days=weekday), voice.locale, "weekday"),
            ", ".join(_clocks(each) for each in ranges),
            optional=True,
        )
        for weekday, ranges in enumerate(weekly.days)
    ]
    blocks[-1]["hint"] = plain_text(label("slack.hours_hint", voice, HINT))
    return form("hours", voice, blocks)


def read_hours(entered: Entered) -> WeeklyHours:
    """Return the hours that were entered; raise Unreadable for a day that cannot be read."""
    return WeeklyHours(tuple(_day(f"day:{weekday}", entered) for weekday in range(7)))


def _day(block: str, entered: Entered) -> tuple[Range, ...]:
    pieces = [each for each in re.split(r"[,;]", entered.text(block)) if each.strip()]
    try:
        return checked(_range(each) for each in pieces)
    except ValueError:
        raise Unreadable(block, "slack.hours_wrong") from None


def _range(text: str) -> Range:
    found = CLOCKS.fullmatch(text)
    if found is None:
        raise ValueError("not a range of hours")
    begin, begin_minute, end, end_minute = (int(each or 0) for each in found.groups())
    if max(begin_minute, end_minute) > 59 or max(begin, end) > 24:
        raise ValueError("not a clock time")
    start, stop = begin * 60 + begin_minute, end * 60 + end_minute
    return start, stop if stop > start else stop + 24 * 60


def _clocks(hours: Range) -> str:
    first, last = (f"{minute // 60 % 24:02}:{minute % 60:02}" for minute in hours)
    return f"{first}–{last if hours[1] != 24 * 60 else '24:00'}"


def kind_form(event_type: EventType | None, voice: Voice) -> Payload:
    """Return the form of an event type, or of a new one."""
    lengths = ", ".join(str(each) for each in (event_type.lengths if event_type else (30,)))
    title, description = (event_type.title, event_type.description) if event_type else ("", "")
    blocks = [
        text_field("title", label("slack.kind_name", voice, LABEL), title),
        text_field("lengths", label("slack.kind_lengths", voice, LABEL), lengths),
        text_field(
            "description",
            label("slack.kind_description", voice, LABEL),
            description,
            optional=True,
            lines=True,
        ),
        _boxes(event_type, voice),
    ]
    return form("kind", voice, blocks, str(event_type.id) if event_type else "")


def read_lengths(entered: Entered) -> tuple[int, ...]:
    """Return lengths in minutes; raise Unreadable."""
    pieces = re.split(r"[,;\s]+", entered.text("lengths").strip(" ,;"))
    if not all(each.isascii() and each.isdigit() and len(each) <= 4 for each in pieces):
        raise Unreadable("lengths", "slack.kind_lengths_wrong")
    return tuple(int(each) for each in pieces)


def _boxes(event_type: EventType | None, voice: Voice) -> Payload:
    options = {
        "active": option(label("slack.kind_active", voice, OPTION_TEXT), "active"),
        "approval": option(label("slack.kind_approval", voice, OPTION_TEXT), "approval"),
    }
    on = {
        "active": event_type is None or event_type.active,
        "approval": bool(event_type and event_type.approval),
    }
    ticked = [each for name, each in options.items() if on[name]]
    boxes: Payload = {"type": "checkboxes", "action_id": FIELD, "options": list(options.values())}
    if ticked:
        boxes["initial_options"] = ticked
    return {
        "type": "input",
        "block_id": "boxes",
        "optional": True,
        "label": plain_text(label("slack.kind_boxes", voice, LABEL)),
        "element": boxes,
    }


def book_form(voice: Voice, member: str = "", page: HostPage | None = None) -> Payload:
    """Return the form of a booking; once it is known with whom (a member's id and page), also what can be booked."""
    blocks = [_who(voice, member)]
    if page is not None:
        when: Payload = {"type": "datetimepicker", "action_id": FIELD}
        blocks += [
            _what(page, voice),
            _field("when", label("slack.book_when", voice, LABEL), when),
            text_field("message", label("slack.book_message", voice, LABEL), "", optional=True, lines=True),
            text_field("guests", label("slack.book_guests", voice, LABEL), "", optional=True),
        ]
    return form("book", voice, blocks, page.host.username if page else "")


def _who(voice: Voice, member: str) -> Payload:
    who: Payload = {"type": "users_select", "action_id": "form:who"}
    if member:
        who["initial_user"] = member
    found = _field("who", label("slack.book_who", voice, LABEL), who)
    return found | {"dispatch_action": True}


def _what(page: HostPage, voice: Voice) -> Payload:
    options = [
        option(_what_label(each, length), f"{each.code} {length}")
        for each in page.event_types
        for length in each.lengths
    ][:100]
    menu = {"type": "static_select", "action_id": FIELD, "options": options, "initial_option": options[0]}
    return _field("what", label("slack.book_what", voice, LABEL), menu)


def _what_label(event_type: EventType, length: int) -> str:
    end = f", {length} min"
    title = event_type.title
    room = OPTION_TEXT - len(end)
    return (title if len(title) <= room else f"{title[: room - 1]}…") + end


def text_field(block: str, name: str, value: str, *, optional: bool = False, lines: bool = False) -> Payload:
    """Return a field for text, with the value that it has."""
    element: Payload = {"type": "plain_text_input", "action_id": FIELD, "multiline": lines}
    if value:
        element["initial_value"] = value
    return _field(block, name, element) | {"optional": optional}


def _field(block: str, name: str, element: Payload) -> Payload:
    return {"type": "input", "block_id": block, "label": plain_text(name), "element": element}


def notice(name: str, voice: Voice, text: str) -> Payload:
    """Return a window that only tells something (a text that is markup already)."""
    return {
        "type": "modal",
        "title": plain_text(label(f"slack.{name}_title", voice, VIEW_TITLE)),
        "close": plain_text(label("slack.form_close", voice, VIEW_TITLE)),
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}],
    }
