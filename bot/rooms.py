"""Rooms on networks: which talk is open in one, and when its person was last heard."""

from dataclasses import replace

from bot.messages import Incoming
from bot.ports import Room, UnitOfWork


async def enter(uow: UnitOfWork, incoming: Incoming, thread: str | None, called: str) -> Room:
    """Return the room of a delivery as it is once the delivery was heard.

    A `thread` opens that talk; None leaves open what is. Who writes can be spoken to again.
    """
    where = incoming.address
    known = await uow.rooms.get(where.channel, where.account, where.room)
    room = known or Room(channel=where.channel, account=where.account, room=where.room)
    return replace(
        room,
        thread=room.thread if thread is None else thread,
        heard_at=max(incoming.at, room.heard_at or incoming.at),
        silent="",
        name=called or room.name,
    )
