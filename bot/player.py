"""Plays one transcript: people say and tap things on a channel, each delivery comes twice, and all that is said is read back from the wire."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.frozen import FrozenWorld
from bot.messages import Letter
from bot.wires import Actor, Deed, Shown, Wire
from bot.wiring import House
from core.booking import Booking, Status
from core.commands import CastVote
from core.errors import Refused
from core.interval import Interval
from core.jsonable import load
from core.polls import Suits, Vote
from core.queries import Agenda, ShowHost, ShowPoll
from core.zones import local

ROUNDS = 200
"""Most rounds of the postman after one step."""
LATER = re.compile(r"(\d+) ?(minutes?|hours?|days?|weeks?|m|h|d|w)")
JOIN = re.compile(r"\bjoin ([a-z0-9]+(?:-[a-z0-9]+)+)")
"""A join code, as somebody is told it."""
VOUCHER = re.compile(r"\b[0-9B-Z]{4}-[0-9B-Z]{4}\b")
"""A code that joins rooms, as somebody is told it."""
POLL = re.compile(r"/poll/([\w-]+)")
ALWAYS = Interval(datetime.fromisoformat("2020-01-01T00:00Z"), datetime.fromisoformat("2040-01-01T00:00Z"))
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class BadStep(Exception):
    """A step of a transcript that cannot be played; the text says why."""


class Player:
    """Plays steps against a house."""

    def __init__(
        self,
        house: House,
        world: FrozenWorld,
        letters: Sequence[tuple[str, Letter]],
        wire: Wire,
        cast: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Put the cast on the stage."""
        self._house, self._world, self._letters, self._wire = house, world, letters, wire
        self._posted = 0
        self._said: list[str] = []
        """All that was told to anybody."""
        self._count = 0
        self._cast = {name: _actor(name, facts) for name, facts in cast.items()}

    async def prepare(self, words: str | Mapping[str, str]) -> None:
        """Have one of the cast (the first unless a name stands before the words) do something that is not written down."""
        first = next(iter(self._cast))
        name, said = next(iter(words.items())) if isinstance(words, Mapping) else (first, words)
        await self._act(self._actor(name), said)
        await self._collect()
        self._posted = len(self._letters)

    async def step(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """Play one step; return it with what was really said and mailed."""
        (what, value), *_ = step.items()
        if what == "later":
            await self._pass(value)
        elif what == "at":
            self._world.clock.set(datetime.fromisoformat(str(value)))
        elif what == "vote":
            await self._vote(value)
        else:
            await self._act(self._actor(what), value)
        await self._settle()
        return {what: value, **await self._collect()}

    def _actor(self, name: str) -> Actor:
        if name not in self._cast:
            raise BadStep(f"nobody called {name!r} is in the cast")
        return self._cast[name]

    async def _vote(self, facts: Mapping[str, str]) -> None:
        """Vote in the poll whose link was last told, as its page does."""
        poll = await self._house.desk.answer(ShowPoll(code=self._told(POLL, "the link of a poll")))
        vote = Vote(
            voter=facts["email"].lower(),
            name=facts["name"],
            email=facts["email"],
            zone=facts.get("zone", "UTC"),
            answers=tuple(Suits(each) for each in facts["answers"].split()),
            at=self._world.clock.now(),
        )
        await self._house.desk.perform(CastVote(poll_id=poll.id, vote=vote))

    def _told(self, pattern: re.Pattern[str], what: str) -> str:
        """Return what was last told to anybody that looks like this."""
        if not (found := pattern.findall("\n".join(self._said))):
            raise BadStep(f"nobody was told {what}")
        return str(found[-1])

    async def _act(self, actor: Actor, value: Any) -> None:
        """Have somebody do something on the wire, which delivers it twice."""
        await self._wire.do(actor, self._deed(actor, value))

    def _deed(self, actor: Actor, value: Any) -> Deed:
        self._count += 1
        if value == "open":
            return Deed(number=self._count, opening=True)
        if isinstance(value, Mapping):
            return self._tap(actor, value)
        text = str(value)
        if value == "code":
            text = self._last_code()
        if value == "voucher":
            text = self._told(VOUCHER, "a code that joins rooms")
        if value == "join":
            text = f"join {self._told(JOIN, 'a join code')}"
        return Deed(number=self._count, text=text)

    def _tap(self, actor: Actor, value: Mapping[str, Any]) -> Deed:
        """Return the tap on a choice: `tap: 2`, or `old: <label>` for one shown earlier."""
        if "tap" in value:
            place = int(value["tap"])
            if not 0 < place <= len(actor.choices):
                raise BadStep(f"{actor.name} has no choice {place} to tap")
            token, label = actor.choices[place - 1]
            return Deed(number=self._count, text=label, token=token, place=place)
        label = str(value["old"])
        found = next((c for c in (*actor.choices, *actor.older) if c[1] == label), None)
        token, label = found or ("1.999", label)
        return Deed(number=self._count, text=label, token=token)

    def _last_code(self) -> str:
        codes = [letter.code for _, letter in self._letters if letter.code]
        if not codes:
            raise BadStep("no code was mailed")
        return codes[-1]

    # -- what happens meanwhile -------------------------------------------------------------------

    async def _settle(self) -> None:
        """Have the postman deliver what is due, and take the turns it causes, until nothing is left."""
        for _ in range(ROUNDS):
            if not await self._house.postman.run_once():
                return
            await self._house.desk.drain()
        raise BadStep("the outbox does not come to rest")

    async def _pass(self, text: str) -> None:
        """Let time pass in steps, so that what falls due happens at its time."""
        step = _span(str(text))
        end = self._world.clock.now() + step
        while self._world.clock.now() < end:
            self._world.clock.set(min(end, self._world.clock.now() + timedelta(minutes=5)))
            await self._settle()

    # -- what was said ----------------------------------------------------------------------------

    async def _collect(self) -> dict[str, Any]:
        """Return what everybody was told and which letters went out since the last step."""
        await self._settle()
        said: dict[str, Any] = {}
        for actor in self._cast.values():
            heard = await self._new_lines(actor)
            if heard:
                said[f"to {actor.name}"] = "\n".join(heard)
        letters = [_letter(letter) for _, letter in self._letters[self._posted :]]
        self._posted = len(self._letters)
        return said | ({"mails": letters} if letters else {})

    async def _new_lines(self, actor: Actor) -> list[str]:
        return [self._read(actor, each) for each in await self._wire.shown(actor)]

    def _read(self, actor: Actor, shown: Shown) -> str:
        """Keep the choices of a message for a tap; return it as it is written down."""
        if shown.choices:
            actor.older[:0] = actor.choices
            actor.choices = shown.choices
        self._said.append(shown.text)
        return "\n".join(
            [shown.text, *(f"[{n}] {label}" for n, (_, label) in enumerate(shown.choices, start=1))]
        )

    async def ending(self) -> list[str]:
        """Return every booking of every host that the cast can name, in words, each once."""
        found: dict[UUID, str] = {}
        for username in sorted({_username(actor) for actor in self._cast.values()}):
            try:
                page = await self._house.desk.answer(ShowHost(username=username))
            except Refused:
                continue
            bookings = await self._house.desk.answer(
                Agenda(host_id=page.host.id, within=ALWAYS, statuses=frozenset(Status))
            )
            found |= {each.id: _booking(each, page.host.zone) for each in bookings if each.id not in found}
        return list(found.values())


def _username(actor: Actor) -> str:
    """Return the host whom somebody is: the one whose link they opened, else who is called like them."""
    return actor.thread.strip("@").partition("/")[0] or actor.name


def _actor(name: str, facts: Mapping[str, Any]) -> Actor:
    link = facts.get("with", "")
    return Actor(
        name=name,
        zone=facts.get("zone"),
        locale=facts.get("locale", "en-GB"),
        thread=f"@{link}" if link else "",
    )


def _span(text: str) -> timedelta:
    parts = LATER.findall(text)
    if not parts:
        raise BadStep(f"how long is {text!r}?")
    return sum((timedelta(**{UNITS[unit[0]]: int(n)}) for n, unit in parts), timedelta())


def _letter(letter: Letter) -> str:
    """Say in a line which letter went to whom, with the invitation's SEQUENCE where there is one."""
    what = letter.news
    if letter.booking:
        booking = load(Booking, letter.booking)
        when = local(booking.slot.start, letter.zone)
        what += f", {when:%a %d %b %H:%M} {letter.zone}, sequence {booking.sequence}"
    return f"{letter.to_email}: {what}"


def _booking(booking: Booking, zone: str) -> str:
    start = local(booking.slot.start, zone)
    return (
        f"{booking.status.value}: {booking.title}, {start:%a %d %b %Y %H:%M} {zone},"
        f" {booking.slot.minutes} min, sequence {booking.sequence}"
    )
