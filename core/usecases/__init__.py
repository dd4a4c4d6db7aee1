"""The use cases: one door for everything that can be asked (`answer`) or done (`perform`).

They read and write through a unit of work that the caller opens and commits, and raise `Refused` when the rules say no.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core import commands as c
from core import queries as q
from core.commands import Command, Outcome
from core.ports import UnitOfWork, World
from core.queries import Query
from core.usecases.book import book
from core.usecases.calendars import (
    choose_calendars,
    connect_account,
    disconnect_account,
    read_calendars,
    show_calendars,
    show_events,
)
from core.usecases.cancel import cancel_booking
from core.usecases.change_host import change_host
from core.usecases.change_person import change_person
from core.usecases.codes import check_code, send_code
from core.usecases.common import show_common
from core.usecases.entries import restore_entry
from core.usecases.event_types import change_event_type, create_event_type, delete_event_type
from core.usecases.finish import finish_booking
from core.usecases.guests import add_guests, answer_invitation, remove_guest
from core.usecases.healing import heal_bookings
from core.usecases.holds import hold_slot, release_holds
from core.usecases.hours import set_overrides, set_weekly
from core.usecases.late import running_late
from core.usecases.move import move_booking
from core.usecases.polls import cast_vote, close_poll, create_poll, my_polls, show_poll
from core.usecases.recurring_rules import add_recurring, remove_recurring
from core.usecases.register_host import register_host
from core.usecases.requests import answer_request, propose_time
from core.usecases.rooms import note_room
from core.usecases.schedules import add_schedule, change_schedule, delete_schedule
from core.usecases.series import book_series, cancel_series, plan_series, show_series
from core.usecases.shows import (
    agenda,
    elsewhere,
    host_desk,
    my_bookings,
    show_booking,
    show_changes,
    show_host,
)
from core.usecases.signing.sessions import revoke_sessions
from core.usecases.slots import explain, find_slots
from core.usecases.teams import (
    change_member,
    change_team,
    create_team,
    delete_team,
    join_team,
    remove_member,
    show_teams,
)
from core.usecases.time_off import add_time_off, remove_time_off
from core.usecases.undo import undo
from core.usecases.unread import settle_unread
from core.usecases.waitlist import (
    join_waitlist,
    lapse_seat,
    leave_waitlist,
    my_waiting,
    show_waiting,
    show_waitlist,
    take_seat,
)

COMMANDS: Mapping[type[Any], Callable[[UnitOfWork, World, Any], Awaitable[Outcome]]] = {
    c.RegisterHost: register_host,
    c.ChangePerson: change_person,
    c.ChangeHost: change_host,
    c.SetWeekly: set_weekly,
    c.SetOverrides: set_overrides,
    c.AddTimeOff: add_time_off,
    c.RemoveTimeOff: remove_time_off,
    c.CreateEventType: create_event_type,
    c.ChangeEventType: change_event_type,
    c.DeleteEventType: delete_event_type,
    c.HoldSlot: hold_slot,
    c.ReleaseHolds: release_holds,
    c.Book: book,
    c.MoveBooking: move_booking,
    c.CancelBooking: cancel_booking,
    c.AnswerRequest: answer_request,
    c.ProposeTime: propose_time,
    c.FinishBooking: finish_booking,
    c.RunningLate: running_late,
    c.SendCode: send_code,
    c.CheckCode: check_code,
    c.Undo: undo,
    c.AddSchedule: add_schedule,
    c.ChangeSchedule: change_schedule,
    c.DeleteSchedule: delete_schedule,
    c.AddRecurring: add_recurring,
    c.RemoveRecurring: remove_recurring,
    c.BookSeries: book_series,
    c.CancelSeries: cancel_series,
    c.JoinWaitlist: join_waitlist,
    c.LeaveWaitlist: leave_waitlist,
    c.TakeSeat: take_seat,
    c.LapseSeat: lapse_seat,
    c.CreatePoll: create_poll,
    c.CastVote: cast_vote,
    c.ClosePoll: close_poll,
    c.HealBookings: heal_bookings,
    c.AddGuests: add_guests,
    c.RemoveGuest: remove_guest,
    c.AnswerInvitation: answer_invitation,
    c.CreateTeam: create_team,
    c.JoinTeam: join_team,
    c.ChangeMember: change_member,
    c.RemoveMember: remove_member,
    c.ChangeTeam: change_team,
    c.DeleteTeam: delete_team,
    c.ConnectAccount: connect_account,
    c.ChooseCalendars: choose_calendars,
    c.DisconnectAccount: disconnect_account,
    c.ReadCalendars: read_calendars,
    c.NoteRoom: note_room,
    c.RestoreEntry: restore_entry,
    c.RevokeSessions: revoke_sessions,
    c.SettleUnread: settle_unread,
}

QUERIES: Mapping[type[Any], Callable[[UnitOfWork, World, Any], Awaitable[Any]]] = {
    q.FindSlots: find_slots,
    q.WhyNot: explain,
    q.Agenda: agenda,
    q.Elsewhere: elsewhere,
    q.MyBookings: my_bookings,
    q.ShowBooking: show_booking,
    q.ShowHost: show_host,
    q.HostDesk: host_desk,
    q.ShowChanges: show_changes,
    q.ShowTeams: show_teams,
    q.PlanSeries: plan_series,
    q.ShowSeries: show_series,
    q.ShowCalendars: show_calendars,
    q.ShowEvents: show_events,
    q.CommonFree: show_common,
    q.ShowWaitlist: show_waitlist,
    q.ShowWaiting: show_waiting,
    q.MyWaiting: my_waiting,
    q.ShowPoll: show_poll,
    q.MyPolls: my_polls,
}


async def perform(uow: UnitOfWork, world: World, command: Command) -> Outcome:
    """Carry out a command inside the caller's unit of work, which the caller commits; raise Refused."""
    return await COMMANDS[type(command)](uow, world, command)


async def answer(uow: UnitOfWork, world: World, query: Query) -> Any:
    """Answer a query (see its docstring for the type of the answer); raise Refused."""
    return await QUERIES[type(query)](uow, world, query)
