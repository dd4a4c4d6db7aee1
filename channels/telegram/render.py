"""A message as Telegram takes it: text, marked instants, buttons. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity, User
from telegram.constants import MessageEntityType

from bot.messages import Choice, Outgoing
from bot.phrases import language, phrases
from channels.fit import Part, Style, fit, utf16
from channels.telegram.limits import CALLBACK, COLUMNS, ENTITIES, LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message goes: a chat and, in a group, the person it is for and the message that it answers."""

    chat: int
    person: int | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One message, ready to be sent."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None


def place_of(room: str, key: str) -> Place:
    """Return where a room is. A reply in a group answers the message whose number ends its key; raise ValueError for no room."""
    chat, _, person = room.partition("/")
    if not person:
        return Place(chat=int(chat))
    parts = key.split(":")  # reply:telegram:<bot>:<update>:<message>
    answers = int(parts[4]) if parts[0] == "reply" and len(parts) == 5 and parts[4].isdigit() else None
    return Place(chat=int(chat), person=int(person), answers=answers)


def sheets(outgoing: Outgoing, place: Place, called: str = "") -> list[Sheet]:
    """Return a message as it is sent, in order. What answers nothing in a group begins with whom it is for, `called` so."""
    limits = LIMITS
    if any(len(_data(each.token, place).encode()) > CALLBACK for each in outgoing.choices):
        limits = replace(LIMITS, buttons=0)
    if place.person is None or place.answers is not None or not called:
        return [_sheet(part, place) for part in fit(outgoing, limits)]
    first, *rest = [_sheet(part, place) for part in fit(_for(outgoing, called), limits)]
    to = MessageEntity(
        MessageEntityType.TEXT_MENTION, 0, utf16(called), user=User(place.person, called, is_bot=False)
    )
    return [replace(first, entities=(to, *first.entities)), *rest]


def _for(outgoing: Outgoing, called: str) -> Outgoing:
    lead = f"{called}: "
    moments = tuple(replace(each, start=each.start + len(lead)) for each in outgoing.moments)
    return replace(outgoing, text=lead + outgoing.text, moments=moments)


def _sheet(part: Part, place: Place) -> Sheet:
    keyboard = _keyboard(part.choices, place) if part.style is Style.BUTTONS else None
    return Sheet(text=part.text, entities=_instants(part), keyboard=keyboard)


def _instants(part: Part) -> tuple[MessageEntity, ...]:
    """Mark what tells an instant. Without a format the words stay as they are, zone and all; a tap shows the reader's own time."""
    return tuple(
        MessageEntity(
            MessageEntityType.DATE_TIME,
            utf16(part.text[: each.start]),
            utf16(part.text[each.start : each.start + each.length]),
            unix_time=each.at,
        )
        for each in part.moments[: ENTITIES - 1]
    )


def _keyboard(choices: Sequence[Choice], place: Place) -> InlineKeyboardMarkup:
    buttons = [InlineKeyboardButton(each.label, callback_data=_data(each.token, place)) for each in choices]
    longest = max(utf16(each.label) for each in choices)
    columns = next((count for most, count in COLUMNS if longest <= most), 1)
    return InlineKeyboardMarkup([buttons[at : at + columns] for at in range(0, len(buttons), columns)])


def _data(token: str, place: Place) -> str:
    return token if place.person is None else f"{place.person}:{token}"


def after_tap(shown: Message, label: str, locale: str) -> Sheet | None:
    """Return a message as it looks once one of its choices was tapped: without buttons, and with what was chosen.

    None if there is no room for the words; then only its buttons go.
    """
    chosen = phrases(language(locale))["telegram.chosen"].format(label=label)
    text = f"{shown.text}\n\n{chosen}"
    if not label or not shown.text or utf16(text) > LIMITS.text:
        return None
    return Sheet(text=text, entities=tuple(each for each in shown.entities if each.type in KEPT))


KEPT = frozenset({MessageEntityType.DATE_TIME, MessageEntityType.TEXT_MENTION})
"""Marks that we made; Telegram finds the others by itself."""
