"""Rooms on networks: whose they are, which talk is open in one, and when its person was last heard."""

from dataclasses import replace

from bot.conversation import Conversation
from bot.messages import Incoming
from bot.ports import Room, UnitOfWork
from bot.scene import offer_of


def same_person(room: str) -> tuple[str, ...]:
    """Return the rooms in which whoever speaks in a room speaks as well: in a group, `<group>/<person>`, also the one alone with us."""
    return tuple(dict.fromkeys((room, room.rpartition("/")[2])))


async def enter(uow: UnitOfWork, incoming: Incoming, thread: str | None, called: str) -> Room:
    """Return the room of a delivery as it is once the delivery was heard.

    A `thread` opens that talk; None leaves open what is, unless a choice is tapped that another talk has offered. Who
    writes can be spoken to again.
    """
    where = incoming.address
    known = await uow.rooms.get(where.channel, where.account, where.room)
    room = known or Room(channel=where.channel, account=where.account, room=where.room)
    if thread is None and incoming.choice:
        thread = await _offered_in(uow, room, incoming.choice)
    return replace(
        room,
        thread=room.thread if thread is None else thread,
        heard_at=max(incoming.at, room.heard_at or incoming.at),
        silent="",
        name=called or room.name,
    )


async def show(uow: UnitOfWork, talk: Conversation) -> None:
    """Open a talk in its room on a network, as something is said in it that can be answered, unless another waits for an answer there."""
    where = talk.address
    room = await uow.rooms.get(where.channel, where.account, where.room)
    if room is None or room.thread == where.thread:
        return
    standing = await uow.conversations.get(room.address)
    if standing is None or not standing.asked:
        await uow.rooms.open(where)  # no more than that: they may write, or ask for silence, at this moment


async def _offered_in(uow: UnitOfWork, room: Room, token: str) -> str | None:
    """Return in which talk of a room a choice was offered, None if in none."""
    talks = await uow.conversations.in_room(room.channel, room.account, room.room)
    return next((talk.address.thread for talk in talks if offer_of(talk, token)), None)
