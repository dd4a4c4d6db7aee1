"""What the bot had said before a message, by what it asked."""

from bot.understood import Asked, Hearing, Turn

_BY_ASKED = {
    Asked.NOTHING: Turn.NOTHING,
    Asked.TIME: Turn.WHEN,
    Asked.OFFER: Turn.CHOOSE,
    Asked.CONFIRM: Turn.CONFIRM,
}


def turn_of(hearing: Hearing) -> Turn:
    """Return what the bot's last turn did, by what it asked where nothing more is known."""
    return hearing.turn or _BY_ASKED.get(hearing.asked, Turn.FACT)
