"""The socket of the chat page: keeps what is said before acknowledging it, and sends what is new in the talk."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakSet

import structlog
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from bot.ports import FrontDesk, Line
from channels.webchat import wire
from core.errors import Transient

log = structlog.get_logger(__name__)

PING = 25.0
"""Seconds between heartbeats."""
POLL = 1.0
"""Seconds after which a talk is read again even if nobody woke us: another process may have written."""
AGAIN = 2.0
"""Seconds after which a message that could not be kept is worth sending again."""
PATIENCE = 5
"""Broken frames that are answered before the socket is closed."""
GLANCE, SILENCE = 20, timedelta(hours=1)
"""Where none of so many last lines has a text, and no line is younger, all that was said is forgotten."""
BURST, PERIOD = 20, timedelta(seconds=10)
"""So many messages in such a time; more are refused and worth sending again."""


@dataclass(eq=False)
class ChatDoor:
    """Serves the sockets of all visitors. `poll` is in seconds."""

    desk: FrontDesk
    poll: float = POLL
    _open: WeakSet[web.WebSocketResponse] = field(default_factory=WeakSet)

    async def serve(
        self, request: web.Request, visitor: str, shut: Callable[[], Awaitable[bool]]
    ) -> web.StreamResponse:
        """Serve one socket until its page goes away; `?thread=` names the talk, `shut` says whether the visitor is shut out."""
        thread = request.query.get("thread", "")
        if not wire.THREAD.fullmatch(thread):
            raise web.HTTPNotFound
        socket = web.WebSocketResponse(heartbeat=PING, max_msg_size=wire.MAX_FRAME)
        await socket.prepare(request)
        self._open.add(socket)
        visit = wire.Visit(visitor=visitor, thread=thread)
        talk = Talk(desk=self.desk, socket=socket, visit=visit, poll=self.poll, shut=shut)
        await talk.run()
        return socket

    async def close(self) -> None:
        """Close every socket, because the server goes down; pages come back by themselves."""
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)


@dataclass
class Talk:
    """One open socket."""

    desk: FrontDesk
    socket: web.WebSocketResponse
    visit: wire.Visit
    poll: float
    shut: Callable[[], Awaitable[bool]]
    broken: int = 0
    _let_in: bool = False
    _greeted: asyncio.Event = field(default_factory=asyncio.Event)
    _heard: deque[datetime] = field(default_factory=deque)
    _shown: set[str] = field(default_factory=set)
    _position: str = ""

    async def run(self) -> None:
        """Read frames and send lines until the socket closes."""
        showing = asyncio.create_task(self._show())
        try:
            async for message in self.socket:
                await self._take(message)
        finally:
            showing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await showing

    async def _take(self, message: WSMessage) -> None:
        if message.type is not WSMsgType.TEXT:
            await self._refuse_broken("not text")
            return
        try:
            frame = wire.read_frame(message.data)
            if not await self._is_let_in():
                return
            await self._hello(frame) if frame.kind == "hello" else await self._hear(frame)
        except wire.BrokenFrame as error:
            await self._refuse_broken(str(error))
        except Transient:
            log.warning("webchat_frame_put_off")
            await self._put_off(message)
        except Exception:  # a door answers and goes on, whatever fails behind it
            log.exception("webchat_frame_failed")
            await self._put_off(message)

    async def _is_let_in(self) -> bool:
        """Ask once who may not come in; close the socket to them."""
        self._let_in = self._let_in or not await self.shut()
        if not self._let_in:
            await self.socket.close(code=WSCloseCode.POLICY_VIOLATION)
        return self._let_in

    async def _put_off(self, message: WSMessage) -> None:
        await self._send(wire.refused_frame("not_now", _id_in(message.data), AGAIN))

    async def _refuse_broken(self, why: str) -> None:
        self.broken += 1
        await self._send(wire.refused_frame(why))
        if self.broken >= PATIENCE:
            await self.socket.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _hello(self, frame: wire.Frame) -> None:
        hello = wire.to_hello(frame)
        self.visit = replace(self.visit, locale=hello.locale, zone=hello.zone)
        await self._greet()
        self._position = self._position or hello.after
        self._greeted.set()

    async def _greet(self) -> None:
        """Open a talk that is new, or of which all that was said is forgotten."""
        now = self.desk.clock.now()
        lines = await self.desk.lines(self.visit.address, "", GLANCE)
        if not lines:
            await self.desk.hear(wire.greeting(self.visit, now))
        elif not any(line.outgoing.text for line in lines) and lines[-1].at < now - SILENCE:
            await self.desk.hear(wire.greeting(self.visit, now, lines[-1].position))

    async def _hear(self, frame: wire.Frame) -> None:
        wait = self._too_fast()
        if wait:
            await self._send(wire.refused_frame("too_fast", frame.id, after=wait))
            return
        new = await self.desk.hear(wire.to_incoming(frame.body, self.visit, self.desk.clock.now()))
        await self._send(wire.ack_frame(frame.id))
        if new:
            await self._send(wire.typing_frame())

    def _too_fast(self) -> float:
        """Count a message; return the seconds to wait if there were too many of them, else 0."""
        now = self.desk.clock.now()
        while self._heard and self._heard[0] <= now - PERIOD:
            self._heard.popleft()
        if len(self._heard) >= BURST:
            return max(0.1, (self._heard[0] + PERIOD - now).total_seconds())
        self._heard.append(now)
        return 0

    async def _show(self) -> None:
        await self._greeted.wait()
        with self.desk.wakes(self.visit.address) as woken:
            while not self.socket.closed:
                woken.clear()
                await self._show_new()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), self.poll)

    async def _show_new(self) -> None:
        try:
            lines = await self._new_lines()
        except Transient:  # the next look finds what was missed
            log.warning("webchat_lines_put_off")
            return
        except Exception:  # the same for whatever else fails
            log.exception("webchat_lines_failed")
            return
        for line in lines:
            self._shown.add(line.key)
            self._position = max(self._position, line.position)
            if line.outgoing.text:
                await self._send(wire.line_frame(line))

    async def _new_lines(self) -> Sequence[Line]:
        """Return lines that were not sent yet; some are read again each time, in case one was committed late."""
        try:
            lines = await self.desk.lines(self.visit.address, self._position)
        except (ValueError, OverflowError):  # the page named a position that never was
            self._position = ""
            lines = await self.desk.lines(self.visit.address, "")
        return [line for line in lines if line.key not in self._shown]

    async def _send(self, frame: dict[str, Any]) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):  # the page went away meanwhile
            await self.socket.send_json(frame)


def _id_in(raw: str) -> str:
    try:
        return wire.read_frame(raw).id
    except wire.BrokenFrame:
        return ""
