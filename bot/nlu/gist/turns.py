"""What the bot had said before a message, as far as it matters for what the message does."""

from enum import StrEnum

from bot.understood import Asked, Hearing


class Turn(StrEnum):
    """What the bot's last turn did."""

    NOTHING = "nothing"
    """Nothing is known to have been said."""
    CHOOSE = "choose"
    """Times or things were offered to choose from."""
    SUGGEST = "suggest"
    """One thing was suggested."""
    CONFIRM = "confirm"
    """What is about to be done was read back."""
    WHEN = "when"
    """It was asked when."""
    FACT = "fact"
    """Something else was asked."""
    WHETHER = "whether"
    """It was asked whether something is wanted."""
    ELSE = "else"
    """It was asked whether there is anything else."""
    DONE = "done"
    FAILED = "failed"
    FREE = "free"
    """It was told when somebody is free."""
    SHOWN = "shown"
    """It was told what is in a calendar, or that nothing is."""
    TOLD = "told"
    """Anything else was told."""


_BY_ASKED = {
    Asked.NOTHING: Turn.NOTHING,
    Asked.TIME: Turn.WHEN,
    Asked.OFFER: Turn.CHOOSE,
    Asked.CONFIRM: Turn.CONFIRM,
}


def turn_of(hearing: Hearing) -> Turn:
    """Return what the bot's last turn did, by what it asked."""
    return _BY_ASKED.get(hearing.asked, Turn.FACT)
