"""Taking back the last change."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from core.commands import Outcome, Undo
from core.effects import Change
from core.errors import Code, Refused
from core.ports import UnitOfWork, World
from core.usecases.audit import Deed, record
from core.usecases.calendars import undo_choice
from core.usecases.polls import undo_poll
from core.usecases.undo_booking import undo_booking
from core.usecases.undo_series import undo_series
from core.usecases.undo_settings import (
    undo_event_type,
    undo_host,
    undo_person,
    undo_schedule,
    undo_time_off,
)
from core.usecases.undo_team import undo_team
from core.usecases.undo_waiting import undo_waiting
from core.usecases.undone import Undone

UNDO_FOR = timedelta(minutes=30)
"""How long a change can be taken back."""

REMEMBERED = timedelta(days=7)
"""How far back a change is looked for, to say that it is too late."""

LASTING = frozenset(
    {
        *("register_host", "check_code", "connect_account", "disconnect_account"),
        *("set_password", "remove_password", "enable_second_factor", "disable_second_factor"),
        *("renew_recovery_codes", "revoke_sessions"),
    }
)
"""Changes that are not taken back: an account is deleted on purpose or not at all, a proof stays a proof, a permission is given and given back at its provider, and who was logged out signs in again."""

_WAYS: Mapping[str, Callable[[UnitOfWork, World, Change], Awaitable[Undone]]] = {
    "booking": undo_booking,
    "calendar_choice": undo_choice,
    "event_type": undo_event_type,
    "host": undo_host,
    "person": undo_person,
    "poll": undo_poll,
    "schedule": undo_schedule,
    "series": undo_series,
    "team": undo_team,
    "time_off": undo_time_off,
    "waiting": undo_waiting,
}


async def undo(uow: UnitOfWork, world: World, command: Undo) -> Outcome:
    """Take back the actor's last change, if nothing has touched the same thing since."""
    change = await last_change(uow, world, command.actor)
    undone = await _WAYS[change.entity](uow, world, change)
    await uow.audit.mark_undone(change.id)
    deed = Deed(
        command=command,
        actor=command.actor,
        before=undone.before,
        after=undone.after,
        beside=undone.beside,
    )
    made = await record(uow, world, deed)
    return Outcome(value=change, told=undone.told, notes=undone.notes, changes=(made,))


async def last_change(uow: UnitOfWork, world: World, actor: str) -> Change:
    """Return the actor's last change; raise Refused(NOTHING_TO_UNDO, TOO_LATE_TO_UNDO) if it cannot be taken back."""
    now = world.clock.now()
    change = await uow.audit.last(actor, now - REMEMBERED)
    if change is None or change.verb in LASTING:
        raise Refused(Code.NOTHING_TO_UNDO)
    if change.at < now - UNDO_FOR:
        raise Refused(Code.TOO_LATE_TO_UNDO, verb=change.verb, at=change.at)
    return change
