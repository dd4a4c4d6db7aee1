"""What providers tell of changes: the calendar is read again at once. Doubled, late and lost notices do no harm."""

from collections.abc import Callable
from dataclasses import replace
from hmac import compare_digest

from bot import metrics
from bot.calendars.house import Household
from bot.ports import UnitOfWork
from core.calendars import Calendar
from core.effects import Note
from core.ports.calendars import Sign


class Pushes:
    """Implements `core.ports.calendars.Pushed`."""

    def __init__(
        self, house: Household, read_soon: Callable[[], None], watch_soon: Callable[[], None]
    ) -> None:
        """Remember who is to be woken when calendars are to be read, or watched."""
        self._house = house
        self._read_soon, self._watch_soon = read_soon, watch_soon

    async def __call__(self, watch_id: str, token: str, sign: Sign) -> bool:
        """Have the calendar read again soon; False if there is no such watch or the token is not its own."""
        async with self._house.storage.reading() as uow:
            calendar = await uow.calendars.by_watch(watch_id)
        if calendar is None or not self._is_of(calendar, token):
            metrics.calendar_pushes.labels("", "unknown").inc()
            return False
        metrics.calendar_pushes.labels(calendar.provider.value, sign.value).inc()
        await self._house.write(lambda uow: self._noted(uow, calendar, sign))
        self._read_soon()
        if sign is not Sign.CHANGED:
            self._watch_soon()
        return True

    def _is_of(self, calendar: Calendar, token: str) -> bool:
        return compare_digest(self._house.links.calendar_token(calendar.id).encode(), token.encode())

    async def _noted(self, uow: UnitOfWork, calendar: Calendar, sign: Sign) -> tuple[Note, ...]:
        now = self._house.world.clock.now()
        await uow.calendars.hurry(calendar.id, now)
        if sign is Sign.CHANGED:
            return ()
        current = await uow.calendars.calendar(calendar.id)
        if current and current.watch and calendar.watch and current.watch.id == calendar.watch.id:
            watch = None if sign is Sign.ENDED else replace(current.watch, expires_at=now)
            await uow.calendars.save_calendar(replace(current, watch=watch))
        return ()
