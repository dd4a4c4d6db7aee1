"""Looking at hosts' calendars just before their time is taken: what the manager and the desk ask for."""

from typing import Protocol

from typing_extensions import override

from bot.ports import UnitOfWork
from core.commands import Command


class Live(Protocol):
    """Looks at calendars that are kept elsewhere."""

    async def wanted(self, uow: UnitOfWork, command: Command) -> bool:
        """Say whether a command would take time of hosts whose calendars have to be looked at first. Asks nobody outside."""
        ...

    async def look(self, command: Command) -> None:
        """Look at the calendars of the hosts whose time a command would take, and keep what they show or that they do not answer.

        Never call it inside a transaction: it asks outside, for two seconds at most. It refuses nothing; the command
        itself does, by what was kept. Commands that take no time cost nothing.
        """
        ...


class NoCalendars(Live):
    """Where no calendars are connected."""

    @override
    async def wanted(self, uow: UnitOfWork, command: Command) -> bool:
        """Nothing has to be looked at."""
        return False

    @override
    async def look(self, command: Command) -> None:
        """There is nothing to look at."""
