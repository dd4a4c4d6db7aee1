"""Going back and forth about a time: answering a request or a proposal, and proposing another time."""

from dataclasses import replace

from core.booking import Booking, Proposal
from core.commands import AnswerRequest, Outcome, ProposeTime
from core.effects import News
from core.interval import Interval, utc
from core.lifecycle import (
    Step,
    Verb,
    answered,
    answers_proposal,
    proposed,
    require_another_time,
    require_may,
    require_standing,
)
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.claims import Cleared, claim, placed
from core.usecases.finding import booked_type, booking_of
from core.usecases.seats import require_first
from core.usecases.settling import Turned, settle
from core.usecases.situations import Wanted, require_free, standing


async def answer_request(uow: UnitOfWork, world: World, command: AnswerRequest) -> Outcome:
    """Accept or decline; accepting a proposal moves the booking there if the time is still free."""
    booking = await booking_of(uow, command.booking_id)
    step = _step(world, command)
    require_may(booking, step, Verb.ANSWER)
    require_standing(booking, step.now)
    after = answered(booking, step, accept=command.accept)
    news = News.ACCEPTED if command.accept else News.DECLINED
    turned = Turned(before=booking, after=after, by=step.by, news=news, host_id=step.host_id)
    if command.accept and answers_proposal(booking, step.by):
        return await _move_there(uow, world, command, turned)
    return await settle(uow, world, command, turned)


async def _move_there(uow: UnitOfWork, world: World, command: AnswerRequest, turned: Turned) -> Outcome:
    before, after = turned.before, turned.after
    event_type = await booked_type(uow, before)

    async def write(cleared: Cleared) -> Outcome:
        there = placed(before, after, cleared)
        require_first(cleared, there)
        return await settle(uow, world, command, replace(turned, after=there))

    return await claim(uow, world, Wanted.of_booking(before, event_type, after.slot), write)


async def propose_time(uow: UnitOfWork, world: World, command: ProposeTime) -> Outcome:
    """Propose another time, which must be free now but is not kept; a later proposal of either side replaces it."""
    booking = await booking_of(uow, command.booking_id)
    proposal = _sound(command.proposal)
    step = Step(by=proposal.by, now=world.clock.now(), host_id=command.host_id)
    require_may(booking, step, Verb.PROPOSE)
    require_standing(booking, step.now)
    require_another_time(booking, proposal.slot)
    wanted = Wanted.of_booking(booking, await booked_type(uow, booking), proposal.slot, command.owner)
    require_free(await standing(uow, world, wanted), proposal.slot.start)
    if command.owner is not None:
        await uow.bookings.drop_holds(command.owner)
    after: Booking = proposed(booking, proposal, step.now)
    turned = Turned(before=booking, after=after, by=step.by, news=News.COUNTERED, host_id=step.host_id)
    return await settle(uow, world, command, turned)


def _step(world: World, command: AnswerRequest) -> Step:
    reason = checks.block(command.reason, "reason", checks.MESSAGE)
    return Step(by=command.by, now=world.clock.now(), reason=reason, host_id=command.host_id)


def _sound(proposal: Proposal) -> Proposal:
    slot = Interval.of(utc(proposal.slot.start), proposal.slot.minutes)
    return replace(proposal, slot=slot, reason=checks.block(proposal.reason, "reason", checks.MESSAGE))
