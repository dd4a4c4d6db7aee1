"""How a rehearsal speaks Slack: what somebody does becomes what Slack delivers, twice; what was sent is read back from the workspace."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages import Address
from bot.ports import FrontDesk, Pace, Room
from bot.settings import Settings
from bot.wires import Actor, Deed, Shown
from bot.wiring import House
from channels.network import Network
from channels.slack import mrkdwn
from channels.slack.blocks import talk_id
from channels.slack.channel import Slack
from channels.slack.ear import Ear
from channels.slack.profile import Profile
from tests.support.slack.deliveries import action, command, direct
from tests.support.slack.workspace import BOT_TOKEN, TEAM, Member, Sent, Workspace


class NoDoor:
    """A network that is spoken to directly."""

    def routes(self):
        return ()

    async def open(self):
        pass

    async def close(self):
        pass


class SlackStage:
    """A workspace, connected to a house without a network between."""

    def __init__(self) -> None:
        self.workspace = Workspace()

    def connect(self, settings: Settings, desk: FrontDesk) -> tuple[Network, ...]:
        return (Network(name="slack", channel=Slack(self.workspace, self.token), door=NoDoor(), pace=Pace()),)

    async def token(self, account: str) -> str:
        return BOT_TOKEN

    def wire(self, house: House) -> "SlackWire":
        return SlackWire(house, self.workspace)


class SlackWire:
    """Speaks Slack: direct messages, commands that open a talk with a host, taps."""

    def __init__(self, house: House, workspace: Workspace) -> None:
        self._house, self._workspace = house, workspace
        self._actors: dict[str, Actor] = {}
        self._read: dict[str, int] = {}
        self._ear = Ear(house.desk, self._profile)

    async def _profile(self, account: str, user: str) -> Profile:
        """Return what the file says was told before."""
        actor = self._actors[user]
        return Profile(zone=actor.zone, locale=actor.locale)

    async def do(self, actor: Actor, deed: Deed) -> None:
        """Deliver a deed twice."""
        user = f"U{actor.name.upper()}"
        known = user in self._actors
        self._actors[user] = actor
        self._workspace.join(Member(user))
        if actor.thread and not known and not deed.text.strip():
            await self._opened_before(user, actor)
        for _ in range(2):
            await self._deliver(user, actor, deed, known=known)
            await self._house.desk.drain()

    async def _deliver(self, user: str, actor: Actor, deed: Deed, *, known: bool) -> None:
        if deed.opening or (actor.thread and not known and deed.text.strip()):
            await self._open(user, actor, deed)
        elif deed.token:
            body = self._tap(user, actor, deed)
            await self._ear.tapped(TEAM, body, body["actions"][0])
        else:
            await self._ear.said(TEAM, direct(user, mrkdwn.escape(deed.text), deed.number))

    async def _opened_before(self, user: str, actor: Actor) -> None:
        """Have the talk be open already: Slack has no way to say nothing and open it."""
        async with self._house.storage.writing() as uow:
            await uow.rooms.save(Room(channel="slack", account=TEAM, room=user, thread=actor.thread))
            await uow.commit()

    async def _open(self, user: str, actor: Actor, deed: Deed) -> None:
        if not actor.thread:
            await self._ear.opened(TEAM, user)
        else:
            trigger = "open" if deed.opening else str(deed.number)
            body = command("/meet", user, mrkdwn.escape(deed.text), f"{user}.{trigger}")
            await self._ear.told(TEAM, body, actor.thread, body["text"])

    def _tap(self, user: str, actor: Actor, deed: Deed) -> Mapping[str, Any]:
        for sent in reversed(self._workspace.direct(user)):
            for block in sent.blocks:
                for element in block.get("elements", ()):
                    for each in element.get("options") or [element]:
                        if each["value"] == deed.token:
                            return action(user, sent, block, each, number=deed.number)
        address = Address(channel="slack", account=TEAM, room=user, thread=actor.thread)
        made = {"type": "button", "action_id": "choose:1", "value": deed.token, "text": {"text": deed.text}}
        old = Sent("D1", "1.1", "")
        return action(user, old, {"block_id": talk_id(address), "elements": [made]}, made, number=deed.number)

    async def shown(self, actor: Actor) -> Sequence[Shown]:
        """Return what an actor was shown since this was last asked."""
        user = f"U{actor.name.upper()}"
        messages = self._workspace.direct(user)
        fresh = messages[self._read.get(user, 0) :]
        self._read[user] = len(messages)
        return [_read_back(each) for each in fresh]


def _read_back(sent: Sent) -> Shown:
    """Return a message as its reader sees it."""
    choices = tuple(
        (each["value"], each["text"]["text"])
        for block in sent.blocks
        for element in block.get("elements", ())
        for each in element.get("options") or [element]
    )
    text = next((block["text"]["text"] for block in sent.blocks if block["type"] == "section"), sent.text)
    told = mrkdwn.plain(text)
    return _numbered(told, choices) if choices and choices[0][1] == "1" else Shown(told, choices)


def _numbered(told: str, choices: Sequence[tuple[str, str]]) -> Shown:
    """Read choices back whose buttons bear numbers: their labels are the last lines of the text."""
    lines = told.split("\n")
    labels = [line.removeprefix(f"{n}. ") for n, line in enumerate(lines[-len(choices) :], start=1)]
    tokens = (token for token, _ in choices)
    return Shown("\n".join(lines[: -len(choices)]), tuple(zip(tokens, labels, strict=True)))
