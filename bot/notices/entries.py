"""What has bookings written into the calendars of those who take part."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.ports import UnitOfWork
from core.calendars import Calendar
from core.effects import Effect, News, Told
from core.usecases.entries import entry_of

UNWRITTEN = frozenset({News.REMINDER, News.FOLLOW_UP, News.LATE, News.ANSWERED, News.COUNTERED})
"""News of which a calendar shows nothing."""


async def targets_of(uow: UnitOfWork, told: Told) -> Sequence[Calendar]:
    """Return the calendars into which news is written: of every host who takes part or took part, and of an invitee who is a host."""
    if told.news in UNWRITTEN:
        return ()
    before = told.before.host_ids if told.before else ()
    hosts = tuple(dict.fromkeys((*told.booking.host_ids, *before)))
    return await uow.calendars.targets(hosts, told.booking.invitee.person_id)


def entries(told: Told, targets: Iterable[Calendar], now: datetime) -> tuple[Effect, ...]:
    """Return what has the news written into calendars."""
    dates = (told.booking, *told.others)
    return tuple(entry_of(each, target, now) for target in targets for each in dates)
