"""What hosts say about their hours, rules, event types and profile."""

from bot.nlu.when.tokens import Token
from bot.nlu.when.value import When
from bot.understood import Hearing, Understood


def hosted(found: Understood, when: When, tokens: list[Token], hearing: Hearing) -> Understood:
    """Add what only a host can say."""
    return found
