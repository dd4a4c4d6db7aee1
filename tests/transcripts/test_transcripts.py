"""Golden conversations: each file is played on every channel it names, every delivery twice, and must be said word for word."""

from pathlib import Path

import pytest

from bot.rehearse import conversation, load_transcript, play, rehearse, write

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
    original = (Path(__file__).parent / "ambiguous_friday.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(original.replace("to anna: ", "to anna: Ahem. ").replace("to bob: ", "to bob: Ahem. "))
    assert changed.read_text() != original
    assert write(await play(load_transcript(changed), "webchat")) != changed.read_text()


def test_a_transcript_reads_as_a_conversation():
    told = conversation(load_transcript(Path(__file__).parent / "side_questions.yaml"))
    assert "bob: how long is it?\n    parley to bob: Intro meeting takes 30 minutes." in told
    assert told.endswith("sequence 0")


async def test_a_file_that_is_none_is_said_and_fails(tmp_path, capsys):
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: [")
    assert await rehearse([broken], accept=False) == 1
    assert "broken.yaml" in capsys.readouterr().err


async def test_a_difference_is_shown_and_fails(tmp_path, capsys):
    original = (Path(__file__).parent / "ambiguous_friday.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(original.replace("Which do you mean", "Which one do you mean"))
    assert await rehearse([changed], accept=False) == 1
    assert "-    Which one do you mean" in capsys.readouterr().out


async def test_a_step_that_cannot_be_played_is_said_and_fails(tmp_path, capsys):
    original = (Path(__file__).parent / "ambiguous_friday.yaml").read_text(encoding="utf-8")
    impossible = tmp_path / "impossible.yaml"
    impossible.write_text(original.replace("- bob: the second one", "- bob:\n    tap: 9"))
    assert await rehearse([impossible], accept=False) == 1
    assert "no choice 9" in capsys.readouterr().err
