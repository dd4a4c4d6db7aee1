"""Golden conversations: each file is played on every channel it names, every delivery twice, and must be said word for word."""

from pathlib import Path

import pytest

from bot.rehearse import load_transcript, play, write

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
CASES = [
    pytest.param(path, channel, id=f"{path.stem}-{channel}")
    for path in FILES
    for channel in load_transcript(path).channels
]


@pytest.mark.parametrize(("path", "channel"), CASES)
async def test_is_said_as_written(path, channel):
    played = write(await play(load_transcript(path), channel))
    assert played == path.read_text(encoding="utf-8")


def test_there_are_enough_of_them():
    assert len(FILES) >= 40


async def test_a_changed_word_is_noticed(tmp_path):
    """The player compares what is really said: a transcript with one word changed does not pass."""
    original = FILES[0].read_text(encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(original.replace("to anna: ", "to anna: Ahem. ").replace("to bob: ", "to bob: Ahem. "))
    assert changed.read_text() != original
    assert write(await play(load_transcript(changed), "webchat")) != changed.read_text()
