"""The dialogue manager: takes one turn of a talk – reads, has it decided, acts, answers – in one write transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import perf_counter_ns
from typing import Any
from uuid import UUID

import structlog

from bot import connecting, director, joining, metrics, nlu, notices, parting
from bot.calendar_wishes import IssueErrand
from bot.conversation import Conversation
from bot.decisions import Decision, Do, Look
from bot.identity import recognise
from bot.links import Links
from bot.live import Live, NoCalendars
from bot.messages import Address, Incoming, Letter, Saying
from bot.phrases import LANGUAGES, Voice, language, render
from bot.ports import Storage, TurnRow, UnitOfWork
from bot.reach import Disown, IssueVoucher, masked
from bot.rooms import same_person
from bot.scene import Door, Scene, offer_of, says
from bot.stage import Stage, hearing, set_stage
from bot.understood import Understood
from core.calendars import Provider
from core.commands import Outcome, RevokeSessions
from core.errors import ConflictError, Refusal, Refused
from core.jsonable import dump
from core.ports import World
from core.usecases import answer, perform
from core.usecases.signing.people import become_one

log = structlog.get_logger(__name__)

TRIES = 8
"""How often a turn that raced with another writer is computed again."""
CHAIN = 6
"""Most things one turn may look up or do."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a turn leaves behind: the decision that closes it and the talks that were spoken to."""

    decision: Decision
    spoken: tuple[Address, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """How far a turn has come: what was done, who was told, and the letter whose invitation belongs to the answer."""

    scene: Scene
    decision: Decision
    spoken: tuple[Address, ...] = ()
    letter: Letter | None = None


class Manager:
    """Takes turns."""

    def __init__(
        self,
        storage: Storage,
        world: World,
        links: Links,
        spoken: Callable[[Address], None],
        doors: Mapping[str, Door],
    ) -> None:
        """Remember the doors; `spoken` is told each talk that got a new line, `doors` are as in `Scene`."""
        self._storage = storage
        self._world = world
        self._links = links
        self._spoken = spoken
        self._doors = doors
        self.live: Live = NoCalendars()
        """Looks at calendars before time is taken; wiring tells whose."""
        self.providers: set[Provider] = set()
        """Whose calendars can be connected; wiring adds those that are configured."""
        self.makes_rooms = False
        """As `Scene.makes_rooms`; wiring says so."""

    async def turn(self, address: Address) -> bool:
        """Take the oldest waiting delivery of a talk; False if none waits. Raises Fault when the database is away."""
        for _ in range(TRIES):
            try:
                return await self._turn(address)
            except ConflictError:
                metrics.turns.labels(address.channel, "raced").inc()
        raise ConflictError(f"a turn was raced {TRIES} times")

    async def _turn(self, address: Address, *, united: bool = False) -> bool:
        began = perf_counter_ns()
        async with self._storage.reading() as uow:
            incoming = await uow.inbox.next(address)
            if incoming is None:
                return False
            stage = await set_stage(uow, self._world, incoming)
        if stage.former and not united:
            await self._unite(stage, stage.former)
            return await self._turn(address, united=True)
        scene = replace(_scene(stage, incoming), doors=self._doors, providers=frozenset(self.providers))
        decision = director.hear(scene) if stage.known else scene.decide(says("aside.no_such_host"))
        done = await self._act(scene, decision, stage, began)
        for each in (address, *done.spoken):
            self._spoken(each)
        return True

    async def _unite(self, stage: Stage, former: UUID) -> None:
        """Let a room, and all that is of who was known in it, be the person's who they turned out to be; of a host only the room."""
        where = stage.conversation.address
        async with self._storage.writing() as uow:
            await uow.conversations.link(where.channel, where.account, where.room, stage.person.id)
            await uow.conversations.reassign(where.channel, where.account, where.room, stage.person.id)
            if await uow.people.host_of(former) is None:
                await become_one(uow, former, stage.person.id)
            await uow.commit()

    async def _act(self, scene: Scene, decision: Decision, stage: Stage, began: int) -> Done:
        """Look first, without a transaction; then do and close in one. A refusal starts over with what was refused.

        So does what follows a deed and takes time of hosts whose calendars were not looked at.
        """
        looked = False
        for _ in range(CHAIN):
            decision = await self._look(scene, decision)
            if isinstance(decision.then, Do):
                await self.live.look(decision.then.command)
            try:
                return await self._close(scene, decision, (stage, began), looked=looked)
            except _CalendarsWanted as wanted:
                await self.live.look(wanted.command)
                looked = True
            except _RefusedInTurn as refused:
                metrics.refusals.labels(refused.refusal.code.value).inc()
                at = replace(scene, conversation=refused.decision.conversation)
                todo = refused.todo
                decision = director.refused(at, todo.then, todo.note, refused.refusal)
                decision = decision.after(*refused.decision.say)
        raise RuntimeError("a turn did not come to an end")

    async def _look(self, scene: Scene, decision: Decision) -> Decision:
        """Follow what a decision wants to look up until it wants nothing, or wants to do something."""
        for _ in range(CHAIN):
            look = decision.then
            if not isinstance(look, Look):
                return decision
            at = replace(scene, conversation=decision.conversation)
            said = decision.say
            try:
                async with self._storage.reading() as uow:
                    result = await answer(uow, self._world, look.query)
                decision = director.learn(at, look.then, look.note, result).after(*said)
            except Refused as refused:
                decision = director.refused(at, look.then, look.note, refused.refusal).after(*said)
        raise RuntimeError("a turn looked too often")

    async def _close(
        self, scene: Scene, decision: Decision, set_up: tuple[Stage, int], *, looked: bool
    ) -> Done:
        """Do what was decided, and write memory, replies and the log, in one transaction."""
        stage, began = set_up
        so_far = Deed(scene=scene, decision=decision)
        async with self._storage.writing() as uow:
            if not await uow.inbox.handled(scene.incoming.key, self._world.clock.now()):
                return Done(decision, ())
            await _settle_in(uow, stage)
            for deeds in range(CHAIN):
                todo = so_far.decision.then
                if not isinstance(todo, Do):
                    break
                if deeds and not looked and await self.live.wanted(uow, todo.command):
                    raise _CalendarsWanted(todo.command)
                so_far = await self._do(uow, so_far)
            await self._write(uow, so_far, began)
            await uow.commit()
        return Done(so_far.decision, so_far.spoken)

    async def _do(self, uow: UnitOfWork, so_far: Deed) -> Deed:
        scene, decision = so_far.scene, so_far.decision
        todo = decision.then
        if not isinstance(todo, Do):
            raise TypeError("nothing to do")
        try:
            outcome = await self._perform(uow, todo.command)
        except Refused as refused:
            raise _RefusedInTurn(refused.refusal, decision, todo) from refused
        await notices.code_letter(uow, self._world, todo.command, outcome, scene.conversation.locale)
        spoken = await notices.announce(uow, self._world, self._links, outcome, scene.incoming.address)
        letter = await notices.enclosed(uow, self._links, outcome, scene.desk.host if scene.desk else None)
        for told in outcome.told:
            metrics.bookings.labels(told.news.value).inc()
        scene, known = await recognise(uow, scene, todo.command, outcome)
        at = replace(scene, conversation=decision.conversation)
        following = director.learn(at, todo.then, todo.note, outcome).after(*decision.say, *known)
        if isinstance(following.then, Look):
            following = await self._look_inside(uow, scene, following)
        return Deed(
            scene=scene,
            decision=following,
            spoken=so_far.spoken + spoken,
            letter=letter or so_far.letter,
        )

    async def _perform(self, uow: UnitOfWork, command: Any) -> Outcome:
        """Carry out what is the dialogue's own, or a use case."""
        match command:
            case IssueVoucher():
                return await joining.issue(uow, self._world, command)
            case Disown():
                return await joining.disown(uow, self._world, command)
            case IssueErrand():
                return await connecting.issue(uow, self._world, self._links, command)
            case RevokeSessions():
                return await parting.log_out(uow, self._world, command)
            case _:
                return await perform(uow, self._world, command)

    async def _look_inside(self, uow: UnitOfWork, scene: Scene, decision: Decision) -> Decision:
        """A look that follows a deed sees what the deed did; queries read the database only."""
        look = decision.then
        if not isinstance(look, Look):
            return decision
        at = replace(scene, conversation=decision.conversation)
        try:
            result = await answer(uow, self._world, look.query)
        except Refused as refused:
            return director.refused(at, look.then, look.note, refused.refusal).after(*decision.say)
        return director.learn(at, look.then, look.note, result).after(*decision.say)

    async def _write(self, uow: UnitOfWork, done: Deed, began: int) -> None:
        """Keep the memory, queue the reply, log the turn."""
        scene, decision = done.scene, done.decision
        now = self._world.clock.now()
        said = decision.say or (Saying(phrase="aside.ok"),)
        voice = Voice(
            locale=scene.conversation.locale, zone=scene.zone, now=now, base_url=self._links.base_url
        )
        address = scene.incoming.address
        outgoing = notices.enclosing(render(said, voice), address, done.letter)
        saved = await uow.conversations.save(
            replace(decision.conversation, touched=now, person_id=scene.person.id)
        )
        reply = notices.chat(f"reply:{scene.incoming.key}", address, outgoing, now)
        await uow.outbox.add(reply, *notices.lapse(saved, saved.version))
        micros = (perf_counter_ns() - began) // 1000
        await uow.turns.add(_turn_row(scene, decision, outgoing.text, micros))
        metrics.turns.labels(address.channel, "taken").inc()
        metrics.turn_seconds.observe(micros / 1e6)
        log.info(
            "turn",
            key=scene.incoming.key,
            channel=address.channel,
            flow=decision.conversation.flow,
            micros=micros,
        )

    async def apologise(self, address: Address, error_id: str) -> None:
        """Close a delivery that could not be handled, forget the open flow (it may be what is broken), and say so kindly."""
        async with self._storage.writing() as uow:
            incoming = await uow.inbox.next(address)
            if incoming is None:
                return
            now = self._world.clock.now()
            await uow.inbox.handled(incoming.key, now)
            await self._forget(uow, address)
            voice = Voice(locale=incoming.locale or "en", zone="UTC", now=now)
            outgoing = render((says("aside.broken", id=error_id),), voice)
            await uow.outbox.add(notices.chat(f"reply:{incoming.key}", address, outgoing, now))
            await uow.commit()
        self._spoken(address)

    async def _forget(self, uow: UnitOfWork, address: Address) -> None:
        kept = await uow.conversations.get(address)
        if kept:
            await uow.conversations.save(
                replace(kept, flow="", step="", asked="", slots={}, offers=(), past=())
            )


class _RefusedInTurn(Exception):
    """A command of a turn was refused; carries how far the turn had come."""

    def __init__(self, refusal: Refusal, decision: Decision, todo: Do) -> None:
        super().__init__(refusal.code.value)
        self.refusal = refusal
        self.decision = decision
        self.todo = todo


class _CalendarsWanted(Exception):
    """A command that follows another takes time of hosts whose calendars have to be looked at outside the transaction."""

    def __init__(self, command: Any) -> None:
        super().__init__(type(command).__name__)
        self.command = command


async def _settle_in(uow: UnitOfWork, stage: Stage) -> None:
    """Keep a person who is new here, whose room this is from now on, or of whom the channel proves something."""
    if stage.proves and not stage.new_person:
        await uow.people.save_person(stage.person)
    if not (stage.new_person or stage.joins):
        return
    if stage.new_person:
        await uow.people.add_person(stage.person)
    where = stage.conversation.address
    for room in same_person(where.room):
        await uow.conversations.link(where.channel, where.account, room, stage.person.id)


def _scene(stage: Stage, incoming: Incoming) -> Scene:
    """Read the message and set the scene."""
    conversation = stage.conversation
    tapped = offer_of(conversation, incoming.choice) if incoming.choice else None
    opening = incoming.choice == director.START or director.is_presented(incoming)
    heard = nlu.read("" if opening or tapped else incoming.text, hearing(stage))
    return Scene(
        now=stage.now,
        incoming=incoming,
        conversation=_in_their_language(conversation, heard),
        person=stage.person,
        understood=heard,
        tapped=tapped,
        stale=bool(incoming.choice) and tapped is None and not opening,
        desk=stage.desk,
        page=stage.page,
        schedule=stage.schedule,
    )


def _in_their_language(conversation: Conversation, heard: Understood) -> Conversation:
    """Answer in the language in which somebody writes, if it is one that we speak."""
    if heard.language not in LANGUAGES or heard.language == language(conversation.locale):
        return conversation
    return replace(conversation, locale=heard.language)


def _turn_row(scene: Scene, decision: Decision, said: str, micros: int) -> TurnRow:
    """Return the log row: what was heard, read, decided and said."""
    heard = scene.understood
    closing = decision.conversation
    return TurnRow(
        key=scene.incoming.key,
        address=scene.incoming.address,
        at=scene.now,
        heard=scene.incoming.text[:4000],
        read={"acts": [a.value for a in heard.acts], "wish": dump(heard.wish) if heard.wish else None},
        decided={"flow": closing.flow, "step": closing.step, "say": [s.phrase for s in decision.say]},
        said=(masked(said),),
        micros=micros,
    )
