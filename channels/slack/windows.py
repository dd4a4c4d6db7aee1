"""The home tab and the forms: opens them, and does what is entered. What is wrong is said at the field that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bot.phrases import Voice, render
from bot.ports import FrontDesk
from bot.sorry import sorry
from channels.slack import forms, home
from channels.slack.api import Api, SlackRejected
from channels.slack.blocks import Payload, section
from channels.slack.channel import Token
from channels.slack.commands import Commands
from channels.slack.ear import Body
from channels.slack.forms import Entered, Unreadable
from channels.slack.home import Board
from channels.slack.wire import CHANNEL
from channels.slack.words import told, with_written
from core.booking import Booking, Status
from core.commands import Book, ChangeEventType, ChangeHost, Command, CreateEventType, SetWeekly
from core.errors import Code, Refusal, Refused
from core.interval import Interval
from core.people import Host
from core.queries import Agenda, Desk, HostDesk, ShowHost

SHOWN = timedelta(days=7)
"""How far ahead the home tab shows meetings."""
LATE = frozenset({"exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id", "trigger_expired"})
"""What Slack answers if a window is opened more than three seconds after the tap, or twice."""
CALLED = {"email": "guests", "name": "who"}
"""Where the form of a booking asks for something that the use case calls otherwise: one's own address comes from the profile."""
Answer = Mapping[str, Any]
"""What is answered to a form that was sent: empty closes it."""


@dataclass(frozen=True, slots=True)
class Member:
    """Who looks at a tab or fills a form in."""

    account: str
    user: str
    voice: Voice


@dataclass(frozen=True, slots=True)
class Windows:
    """Shows the home tab and forms, and does what is entered."""

    desk: FrontDesk
    api: Api
    token: Token
    commands: Commands

    async def member(self, account: str, user: str) -> Member:
        """Return who looks, with the language and zone of their profile."""
        return Member(account, user, await self.commands.voice(account, user))

    # -- the home tab -----------------------------------------------------------------------------

    async def show_home(self, account: str, user: str) -> None:
        """Show somebody their home tab as things stand now."""
        who = await self.member(account, user)
        shown = home.view(await self._board(who), who.voice, self.desk.links)
        await self._call(account, "views.publish", {"user_id": user, "view": shown})

    async def _board(self, who: Member) -> Board | None:
        host = await self._host(who)
        if host is None:
            return None
        desk: Desk = await self.desk.answer(HostDesk(host_id=host.id))
        now = self.desk.clock.now()
        bookings = await self.desk.answer(Agenda(host_id=host.id, within=Interval(now, now + SHOWN)))
        return Board(desk, tuple(bookings))

    async def pause(self, account: str, user: str, *, paused: bool) -> None:
        """Take no bookings for now, or take them again."""
        host = await self.desk.host_at(CHANNEL, account, user)
        if host:
            await self.desk.perform(ChangeHost(host_id=host.id, paused=paused))

    # -- opening ----------------------------------------------------------------------------------

    async def open(self, account: str, body: Body, action: Body) -> None:
        """Open the form that a button of the home tab stands for."""
        who = await self.member(account, str(body["user"]["id"]))
        shown = await self._form(who, str(action["action_id"]), str(action.get("value", "")))
        if shown is None:
            await self.show_home(account, who.user)
            return
        try:
            await self._call(account, "views.open", {"trigger_id": body["trigger_id"], "view": shown})
        except SlackRejected as error:
            if error.code not in LATE:
                raise
            text = told("slack.too_late", who.voice)
            await self._call(account, "chat.postMessage", {"channel": who.user, "text": text})

    async def _form(self, who: Member, action: str, value: str) -> Payload | None:
        if action == home.BOOK:
            return forms.book_form(who.voice)
        board = await self._board(who)
        if board is None:
            return None
        if action == home.HOURS:
            return forms.hours_form(board.desk.schedules[0].weekly, who.voice)
        found = next((each for each in board.desk.event_types if str(each.id) == value), None)
        return forms.kind_form(found, who.voice) if found or action == home.NEW else None

    async def chose(self, account: str, body: Body, action: Body) -> None:
        """Show what can be booked with the colleague who was chosen in the form of a booking."""
        who, member = (
            await self.member(account, str(body["user"]["id"])),
            str(action.get("selected_user", "")),
        )
        view = body["view"]
        shown = {"view_id": view["id"], "hash": view.get("hash", ""), "view": await self._with(who, member)}
        await self._call(account, "views.update", shown)

    async def _with(self, who: Member, member: str) -> Payload:
        host = await self.desk.host_at(CHANNEL, who.account, member)
        page = await self.desk.answer(ShowHost(username=host.username)) if host else None
        if page is not None and page.event_types and member != who.user:
            return forms.book_form(who.voice, member, page)
        shown = forms.book_form(who.voice, member)
        return shown | {"blocks": [*shown["blocks"], section(self._why_not(who, member))]}

    def _why_not(self, who: Member, member: str) -> str:
        if member == who.user:
            return told("slack.yourself", who.voice)
        return with_written("slack.not_a_host", who.voice, who=f"<@{member}>")

    # -- what was entered -------------------------------------------------------------------------

    async def entered(self, account: str, body: Body) -> Answer:
        """Do what was entered; return what to answer: nothing closes the form."""
        who, view = await self.member(account, str(body["user"]["id"])), body["view"]
        entered, name = Entered.of(view), str(view["callback_id"]).removeprefix("form:")
        try:
            return await self._entered(name, who, view, entered)
        except Unreadable as wrong:
            return _errors({wrong.block: told(wrong.phrase, who.voice)})
        except Refused as refused:
            return _errors({_field(name, refused.refusal, entered): _sorry(refused.refusal, who.voice)})

    async def _entered(self, name: str, who: Member, view: Mapping[str, Any], entered: Entered) -> Answer:
        if name == "book":
            return await self._book(who, view, entered)
        host = await self._host(who)
        if host is None:
            return {}
        about = str(view.get("private_metadata", ""))
        await self.desk.perform(_hours(host, entered) if name == "hours" else _kind(host, entered, about))
        return {}

    async def _book(self, who: Member, view: Mapping[str, Any], entered: Entered) -> Answer:
        username, code, length = str(view.get("private_metadata", "")), *_what(entered)
        at = entered.instant("when")
        if not username or not code or at is None:
            return _errors({"who": self._why_not(who, entered.member("who"))})
        page = await self.desk.answer(ShowHost(username=username))
        event_type = next((each for each in page.event_types if each.code == code), None)
        if event_type is None:
            raise Refused(Code.EVENT_TYPE_PAUSED, host=page.host.name)
        profile = await self.commands.ear.look(who.account, who.user)
        command = Book(
            request_id=f"{CHANNEL}:{who.account}:{view['id']}",
            host_id=page.host.id,
            event_type_id=event_type.id,
            start=datetime.fromtimestamp(at, UTC),
            length=length,
            person_id=await self.desk.person_at(CHANNEL, who.account, who.user),
            name=profile.name or "",
            email=profile.email,
            zone=who.voice.zone,
            locale=who.voice.locale,
            verified=profile.email is not None,
            message=entered.text("message"),
            guests=tuple(entered.text("guests").replace(",", " ").replace(";", " ").split()),
        )
        return self._booked(who, page.host, event_type.title, await self._perform(page.host, command))

    async def _perform(self, host: Host, command: Book) -> Booking:
        """Book; a refusal knows with whom it would have been."""
        try:
            booking: Booking = (await self.desk.perform(command)).value
        except Refused as refused:
            raise Refused(refused.refusal.code, **{"host": host.name, **refused.refusal.facts}) from refused
        return booking

    def _booked(self, who: Member, host: Host, title: str, booking: Booking) -> Answer:
        phrase = "slack.book_asked" if booking.status is Status.PENDING else "slack.book_done"
        facts = {"host": host.name, "title": title, "slot": booking.slot, "email": booking.invitee.email}
        text = told(phrase, who.voice, facts)
        return {"response_action": "update", "view": forms.notice("book", who.voice, text)}

    async def _host(self, who: Member) -> Host | None:
        return await self.desk.host_at(CHANNEL, who.account, who.user)

    async def _call(self, account: str, method: str, arguments: Mapping[str, Any]) -> None:
        await self.api(method, await self.token(account), arguments)


def _hours(host: Host, entered: Entered) -> Command:
    return SetWeekly(host_id=host.id, weekly=forms.read_hours(entered))


def _kind(host: Host, entered: Entered, about: str) -> Command:
    ticked = entered.ticked("boxes")
    facts: dict[str, Any] = {
        "host_id": host.id,
        "title": entered.text("title"),
        "lengths": forms.read_lengths(entered),
        "description": entered.text("description"),
        "approval": "approval" in ticked,
    }
    if about:
        return ChangeEventType(event_type_id=UUID(about), active="active" in ticked, **facts)
    return CreateEventType(**facts)


def _what(entered: Entered) -> tuple[str, int]:
    code, _, length = entered.picked("what").partition(" ")
    return code, int(length or 0)


def _field(name: str, refusal: Refusal, entered: Entered) -> str:
    """Return the field that a refusal is about: the one it names, else the one on which most depends."""
    named = "guests" if refusal.code is Code.TOO_MANY_GUESTS else str(refusal.facts.get("field", ""))
    found = CALLED.get(named, named) if name == "book" else named
    if found in entered.values:
        return found
    return {"book": "when", "hours": "day:0"}.get(name, "title")


def _sorry(refusal: Refusal, voice: Voice) -> str:
    return render((sorry(replace(refusal, facts={"host": "", **refusal.facts})),), voice).text


def _errors(errors: Mapping[str, str]) -> Answer:
    return {"response_action": "errors", "errors": dict(errors)}
