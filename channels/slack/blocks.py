"""A part of a message as Block Kit: a section, and below it buttons or a menu. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.messages import Address, Choice, Outgoing
from channels.fit import Part, Style, fit, numbered
from channels.slack.limits import ELEMENTS, MESSAGE, SECTION_TEXT, SPOKEN_LABEL
from channels.slack.mrkdwn import escape, with_moments

Payload = dict[str, Any]
CHOOSE = "choose"
"""How the action ids of choices begin."""
APART = "|"
"""Stands between room and thread in a block id; no id of Slack's holds it."""


def parts(outgoing: Outgoing) -> tuple[Part, ...]:
    """Return the messages in which one is sent. Choices whose labels are too long for buttons are told as numbered lines, and their buttons bear the numbers."""
    *before, last = fit(outgoing, MESSAGE)
    if last.style is Style.PLAIN and len(outgoing.choices) <= ELEMENTS:
        last = replace(last, choices=outgoing.choices)
    return (*before, last)


def message(part: Part, address: Address) -> Payload:
    """Return text and blocks of a message. Buttons know the talk to which they belong: another one may be open when they are tapped.

    The text beside the blocks is what screen readers and notifications read, so it tells the choices too.
    """
    choices = () if part.style is Style.PLAIN else numbered(part.choices)  # else they are told already
    body: Payload = {"text": "\n".join([written(part), *map(escape, choices)])}
    if part.choices:
        body["blocks"] = [section(written(part)), *_choices(part, address)]
    return body


def written(part: Part) -> str:
    """Return a part's text; if the instants make it too long, they are told in words only."""
    told = with_moments(part.text, part.moments)
    return told if len(told) <= SECTION_TEXT else escape(part.text)


def section(text: str) -> Payload:
    """Return a section with text that is written already; an empty one is not taken."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text or " "}}


def plain_text(text: str) -> Payload:
    """Return a text without markup."""
    return {"type": "plain_text", "text": text, "emoji": False}


def button(action: str, label: str, value: str = "") -> Payload:
    """Return a button."""
    found: Payload = {"type": "button", "action_id": action, "text": plain_text(label)}
    return found | ({"value": value} if value else {})


def option(label: str, value: str) -> Payload:
    """Return an option of a menu."""
    return {"text": plain_text(label), "value": value}


def actions(block: str, elements: Sequence[Payload]) -> Payload:
    """Return a row of buttons."""
    return {"type": "actions", "block_id": block, "elements": list(elements)}


def _choices(part: Part, address: Address) -> list[Payload]:
    return [actions(talk_id(address), SHOWN[part.style](part.choices))]


def _buttons(choices: Sequence[Choice]) -> list[Payload]:
    return [
        button(f"{CHOOSE}:{number}", each.label, each.token) for number, each in enumerate(choices, start=1)
    ]


def _numbers(choices: Sequence[Choice]) -> list[Payload]:
    return [
        button(f"{CHOOSE}:{number}", str(number), each.token)
        | {"accessibility_label": each.label[:SPOKEN_LABEL]}
        for number, each in enumerate(choices, start=1)
    ]


def _menu(choices: Sequence[Choice]) -> list[Payload]:
    options = [option(each.label, each.token) for each in choices]
    return [{"type": "static_select", "action_id": CHOOSE, "options": options}]


SHOWN: Mapping[Style, Callable[[Sequence[Choice]], list[Payload]]] = {
    Style.BUTTONS: _buttons,
    Style.LIST: _menu,
    Style.PLAIN: _numbers,
}
"""How choices are shown below a text."""


def talk_id(address: Address) -> str:
    """Return the block id that tells to which talk choices belong."""
    return APART.join((CHOOSE, address.room, address.thread))


def talk_of(block_id: str) -> tuple[str, str] | None:
    """Return room and thread of such a block id; None if it is none of ours."""
    kind, *rest = block_id.split(APART, 2)
    return (rest[0], rest[1]) if kind == CHOOSE and len(rest) == 2 else None


def chosen(action: Mapping[str, Any]) -> tuple[str, str]:
    """Return token and label (written) of a tapped choice; empty where it has none."""
    option = action.get("selected_option") or action
    text = option.get("text") or {}
    return str(option.get("value", "")), str(text.get("text", ""))
