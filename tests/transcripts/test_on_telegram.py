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
