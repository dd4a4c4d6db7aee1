"""A talk as its page reads it, on both engines."""

from bot.messages import Address, Choice, Incoming, Outgoing
from bot.ports import Line
from core.effects import Effect, Kind
from core.jsonable import dump
from storage import Database
from tests.storage.examples import TALK, after

OTHER = Address(channel="webchat", room="visitor-2")


def said(key: str, at: float = 0, address: Address = TALK, outgoing: Outgoing | None = None) -> Effect:
    payload = {"address": address.key, "outgoing": dump(outgoing or Outgoing(text=key))}
    return Effect(key=key, kind=Kind.CHAT, lane=address.key, due=after(at), payload=payload)


def heard(key: str, at: float = 0, address: Address = TALK) -> Incoming:
    return Incoming(key=key, address=address, at=after(at), text=key)


async def talk(storage: Database, *lines: Effect | Incoming) -> None:
    async with storage.writing() as unit:
        for line in lines:
            if isinstance(line, Effect):
                await unit.outbox.add(line)
            else:
                await unit.inbox.accept(line)
        await unit.commit()


async def since(storage: Database, position: str = "", limit: int = 100) -> list[Line]:
    async with storage.reading() as unit:
        return list(await unit.thread.since(TALK, position, limit))


def keys(lines: list[Line]) -> list[str]:
    return [line.key for line in lines]


async def test_both_sides_are_told_in_order_even_where_the_clock_stands_still(storage: Database) -> None:
    choices = (Choice("t1", "Book it"), Choice("t2", "Other times"))
    rich = Outgoing(text="When?", choices=choices, private=True)
    await talk(storage, heard("1"), said("2", outgoing=rich), said("3"), heard("4"), said("5"))
    await talk(storage, heard("x", address=OTHER), said("y", address=OTHER))
    lines = await since(storage)
    assert keys(lines) == ["1", "2", "3", "4", "5"]
    assert [line.mine for line in lines] == [True, False, False, True, False]
    assert lines[0] == Line(
        position=lines[0].position, at=after(0), mine=True, outgoing=Outgoing(text="1"), key="1"
    )
    assert lines[1].outgoing == rich
    assert [line.position for line in lines] == sorted({line.position for line in lines})


async def test_a_reader_pages_through_a_talk(storage: Database) -> None:
    await talk(storage, *(said(str(n), n) for n in range(7)))
    assert keys(await since(storage, limit=3)) == ["0", "1", "2"]
    seen: list[str] = []
    position = ""
    while fresh := [line for line in await since(storage, position, 3) if line.key not in seen]:
        seen += keys(fresh)
        position = fresh[-1].position
    assert seen == [str(n) for n in range(7)]


async def test_lines_of_the_last_seconds_are_told_again(storage: Database) -> None:
    await talk(storage, said("old", 0), said("recent", 1), said("last", 1.05), said("new", 2))
    lines = await since(storage)
    assert keys(await since(storage, lines[2].position)) == ["recent", "last", "new"]


async def test_a_line_that_becomes_visible_late_is_not_missed(storage: Database) -> None:
    await talk(storage, said("second", 0.05))
    (second,) = await since(storage)
    await talk(storage, said("first", 0))
    assert keys(await since(storage, second.position)) == ["first", "second"]


async def test_a_crowded_second_does_not_hold_a_reader_up(storage: Database) -> None:
    await talk(storage, *(said(f"{n:03}", n / 10_000) for n in range(30)))
    position = (await since(storage))[19].position
    assert keys(await since(storage, position, 5))[-5:] == [f"{n:03}" for n in range(20, 25)]


async def test_the_newest_lines_come_oldest_first(storage: Database) -> None:
    await talk(storage, *(said(str(n), n) for n in range(5)), heard("mine", 3.5))
    async with storage.reading() as unit:
        assert keys(list(await unit.thread.newest(TALK, 3))) == ["3", "mine", "4"]
        assert keys(list(await unit.thread.newest(TALK, 100)))[:1] == ["0"]


async def test_other_effects_of_the_lane_are_not_lines(storage: Database) -> None:
    mail = Effect(key="mail", kind=Kind.MAIL, lane=TALK.key, due=after(0), payload={})
    await talk(storage, mail, said("line"))
    assert keys(await since(storage)) == ["line"]
