"""Going back and forth about a time: answering a request or a proposal, and proposing another time."""

from dataclasses import replace

from core.booking import Booking, Proposal
from core.commands import AnswerRequest, Outcome, ProposeTime
from core.effects import News
from core.interval import Interval, utc
from core.lifecycle import Step, answered, answers_proposal, proposed, require_another_time, require_standing
from core.ports import UnitOfWork, World
from core.usecases import checks
from core.usecases.finding import booking_of
from core.usecases.settling import Turned, settle
from core.usecases.situations import Wanted, require_free


async def answer_request(uow: UnitOfWork, world: World, command: AnswerRequest) -> Outcome:
    """Accept or decline; accepting a proposal moves the booking there if the time is still free."""
    booking = await booking_of(uow, command.booking_id)
    now = world.clock.now()
    require_standing(booking, now)
    reason = checks.block(command.reason, "reason", checks.MESSAGE)
    after = answered(booking, Step(by=command.by, now=now, reason=reason), accept=command.accept)
    if command.accept and answers_proposal(booking, command.by):
        await require_free(uow, world, Wanted.of_booking(booking, after.slot))
    news = News.ACCEPTED if command.accept else News.DECLINED
    turned = Turned(before=booking, after=after, by=command.by, news=news)
    return await settle(uow, world, command, turned)


async def propose_time(uow: UnitOfWork, world: World, command: ProposeTime) -> Outcome:
    """Propose another time, which must be free now but is not kept; a later proposal of either side replaces it."""
    booking = await booking_of(uow, command.booking_id)
    now = world.clock.now()
    require_standing(booking, now)
    proposal = _sound(command.proposal)
    require_another_time(booking, proposal.slot)
    await require_free(uow, world, Wanted.of_booking(booking, proposal.slot, command.owner))
    if command.owner is not None:
        await uow.bookings.drop_holds(command.owner)
    after: Booking = proposed(booking, proposal, now)
    turned = Turned(before=booking, after=after, by=proposal.by, news=News.COUNTERED)
    return await settle(uow, world, command, turned)


def _sound(proposal: Proposal) -> Proposal:
    slot = Interval.of(utc(proposal.slot.start), proposal.slot.minutes)
    return replace(proposal, slot=slot, reason=checks.block(proposal.reason, "reason", checks.MESSAGE))
