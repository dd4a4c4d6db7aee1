"""Parts of a message as Twilio takes them. Pure: what stands where is a `Content`, what is said goes along as variables.

A Content is kept at Twilio and used again and again, so it holds nothing that was ever said. A value of a variable must
have no line break (error 21656): each line of a text is a variable of its own.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.messages import Choice
from channels.fit import Part, Style, numbered, utf16
from channels.twilio.gsm import for_sms
from channels.twilio.limits import ITEM, VARIABLES

QUICK_REPLY, LIST_PICKER = "twilio/quick-reply", "twilio/list-picker"
NAMED = "parley"
"""Names of our Contents begin with it."""
SPACES = re.compile(r" {4,}")
"""A value of a variable must not have more than four spaces in a row (error 21656)."""
MORE = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A form of message as Twilio's Content API keeps it."""

    name: str
    """Made of all the rest: equal forms have equal names."""
    language: str
    types: Mapping[str, Any]
    samples: Mapping[str, str]
    """A value of each variable, as Twilio wants to see one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to send: a text, or a Content with the values of its variables."""

    body: str = ""
    content: Content | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def sms(part: Part) -> Message:
    """Return a part as a text message, in the alphabet that takes the fewest where that loses nothing."""
    return Message(body=for_sms(part.text))


def whatsapp(part: Part, button: str) -> Message:
    """Return a part as a message of WhatsApp; `button` opens a list."""
    if part.style is Style.PLAIN:
        return Message(body=part.text)
    form = _Form()
    body = form.lines(part.text)
    if part.style is Style.BUTTONS:
        types = {QUICK_REPLY: {"body": body, "actions": _actions(form, part.choices)}}
    else:
        types = {
            LIST_PICKER: {"body": body, "button": form.value(button), "items": _items(form, part.choices)}
        }
    if len(form.values) > VARIABLES:
        return Message(body="\n".join([part.text, *numbered(part.choices)]))
    return Message(content=content_of(types, "en", form.samples()), values=form.values)


def content_of(
    types: Mapping[str, Any], language: str, samples: Mapping[str, str], name: str = ""
) -> Content:
    """Return a Content named after a news it tells (if any) and all that it is made of."""
    made_of = json.dumps([types, language], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(made_of.encode()).hexdigest()[:16]
    parts = (NAMED, name, language, digest) if name else (NAMED, digest)
    return Content(name="_".join(parts).lower(), language=language, types=types, samples=samples)


def sound(value: str) -> str:
    """Return a text as the value of a variable: one line, no long row of spaces."""
    return SPACES.sub("   ", " ".join(value.replace("\t", " ").splitlines())).strip() or "–"


class _Form:
    """Gathers values and gives each a variable, numbered from 1."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def value(self, text: str) -> str:
        name = str(len(self.values) + 1)
        self.values[name] = sound(text)
        return f"{{{{{name}}}}}"

    def lines(self, text: str) -> str:
        return "\n".join(self.value(line) if line.strip() else "" for line in text.split("\n"))

    def samples(self) -> dict[str, str]:
        return {name: f"Text {name}" for name in self.values}


def _actions(form: _Form, choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [
        {"type": "QUICK_REPLY", "title": form.value(each.label), "id": form.value(each.token)}
        for each in choices
    ]


def _items(form: _Form, choices: Sequence[Choice]) -> list[dict[str, str]]:
    return list(_item_rows(form, choices))


def _item_rows(form: _Form, choices: Sequence[Choice]) -> Iterator[dict[str, str]]:
    for each in choices:
        title = title_of(each.label)
        row = {"item": form.value(title), "id": form.value(each.token)}
        yield row if title == each.label else row | {"description": form.value(each.label)}


def title_of(label: str) -> str:
    """Return an item's title: the label, or as many of its words as fit; the whole label then stands below it."""
    if utf16(label) <= ITEM:
        return label
    kept = ""
    for word in label.split(" "):
        longer = f"{kept} {word}".strip()
        if utf16(longer + MORE) > ITEM:
            break
        kept = longer
    return (kept or label[: ITEM // 2]).rstrip(" ,;:–-") + MORE
