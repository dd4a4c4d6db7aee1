"""A conversation whose people are on different networks: each speaks the wire of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.ports import FrontDesk
from bot.rehearse import Transcript, load_transcript, play_on
from bot.settings import Settings
from bot.wires import Actor, Deed, Shown, Wire
from bot.wiring import House
from channels.network import Network
from tests.support.slack.wire import SlackStage
from tests.support.telegram.wire import TelegramStage
from tests.support.twilio.conversing import Stage as PhoneStage

FOLDER = Path(__file__).parent
DOCS = FOLDER.parents[1] / "docs" / "two-networks.md"
CALLED = {"slack": "Slack", "telegram": "Telegram", "whatsapp": "WhatsApp"}
WHATSAPP = "https://wa.me/14155238886?text="


class Crossing:
    """Slack, Telegram and WhatsApp at once; the cast says who is where."""

    def __init__(self, where: Mapping[str, str]) -> None:
        self.where = where
        self.stages: dict[str, Any] = {
            "slack": SlackStage(),
            "telegram": TelegramStage(),
            "whatsapp": PhoneStage("whatsapp"),
        }
        self.wires: dict[str, Wire] = {}

    def connect(self, settings: Settings, desk: FrontDesk) -> Sequence[Network]:
        found = [network for stage in self.stages.values() for network in stage.connect(settings, desk)]
        return [_with_link(each) for each in found]

    def wire(self, house: House) -> "Crossing":
        for name, stage in self.stages.items():
            alone = replace(house, networks=[each for each in house.networks if each.name == name])
            self.wires[name] = stage.wire(alone)
        return self

    async def do(self, actor: Actor, deed: Deed) -> None:
        await self.wires[self.where[actor.name]].do(actor, deed)

    async def shown(self, actor: Actor) -> Sequence[Shown]:
        return await self.wires[self.where[actor.name]].shown(actor)


def _with_link(network: Network) -> Network:
    if network.name != "whatsapp":
        return network
    return replace(network, link=lambda text: WHATSAPP + text)


def wanted() -> Transcript:
    """Return the conversation as it is written down."""
    return load_transcript(FOLDER / "two_networks.yaml")


async def played() -> Transcript:
    """Play it; return it with what was really said."""
    transcript = wanted()
    stage = Crossing({name: str(facts["network"]) for name, facts in transcript.cast.items()})
    return await play_on(transcript, stage.wire, stage.connect)


def page(transcript: Transcript) -> str:
    """Return a conversation to read, as Markdown."""
    lines = [f"# {transcript.title}", "", *HEAD]
    for step in transcript.steps:
        for who, what in step.items():
            lines += _told(transcript, str(who), what)
    return "\n".join([*lines, "", *(f"At the end: {each}." for each in transcript.ends)]) + "\n"


HEAD = (
    "Played by `tests/networks/test_two_networks.py` over the real parsers and renderers of three networks; written by",
    "`python -m tests.networks`. Each line stands where its reader read it, in their language and zone.",
)


DONE = {
    "open": "(opens the talk by its link)",
    "code": "(types the code from the mail)",
    "voucher": "(opens the link, which sends the code)",
}


def _told(transcript: Transcript, who: str, what: Any) -> Sequence[str]:
    if who in ("later", "at"):
        return ["", f"*{'Some time later' if who == 'at' else 'Later'}: {what}*"]
    if who == "mails":
        return ["", *(f"- mail to {each}" for each in what)]
    name = who.removeprefix("to ")
    place = CALLED[str(transcript.cast[name]["network"])]
    person = str(transcript.cast[name]["called"])
    speaker = f"Parley to {person}" if name != who else person
    said = f"(taps choice {what['tap']})" if isinstance(what, Mapping) else DONE.get(str(what), str(what))
    return ["", f"**{speaker}** ({place})", "", *(f"> {line}  " for line in said.split("\n"))]
