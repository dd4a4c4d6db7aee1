"""The terminal as a channel: text in, text out, choices as a numbered list."""

from datetime import datetime

from bot.messages import Address, Incoming, Outgoing


def to_incoming(line: str, key: str, address: Address, at: datetime, locale: str, zone: str) -> Incoming:  # noqa: PLR0913, PLR0917
    """Turn a typed line into a delivery; an empty first line opens the talk."""
    return Incoming(key=key, address=address, at=at, text=line.rstrip("\n"), locale=locale, zone=zone)


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
