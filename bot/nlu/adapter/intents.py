"""The one act by which a message is scored."""

from bot.understood import Act, Understood

_INTENTS = {Act.ANY: "unsure"}
"""Acts that the scorers do not know, by those that they do."""


def intent_of(found: Understood) -> str:
    """Return the one intent that a message is scored by: what it is as a whole."""
    return _INTENTS.get(found.gist, str(found.gist)) if found.gist else "out_of_scope"
