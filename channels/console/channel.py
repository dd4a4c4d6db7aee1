"""The terminal as a channel: text in, text out, choices as a numbered list."""

from dataclasses import dataclass
from datetime import datetime

from bot.messages import MAX_TEXT, Address, Incoming, Outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody at a terminal: the talk, and what the terminal knows of the person."""

    address: Address
    locale: str | None = None
    zone: str | None = None


def to_incoming(line: str, key: str, visit: Visit, at: datetime, *, opening: bool = False) -> Incoming:
    """Turn a typed line into a delivery at an instant (UTC); `opening` is sitting down at the terminal."""
    sound = line.rstrip("\n").encode("utf-8", "replace").decode().replace("\x00", "")
    return Incoming(
        key=key,
        address=visit.address,
        at=at,
        text="" if opening else sound[: MAX_TEXT + 1],
        choice="start" if opening else None,
        locale=visit.locale,
        zone=visit.zone,
    )


def to_text(outgoing: Outgoing) -> str:
    """Write a message the way the terminal shows it: text, then numbered choices."""
    lines = [outgoing.text]
    lines += [f"  {number}. {choice.label}" for number, choice in enumerate(outgoing.choices, start=1)]
    return "\n".join(lines)


def read_back(text: str) -> tuple[str, tuple[str, ...]]:
    """Read a shown message back into its text and the labels of its choices."""
    body: list[str] = []
    labels: list[str] = []
    for line in text.split("\n"):
        number, dot, label = line.strip().partition(". ")
        if line.startswith("  ") and dot and number.isdigit() and int(number) == len(labels) + 1:
            labels.append(label)
        else:
            body.append(line)
    return "\n".join(body), tuple(labels)


class Console:
    """Nothing is sent: the terminal reads its talk from the thread."""

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Count the line as delivered: whoever sits at the terminal reads it from the thread."""
        return key
