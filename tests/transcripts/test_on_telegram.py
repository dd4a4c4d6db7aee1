"""Every golden conversation, played over Telegram: its updates in, its messages and buttons out."""

from pathlib import Path

import pytest

from bot.rehearse import load_transcript, play_on, write
from tests.support.telegram.wire import TelegramStage

FILES = [
    path
    for path in sorted(Path(__file__).parent.glob("*.yaml"))
    if "webchat" in load_transcript(path).channels
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_is_said_as_written(path):
    stage = TelegramStage()
    played = await play_on(load_transcript(path), stage.wire, stage.connect)
    assert write(played) == path.read_text(encoding="utf-8")
    assert stage.api.wrong == []
    assert stage.api.queries == set()


async def test_a_changed_word_is_noticed(tmp_path):
    original = (Path(__file__).parent / "ambiguous_friday.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(original.replace("Which do you mean", "Which one do you mean"))
    assert changed.read_text() != original
    stage = TelegramStage()
    played = await play_on(load_transcript(changed), stage.wire, stage.connect)
    assert write(played) == original


async def test_choices_are_tapped_instants_marked_and_invitations_handed_over():
    """What a transcript does not show is there all the same."""
    stage = TelegramStage()
    path = Path(__file__).parent / "tapping_all_the_way.yaml"
    await play_on(load_transcript(path), stage.wire, stage.connect)
    methods = {call.method for call in stage.api.calls}
    assert methods >= {"answerCallbackQuery", "editMessageText", "sendChatAction", "sendDocument"}
    marked = [call for call in stage.api.calls if "date_time" in str(call.parameters.get("entities"))]
    assert marked
    assert all(content.startswith(b"BEGIN:VCALENDAR") for content in stage.api.files.values())
