"""How messages reach people on Telegram."""

from collections.abc import Awaitable, Callable

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.messages import Address, Letter, Outgoing
from bot.ports import FrontDesk
from channels.telegram.client import ENTITIES, Client, in_our_words
from channels.telegram.render import Place, Sheet, place_of, sheets
from channels.telegram.wire import CHANNEL
from core.errors import Rejected

Invite = Callable[[Letter], bytes | None]
"""Makes the invitation (.ics) of a letter; None where calendars are not concerned."""
FILE = "invite.ics"
REMEMBERED = 1000
"""So many messages that were sent in part are remembered, the latest ones."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Telegram:
    """Implements `bot.ports.Channel`.

    Telegram has no key by which it would know a message that is sent again. What is known to be sent is not repeated: a
    message of several parts goes on where it stopped. Where a connection breaks before the answer, the part is sent
    again: better said twice than not at all.
    """

    def __init__(self, client: Client, desk: FrontDesk, invite: Invite) -> None:
        """Send through a client; `invite` makes invitations."""
        self._client, self._desk, self._invite = client, desk, invite
        self._sent: dict[str, list[int]] = {}
        """Ids of the parts that were sent, by key of a message that is not sent in whole."""
        self._moved: dict[int, int] = {}
        """Groups that became supergroups, and are others since."""

    async def deliver(self, key: str, address: Address, outgoing: Outgoing) -> str:
        """Send a message, and its invitation as a file; return the id of its last part."""
        try:
            place = place_of(address.room, key)
        except ValueError:
            raise Rejected("no such chat") from None
        steps = await self._steps(place, address, outgoing)
        sent = self._sent.setdefault(key, [])
        while len(self._sent) > REMEMBERED:
            del self._sent[next(iter(self._sent))]
        with in_our_words():
            for step in steps[len(sent) :]:
                sent.append(await self._in(place.chat, step))
        self._sent.pop(key, None)
        return str(next(each for each in reversed(sent) if each))

    async def _steps(self, place: Place, address: Address, outgoing: Outgoing) -> list["Step"]:
        """Return what has to be sent, one after the other, each to the chat that it is called with."""
        called = ""
        if place.person is not None and place.answers is None:
            known = await self._desk.room(CHANNEL, address.account, address.room)
            called = known.name if known else ""
        steps = [self._say(each, place) for each in sheets(outgoing, place, called)]
        invitation = self._invite(outgoing.invitation) if outgoing.invitation else None
        return [*steps, self._hand_over(invitation, place.person)] if invitation else steps

    def _say(self, sheet: Sheet, place: Place) -> "Step":
        answering = (
            ReplyParameters(place.answers, allow_sending_without_reply=True) if place.answers else None
        )

        async def send(chat: int, *, marked: bool = True) -> int:
            message = await self._client.send_message(
                chat,
                sheet.text,
                entities=sheet.entities if marked else None,
                reply_markup=sheet.keyboard,
                reply_parameters=answering,
                link_preview_options=NO_PREVIEW,
            )
            return message.message_id

        async def send_anyhow(chat: int) -> int:
            try:
                return await send(chat)
            except BadRequest as error:
                if not sheet.entities or ENTITIES not in error.message.lower():
                    raise
                return await send(chat, marked=False)

        return send_anyhow

    def _hand_over(self, invitation: bytes, person: int | None) -> "Step":
        """Hand an invitation over. It holds the link by which a meeting is moved or cancelled: in a group only its person gets it, if they talk to us alone."""

        async def send(chat: int) -> int:
            return (await self._client.send_document(chat, invitation, filename=FILE)).message_id

        async def send_alone(_group: int) -> int:
            try:
                return await send(person or 0)
            except (Forbidden, BadRequest):
                return 0

        return send if person is None else send_alone

    async def _in(self, chat: int, step: "Step") -> int:
        """Send to a chat, or to the one that it has become."""
        try:
            return await step(self._moved.get(chat, chat))
        except ChatMigrated as error:
            self._moved[chat] = error.new_chat_id
            return await step(error.new_chat_id)


Step = Callable[[int], Awaitable[int]]
"""Sends a part of a message to a chat; returns its id, 0 where it was not to be sent there."""
