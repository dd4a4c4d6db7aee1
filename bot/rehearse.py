"""Rehearsals: plays transcript files through the whole stack on a clock that stands still, and shows what differs.

The format is described in docs/transcripts.md.
"""

import asyncio
import difflib
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.frozen import FrozenWorld
from bot.messages import Letter
from bot.player import BadStep, Player
from bot.settings import Settings
from bot.wires import WIRES, Wire
from bot.wiring import House, Outlets, build
from bot.wiring.networks import Connect, configured
from bot.wiring.services import Serve, served
from storage import migrate, open_storage

CHANNELS = tuple(WIRES)
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads with libyaml where PyYAML has it: its own reader takes ten times as long."""
KEY = bytes(32)
"""Seals tokens in a database that is gone when the curtain falls."""
START = datetime.fromisoformat("2026-11-20T09:00:00+01:00")
"""The instant at which a transcript begins unless it says otherwise: a Friday morning in Berlin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A transcript as it lies in its file."""

    title: str
    now: datetime
    cast: Mapping[str, Mapping[str, Any]]
    """Who talks: by name, with zone, locale, and `with` for the link they opened."""
    setup: Sequence[str | Mapping[str, str]]
    """What hosts say before, without being written down; the first of the cast unless a name stands before it."""
    steps: Sequence[Mapping[str, Any]]
    ends: Sequence[str]
    channels: Sequence[str] = CHANNELS


class NotATranscript(Exception):
    """The file cannot be played; the text says why."""


def load_transcript(path: Path) -> Transcript:
    """Read a file; raise NotATranscript."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506 - both loaders are safe ones
        return Transcript(
            title=raw["title"],
            now=_moment(raw.get("now")),
            cast=raw["cast"],
            setup=raw.get("setup", ()),
            steps=raw["steps"],
            ends=raw.get("ends", ()),
            channels=raw.get("channels", CHANNELS),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise NotATranscript(f"{path}: {type(error).__name__}: {error}") from error


def _moment(value: Any) -> datetime:
    if value is None:
        return START
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError("`now` needs an offset, such as 2026-11-20T09:00:00+01:00")
    return moment


class Letters:
    """A mailer that keeps what it is given."""

    def __init__(self) -> None:
        """No letters yet."""
        self.kept: list[tuple[str, Letter]] = []

    async def send(self, key: str, letter: Letter) -> str:
        """Keep a letter."""
        self.kept.append((key, letter))
        return key


_EMPTY: list[bytes] = []
"""An empty database, once one was made: to copy it takes a hundredth of the time."""


async def _empty_database(path: Path) -> None:
    if _EMPTY:
        await asyncio.to_thread(path.write_bytes, _EMPTY[0])
        return
    await migrate.upgrade(f"sqlite:///{path}")
    _EMPTY.append(await asyncio.to_thread(path.read_bytes))


@asynccontextmanager
async def stage_house(
    world: FrozenWorld, letters: Letters, connect: Connect = configured, serve: Serve = served
) -> AsyncIterator[House]:
    """Open a house on an empty database of its own; `connect` connects its networks, `serve` its services."""
    with tempfile.TemporaryDirectory(prefix="parley-rehearsal-") as folder:
        url = f"sqlite:///{folder}/rehearsal.db"
        await _empty_database(Path(folder) / "rehearsal.db")
        settings = Settings.model_validate(
            {
                "DATABASE_URL": url,
                "PARLEY_SECRET_KEY": "rehearsal " * 4,
                "PARLEY_BASE_URL": "http://parley.test",
            }
        )
        storage = open_storage(url, keys=(KEY,))
        try:
            yield build(settings, storage, world, letters, Outlets(connect=connect, serve=serve))
        finally:
            await storage.close()


async def play(transcript: Transcript, channel: str) -> Transcript:
    """Play a transcript on one of our own channels; return it with what was really said."""
    return await play_on(transcript, WIRES[channel])


async def play_on(
    transcript: Transcript, wire: Callable[[House], Wire], connect: Connect = configured
) -> Transcript:
    """Play a transcript on a wire, with the networks that `connect` connects; return it with what was really said."""
    world, letters = FrozenWorld(transcript.now), Letters()
    async with stage_house(world, letters, connect) as house:
        player = Player(house, world, letters.kept, wire(house), transcript.cast)
        for words in transcript.setup:
            await player.prepare(words)
        steps = [await player.step(step) for step in transcript.steps]
        return replace(transcript, steps=steps, ends=await player.ending(), channels=transcript.channels)


def write(transcript: Transcript) -> str:
    """Return the file of a transcript."""
    body: dict[str, Any] = {"title": transcript.title}
    if transcript.now != START:
        body["now"] = transcript.now.isoformat()
    if tuple(transcript.channels) != CHANNELS:
        body["channels"] = list(transcript.channels)
    body |= {"cast": dict(transcript.cast)}
    if transcript.setup:
        body["setup"] = [each if isinstance(each, str) else dict(each) for each in transcript.setup]
    body |= {"steps": [dict(step) for step in transcript.steps], "ends": list(transcript.ends)}
    return yaml.dump(body, Dumper=_Blocks, sort_keys=False, allow_unicode=True, width=100)


class _Blocks(yaml.SafeDumper):
    """Writes texts of several lines as blocks, so that a file reads as a conversation."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Blocks.add_representer(str, _text)


async def rehearse(paths: Sequence[Path], accept: bool) -> int:  # noqa: FBT001 - the command's own flag
    """Play files; print the conversation of a single one, and what differs; return 1 if one differs and is not accepted."""
    worst = 0
    for path in paths:
        worst = max(worst, await _one(path, accept=accept))
    if len(paths) == 1 and worst == 0:
        print(conversation(load_transcript(paths[0])))
    return worst


def conversation(transcript: Transcript) -> str:
    """Return a transcript as a conversation to read."""
    lines = ["", transcript.title, ""]
    for step in transcript.steps:
        for who, what in step.items():
            lines += _told(str(who), what)
    return "\n".join([*lines, "", *(f"At the end: {each}" for each in transcript.ends)])


def _told(who: str, what: Any) -> Sequence[str]:
    if who == "mails":
        return [f"    mail to {each}" for each in what]
    if not who.startswith("to "):
        return ["", f"{who}: {what}"]
    first, *rest = str(what).split("\n")
    return [f"    parley {who}: {first}", *(f"        {line}" for line in rest)]


async def _one(path: Path, *, accept: bool) -> int:
    try:
        wanted = load_transcript(path)
    except (NotATranscript, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    before = write(wanted)
    result = 0
    for channel in wanted.channels:
        try:
            played = write(await play(wanted, channel))
        except BadStep as error:
            print(f"{path.name} on {channel}: {error}", file=sys.stderr)
            return 1
        if played == before:
            print(f"{path.name}: as written, on {channel}")
        elif accept:
            await asyncio.to_thread(path.write_text, played, encoding="utf-8")
            before = played
            print(f"{path.name}: rewritten, from {channel}")
        else:
            result = 1
            print("".join(_difference(before, played, path.name, channel)))
    return result


def _difference(wanted: str, played: str, name: str, channel: str) -> Sequence[str]:
    """Return the lines that differ, three lines around each."""
    return list(
        difflib.unified_diff(
            wanted.splitlines(keepends=True), played.splitlines(keepends=True), name, f"{name} on {channel}"
        )
    )
