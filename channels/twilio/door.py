"""Where Twilio's requests come in: what people write, and news of what we sent. All are signed; nothing of them is logged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast
from xml.sax.saxutils import escape

import structlog
from aiohttp import web

from bot.messages import Address, Incoming
from bot.phrases import language, phrases
from bot.ports import FrontDesk, Room
from bot.receipts import Receipt
from channels.twilio import faults, numbers, wire
from channels.twilio.signature import Signatures
from channels.twilio.wire import Heard, Opened, Progress
from channels.twilio.words import Ask
from core.errors import ConflictError, Refused, Transient
from core.queries import ShowHost

log = structlog.get_logger(__name__)

FORM = "application/x-www-form-urlencoded"
MOST_BODY = 32 * 1024
"""Bytes of a request; Twilio's have a few thousand."""
TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response>{}</Response>'
AGAIN = 5
"""Seconds after which a delivery that could not be kept is worth sending again."""
START = "start"
"""The choice that opens a talk."""


@dataclass(eq=False, kw_only=True)
class TwilioDoor:
    """The two routes of one network."""

    channel: str
    number: str
    desk: FrontDesk
    signatures: Signatures

    @property
    def path(self) -> str:
        """Where messages come in; news of what we sent at `/status` below."""
        return f"/twilio/{self.channel}"

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return what the web server serves for it."""
        return (web.post(self.path, self.message), web.post(f"{self.path}/status", self.status))

    async def open(self) -> None:
        """Twilio calls us: there is nothing to listen to."""

    async def close(self) -> None:
        """Nothing of ours is open; what was taken is kept."""

    async def message(self, request: web.Request) -> web.Response:
        """Keep what somebody wrote, then acknowledge it; what is said in return follows on its own."""
        form = await self._form(request)
        if form is None:
            return web.Response(status=403)
        try:
            heard = wire.read_message(form, self.channel, self.number, self.desk.clock.now())
        except wire.Malformed as error:
            log.warning("twilio.malformed", channel=self.channel, why=str(error))
            return web.Response(status=400)
        try:
            return _twiml(await self.take(heard))
        except Transient:
            return self._put_off()

    async def status(self, request: web.Request) -> web.Response:
        """Keep news of a message that we sent."""
        form = await self._form(request)
        if form is None:
            return web.Response(status=403)
        try:
            progress = wire.read_progress(form, self.channel)
            key = wire.from_address(request.query.get("key", ""))
        except wire.Malformed as error:
            log.warning("twilio.malformed", channel=self.channel, why=str(error))
            return web.Response(status=400)
        try:
            if progress:
                await self._note(progress, key)
        except (Transient, ConflictError):
            return self._put_off()
        return web.Response(status=204)

    def _put_off(self) -> web.Response:
        """Ask for it once more: the database is away."""
        log.warning("twilio.put_off", channel=self.channel)
        return web.Response(status=503, headers={"Retry-After": str(AGAIN)})

    async def _form(self, request: web.Request) -> wire.Form | None:
        """Return the posted form, None if it is none that Twilio signed."""
        fields = await self._fields(request)
        if fields is not None and self.signatures.holds(request.raw_path, fields, request.headers):
            return fields
        log.warning("twilio.forged", channel=self.channel, status=request.path != self.path)
        return None

    async def _fields(self, request: web.Request) -> wire.Form | None:
        if request.content_type != FORM or (request.content_length or 0) > MOST_BODY:
            return None
        try:
            posted = await request.post()
        except (ValueError, LookupError):  # bytes that are no text, or an encoding that nobody knows
            return None
        return cast("wire.Form", posted)  # such a form holds texts only

    async def take(self, heard: Heard) -> str:
        """Keep a delivery; return what is said at once, if anything."""
        room = await self._room(heard.incoming)
        stopped = room is not None and room.silent == faults.STOPPED
        asks = heard.asks
        if asks and asks.ask is Ask.STOP:
            await self.desk.hush(heard.incoming, faults.STOPPED)
            return "" if heard.answered else _say("stopped", asks.language or heard.locale)
        if asks and (stopped or not asks.language):
            await self._arrive(_opening(heard.incoming), None)
            return ""
        if stopped and self.channel == wire.SMS:  # the carrier lets nothing of ours through before a START
            await self.desk.hush(heard.incoming, faults.STOPPED)
            return _say("still_stopped", heard.locale)
        await self._hear(heard, room)
        return ""

    async def _hear(self, heard: Heard, room: Room | None) -> None:
        """Keep what is said in the talk that is open, or in the one that it opens; newcomers are told if there is no such host."""
        opens = heard.opens or (await self._named(heard) if room is None else None)
        if opens is None or not (room is None or await self._exists(opens.thread)):
            await self._arrive(heard.incoming, None)
        elif opens.text:
            await self._arrive(replace(heard.incoming, text=opens.text), opens.thread)
        else:
            await self._arrive(_opening(heard.incoming), opens.thread)

    async def _named(self, heard: Heard) -> Opened | None:
        """Return the talk with a host whose mere name is the first that somebody says, as links to hosts may have it."""
        name = heard.incoming.text.strip().lower()
        named = Opened(f"@{name}") if wire.NAME.fullmatch(name) else None
        return named if named and await self._exists(named.thread) else None

    async def _arrive(self, incoming: Incoming, thread: str | None) -> None:
        await self.desk.arrive(incoming, thread, numbers.masked(incoming.address.room))

    async def _room(self, incoming: Incoming) -> Room | None:
        where = incoming.address
        return await self.desk.room(where.channel, where.account, where.room)

    async def _exists(self, thread: str) -> bool:
        """Whether there is such a talk: one's own, or one with a host."""
        if not thread:
            return True
        try:
            await self.desk.answer(ShowHost(username=thread.removeprefix("@").partition("/")[0]))
        except Refused:
            return False
        return True

    async def _note(self, progress: Progress, key: str) -> None:
        """Keep news of a message; one that did not arrive takes another way."""
        address = Address(channel=self.channel, account=self.number, room=progress.room)
        receipt = Receipt(
            receipt=progress.sid,
            key=key,
            address=address,
            status=progress.status.value,
            rank=progress.status.rank,
            error=progress.error,
            at=self.desk.clock.now(),
        )
        if progress.status.is_failure and not await self._is_known(receipt):
            why = faults.why_failed(progress.error)
            log.warning("twilio.failed", channel=self.channel, error=progress.error, why=why)
            await self.desk.failed(
                self.channel, key, why
            )  # first: what is known already is not looked at again
        await self.desk.report(receipt)

    async def _is_known(self, receipt: Receipt) -> bool:
        known = await self.desk.receipt(self.channel, receipt.key)
        return known is not None and known.rank >= receipt.rank


def _opening(incoming: Incoming) -> Incoming:
    return replace(incoming, text="", choice=START)


def _say(phrase: str, locale: str) -> str:
    return phrases(language(locale))[f"phone.{phrase}"]


def _twiml(said: str) -> web.Response:
    """Answer with an empty document, or with one message."""
    body = TWIML.format(f"<Message>{escape(said)}</Message>" if said else "")
    return web.Response(text=body, content_type="text/xml")
