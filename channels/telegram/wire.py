"""What Telegram delivers, read: an update becomes something said, a button tapped, or a door that was shut. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Contact, Message, MessageEntity, Update, User
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType

from bot.messages import MAX_TEXT, Address, Incoming, Odd
from channels.telegram.commands import PRIVATE, words_of

CHANNEL = "telegram"
START = "start"
"""The command, and our choice, that opens a talk."""
GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
NUMBER = re.compile(r"[1-9][0-9]{5,14}")
"""A telephone number with its country's code (E.164), as contact cards have it, without its plus."""
ODD = (
    (Odd.VOICE, ("voice", "audio", "video_note")),
    (Odd.PICTURE, ("photo", "video", "animation", "live_photo")),
    (Odd.FILE, ("document",)),
    (Odd.PLACE, ("venue", "location")),
    (Odd.STICKER, ("sticker",)),
    (Odd.CONTACT, ("contact",)),
)
"""What can come instead of a text. An animation is a document as well, a venue a location: the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself: its id and, once Telegram was asked, its username."""

    id: int
    username: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something for a talk."""

    incoming: Incoming
    thread: str | None = None
    """The talk that it opens, empty the person's own; None goes on with the one that is open."""
    called: str = ""
    chat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped:
    """A button that was tapped; it has to be answered, whatever comes of it."""

    query: str
    said: Said | None = None
    """None if nothing comes of it: another person's button, or none of ours."""
    foreign: bool = False
    """It was another person's."""
    shown: Message | None = None
    """The message whose button it was, if it can still be changed."""
    label: str = ""
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody shut us out of their private chat (`why` is `blocked`), or let us in again (empty)."""

    room: str
    why: str


Event = Said | Tapped | Barred
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError)
"""What is raised for an update whose parts are not what Telegram says they are."""
ReadStart = Callable[[str], str | None]
"""Reads the code of a link, see `bot.links.Links.read_start`."""


def read(update: Update, me: Me, now: datetime, read_start: ReadStart) -> Event | None:
    """Return what an update tells us, None if it is not for us. `now` is when it came (UTC)."""
    key = f"{CHANNEL}:{me.id}:{update.update_id}"
    if update.message:
        return _said(update.message, me, key, now, read_start)
    if update.callback_query:
        return _tapped(update.callback_query, me, key, now)
    if update.my_chat_member:
        return _barred(update.my_chat_member)
    return None


def needs_username(update: Update) -> bool:
    """Say whether an update can only be read by who knows the bot's username: it may be mentioned in it."""
    message = update.message
    return message is not None and (message.chat.type in GROUPS or (message.text or "").startswith("/"))


def room_of(chat: Chat, user: User) -> str:
    """Return the room of a person: their private chat, or in a group `<group>/<person>`."""
    return f"{chat.id}/{user.id}" if chat.type in GROUPS else str(chat.id)


def sound(text: str) -> str:
    """Return a text that databases and mails take: no lone surrogates, no NUL, not much more than is read."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")[: MAX_TEXT + 1]


def tag_of(user: User) -> str | None:
    """Return the language of somebody's app as a locale: `pt-br` is `pt-BR`."""
    code, _, region = (user.language_code or "").replace("_", "-").partition("-")
    return f"{code}-{region.upper()}" if region else code or None


# -- messages -------------------------------------------------------------------------------------


def _said(message: Message, me: Me, key: str, now: datetime, read_start: ReadStart) -> Said | None:
    user = message.from_user
    in_group = message.chat.type in GROUPS
    if user is None or user.is_bot or not (in_group or message.chat.type == ChatType.PRIVATE):
        return None
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    command = _command(text, entities, me)
    if command is None or (in_group and not (command.ours or _for_us(message, text, entities, me))):
        return None
    odd = _odd(message)
    if odd is None and not text:
        return None  # somebody came or went, something was pinned
    incoming = Incoming(
        key=f"{key}:{message.message_id}" if in_group else key,
        address=Address(channel=CHANNEL, account=str(me.id), room=room_of(message.chat, user)),
        at=min(message.date, now),
        text=sound(command.rest if command.name else _without_mention(text, entities, me)),
        locale=tag_of(user),
        name=sound(user.full_name) or None,
        odd=odd or "",
    )
    said = Said(incoming=incoming, called=_called(user), chat=message.chat.id)
    if message.contact and odd == Odd.CONTACT:
        return _with_contact(said, message.contact, user)
    return _commanded(said, command, read_start) if command.name else said


@dataclass(frozen=True, slots=True)
class _Command:
    """A command at the beginning of a text; an empty name is none."""

    name: str = ""
    rest: str = ""
    addressed: bool = False
    """Whether it names us: `/book@parley_bot`."""

    @property
    def ours(self) -> bool:
        """Whether it is meant for us where other bots read along."""
        return self.addressed or self.name == START or self.name in PRIVATE


def _command(text: str, entities: Iterable[MessageEntity], me: Me) -> _Command | None:
    """Return the command that a text begins with; None if it is another bot's."""
    first = next((e for e in entities if e.type == MessageEntityType.BOT_COMMAND and e.offset == 0), None)
    if first is None:
        return _Command()
    name, _, bot = text[1 : first.length].partition("@")  # a command is ASCII: units are characters
    if bot and bot.lower() != me.username.lower():
        return None
    return _Command(name.lower(), text[first.length :].strip(), addressed=bool(bot))


def _commanded(said: Said, command: _Command, read_start: ReadStart) -> Said:
    """Put a command into the words that it stands for."""
    incoming = said.incoming
    if command.name == START:
        thread = read_start(command.rest) if command.rest else ""
        if thread is None:
            return said  # a code of another kind is told as it is
        return replace(said, incoming=replace(incoming, text="", choice=START), thread=thread)
    words = words_of(command.name, incoming.locale or "en")
    text = " ".join(part for part in (words or command.name, command.rest) if part)
    return replace(said, incoming=replace(incoming, text=sound(text)))


def _for_us(message: Message, text: str, entities: Iterable[MessageEntity], me: Me) -> bool:
    """Say whether a message in a group is meant for us: it answers us, or names us."""
    answered = message.reply_to_message
    if answered and answered.from_user and answered.from_user.id == me.id:
        return True
    return any(_names_us(each, text, me) for each in entities)


def _names_us(entity: MessageEntity, text: str, me: Me) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    _, named, _ = _stretch(entity, text)
    return entity.type == MessageEntityType.MENTION and named.lower() == f"@{me.username}".lower()


def _stretch(entity: MessageEntity, text: str) -> tuple[str, str, str]:
    """Return what stands before, in and after the stretch of a text that an entity marks, in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
    before, inside, after = (
        each.decode("utf-16-le", "replace") for each in (units[:start], units[start:end], units[end:])
    )
    return before, inside, after


def _without_mention(text: str, entities: Iterable[MessageEntity], me: Me) -> str:
    """Return a text without our name: `@parley_bot, can we meet?` asks `can we meet?`."""
    for each in entities:
        if _names_us(each, text, me):
            before, _, after = _stretch(each, text)
            return " ".join(part for part in (before.strip(), after.lstrip(" ,:;–-").strip()) if part)
    return text


def _odd(message: Message) -> Odd | None:
    """Return what a message is if it is no text; None if it is one, or a note of the chat itself."""
    for odd, kinds in ODD:
        if any(getattr(message, kind, None) for kind in kinds):
            return odd
    return Odd.OTHER if message.effective_attachment else None


def _with_contact(said: Said, card: Contact, user: User) -> Said:
    """Take somebody's own number as told and vouched for; anybody else's card stays odd."""
    digits = re.sub(r"\D", "", card.phone_number)
    if card.user_id != user.id or not NUMBER.fullmatch(digits):
        return said
    return replace(said, incoming=replace(said.incoming, phone=f"+{digits}", text=f"+{digits}", odd=""))


def _called(user: User) -> str:
    return f"@{user.username}" if user.username else sound(user.full_name)


# -- buttons --------------------------------------------------------------------------------------


def _tapped(query: CallbackQuery, me: Me, key: str, now: datetime) -> Tapped:
    """Read a tap. In a group a button carries for whom it was made: `<person>:<token>`."""
    user, message, data = query.from_user, query.message, query.data
    tapped = Tapped(query=query.id, locale=user.language_code or "en")
    if message is None or not data:
        return tapped
    owner, token = data.split(":", 1) if message.chat.type in GROUPS and ":" in data else ("", data)
    if message.chat.type in GROUPS and owner != str(user.id):
        return replace(tapped, foreign=bool(owner))
    shown = message if isinstance(message, Message) and message.is_accessible else None
    label = _label(shown, data)
    answered = shown.reply_to_message.message_id if shown and shown.reply_to_message else None
    incoming = Incoming(
        key=f"{key}:{answered}" if answered and owner else key,
        address=Address(channel=CHANNEL, account=str(me.id), room=room_of(message.chat, user)),
        at=now,
        text=sound(label),
        choice=sound(token),
        locale=tag_of(user),
        name=sound(user.full_name) or None,
    )
    said = Said(incoming=incoming, called=_called(user), chat=message.chat.id)
    return replace(tapped, said=said, shown=shown, label=label)


def _label(shown: Message | None, data: str) -> str:
    rows = shown.reply_markup.inline_keyboard if shown and shown.reply_markup else ()
    return next((each.text for row in rows for each in row if each.callback_data == data), "")


# -- doors ----------------------------------------------------------------------------------------


def _barred(change: ChatMemberUpdated) -> Barred | None:
    if change.chat.type != ChatType.PRIVATE:
        return None  # who is left in a group is found out when something is said there
    out = change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
    return Barred(str(change.chat.id), "blocked" if out else "")
