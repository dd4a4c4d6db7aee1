"""Commands: a menu of short words, each of which says a sentence that could be typed as well."""

from telegram import BotCommand

from bot.phrases import language, phrases

PRIVATE = (
    "help",
    "book",
    "meetings",
    "move",
    "cancel",
    "hours",
    "link",
    "types",
    "settings",
    "undo",
    "restart",
)
"""What the menu of a private chat shows, in this order; the words of each are the phrase `telegram.do.<command>`."""
GROUP = ("book", "meetings", "help")
"""What the menu of a group shows."""


def words_of(command: str, locale: str) -> str | None:
    """Return what a command says in a language, None if there is no such command."""
    return phrases(language(locale))[f"telegram.do.{command}"] if command in PRIVATE else None


def menu(commands: tuple[str, ...], locale: str) -> list[BotCommand]:
    """Return the menu of commands in a language."""
    known = phrases(language(locale))
    return [BotCommand(each, known[f"telegram.menu.{each}"]) for each in commands]
