"""Turns of talks, beside bare turns: the same rows read and written through the same unit of work, no thinking."""

from collections.abc import Iterator

from bench.measure import Figure, Times, timed
from bench.recording import RecordingStorage, replay
from bench.town import Town, script, settle_host, settled, town_on
from bot.messages import Incoming
from bot.ports import Storage

TALKS = 40
WARM = 2
"""Talks that are not counted."""


async def turns(engine: str, urls: Iterator[str]) -> Figure:
    """Measure turns on one engine, each right beside its bare turn."""
    rehearsal = RecordingStorage(await settled(next(urls)))
    town, bare = town_on(await settled(next(urls))), await settled(next(urls))
    recorder = town_on(rehearsal)
    await _settle(recorder, rehearsal, town, bare)
    ours: list[float] = []
    floor: list[float] = []
    for incoming in script(TALKS):
        await _accept(incoming, recorder, town)
        await recorder.desk.manager.turn(incoming.address)
        accepted, *rest = rehearsal.take()
        await replay(bare, [accepted])
        ours.append(await timed(lambda: town.desk.manager.turn(incoming.address)))  # noqa: B023 - called at once
        floor.append(await timed(lambda: replay(bare, rest)))  # noqa: B023 - called at once
    for storage in (rehearsal, town.storage, bare):
        await storage.close()
    return _figure(engine, ours, floor)


async def _settle(recorder: Town, rehearsal: RecordingStorage, town: Town, bare: Storage) -> None:
    await settle_host(recorder)
    await settle_host(town)
    await replay(bare, rehearsal.take())


async def _accept(incoming: Incoming, *towns: Town) -> None:
    for town in towns:
        town.world.clock.set(incoming.at)
        async with town.storage.writing() as uow:
            await uow.inbox.accept(incoming)
            await uow.commit()


def _figure(engine: str, ours: list[float], floor: list[float]) -> Figure:
    warm = WARM * len(ours) // TALKS
    mine, bare = Times(ours[warm:]), Times(floor[warm:])
    return Figure(
        what=f"turns, {engine}",
        ours=mine.words,
        floor=f"bare turn: {bare.words}",
        share=f"{mine.rate / bare.rate:.0%}",
        aim="≥ 60 %",
    )
