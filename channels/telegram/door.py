"""Where Telegram's updates come in: keeps what is said before acknowledging it, answers every tap."""

import asyncio
import json
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from hmac import compare_digest
from typing import Any

import structlog
from aiohttp import web
from telegram import Update

from bot.ports import FrontDesk
from channels.telegram.client import Client, TelegramConfig, in_our_words
from channels.telegram.limits import BODY
from channels.telegram.taps import settle_tap
from channels.telegram.welcome import introduce, who_am_i
from channels.telegram.wire import CHANNEL, UNREADABLE, Barred, Me, Said, Tapped, needs_username, read
from core.errors import Fault, RateLimited

log = structlog.get_logger(__name__)

PATH = "/telegram/updates"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before something that failed is tried again, doubled each time."""
TRIES = 5
"""So often an update is tried that fails for no reason outside."""


class TelegramDoor:
    """Implements `channels.network.Door`: by webhook where one is configured, else by asking for updates."""

    def __init__(self, config: TelegramConfig, client: Client, desk: FrontDesk, pause: float = PAUSE) -> None:
        """Nothing is asked or taken before it is opened; `pause` is in seconds."""
        self._config, self._client, self._desk, self._pause = config, client, desk, pause
        self._me = Me(config.bot_id)
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the webhook, if updates come by it."""
        return [web.post(PATH, self.serve)] if self._config.webhook else []

    def link(self, code: str) -> str:
        """Return the address that opens the bot and carries a code there; empty until Telegram said what the bot is called."""
        return f"https://t.me/{self._me.username}?start={code}" if self._me.username else ""

    async def open(self) -> None:
        """Begin to listen; commands and webhook are set as soon as Telegram answers."""
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Ask for nothing more, and finish what was taken; what waits to be sent can still be."""
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self) -> None:
        pause = self._pause
        while True:
            try:
                self._me = await introduce(self._client, self._config)
                break
            except Fault as fault:
                pause = await self._rest(pause, fault)
        if not self._config.webhook:
            await self._ask_on()

    # -- by webhook -------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.Response:
        """Take one delivery. Whatever is not Telegram's is refused without a word, and without being read."""
        given = request.headers.get(SECRET_HEADER, "")
        if not compare_digest(given.encode("utf-8", "replace"), self._config.secret.encode()):
            return _refused(401, "forged")
        body = await _body(request)
        if body is None:
            return _refused(413, "too large")
        raw = _object(body)
        if raw is None:
            return _refused(400, "broken")
        try:
            await self.take(raw)
        except Fault:
            log.warning("update put off", channel=CHANNEL)
            return web.Response(status=503, headers={"Retry-After": "2"})  # Telegram brings it again
        return web.Response()

    # -- by asking --------------------------------------------------------------------------------

    async def _ask_on(self) -> None:
        """Ask for updates for ever. Only what was kept is acknowledged, by asking for what comes after it."""
        offset, pause = None, self._pause
        while True:
            try:
                with in_our_words():
                    found = await self._client.waiting(offset)
                for raw in found:
                    await self._take_patiently(raw)
                    offset = int(raw["update_id"]) + 1
                pause = self._pause
            except Fault as fault:
                pause = await self._rest(pause, fault)

    async def _take_patiently(self, raw: Mapping[str, Any]) -> None:
        """Take an update; what goes wrong with it again and again must not stand in the way of all others."""
        for attempt in range(1, TRIES + 1):
            try:
                return await self.take(raw)
            except Fault:
                raise
            except Exception:
                log.exception("update failed", key=self._key(raw), attempt=attempt)
                await asyncio.sleep(self._pause * attempt)
        return None

    async def _rest(self, pause: float, fault: Fault) -> float:
        """Wait before the next try, as long as Telegram asks for; return how long to wait the next time."""
        log.warning("telegram does not answer", error=type(fault).__name__)
        await asyncio.sleep(fault.after if isinstance(fault, RateLimited) else pause)
        return min(2 * pause, LONGEST_PAUSE)

    # -- what came --------------------------------------------------------------------------------

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Keep what an update says; raise Transient if it cannot be kept now. One that cannot be read is passed over."""
        try:
            update = Update.de_json(dict(raw), self._client)
            event = read(
                update, await self._me_for(update), self._desk.clock.now(), self._desk.links.read_start
            )
        except UNREADABLE:
            log.warning("update not read", key=self._key(raw))
            return
        match event:
            case Said():
                await self._hear(event)
            case Tapped():
                await self._tapped(event)
            case Barred():
                await self._desk.mark(CHANNEL, str(self._me.id), event.room, event.why)
            case None:
                pass

    def _key(self, raw: Mapping[str, Any]) -> str:
        return f"{CHANNEL}:{self._me.id}:{raw['update_id']}"

    async def _me_for(self, update: Update) -> Me:
        """Return who we are; the username is asked for where it matters."""
        if not self._me.username and needs_username(update):
            self._me = await who_am_i(self._client)
        return self._me

    async def _hear(self, said: Said) -> None:
        new = await self._desk.arrive(said.incoming, said.thread, said.called)
        if new:
            self._soon(self._show_typing(said.chat))

    async def _tapped(self, tapped: Tapped) -> None:
        if tapped.said:
            await self._desk.arrive(tapped.said.incoming, None, tapped.said.called)
        self._soon(settle_tap(self._client, tapped))

    async def _show_typing(self, chat: int) -> None:
        with suppress(Fault), in_our_words():
            await self._client.send_chat_action(chat, "typing")

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _refused(status: int, why: str) -> web.Response:
    log.warning("delivery refused", channel=CHANNEL, why=why)
    return web.Response(status=status)


async def _body(request: web.Request) -> bytes | None:
    """Return the body of a request, None if it is larger than any update; no more than that is read."""
    if (request.content_length or 0) > BODY:
        return None
    read_so_far = bytearray()
    async for chunk in request.content.iter_any():
        read_so_far += chunk
        if len(read_so_far) > BODY:
            return None
    return bytes(read_so_far)


def _object(body: bytes) -> dict[str, Any] | None:
    """Return the object of a body that looks like an update, None if it does not."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(raw, dict) and type(raw.get("update_id")) is int
    return raw if fits else None
