"""Golden conversations over text messages: by words and numbers only."""

from pathlib import Path

import pytest

from bot.rehearse import load_transcript, play_on
from channels.twilio import gsm
from tests.support.twilio.conversing import Stage, normal

BUTTONS_ONLY = {"old_button"}
"""Conversations about what only a network with buttons has: text messages have none, so no old ones either."""
FILES = [each for each in sorted(Path(__file__).parent.glob("*.yaml")) if each.stem not in BUTTONS_ONLY]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_is_said_as_written(path):
    """The same words; typographic marks are typed ones where text messages have no others."""
    stage = Stage("sms")
    wanted = load_transcript(path)
    played = await play_on(wanted, stage.wire, stage.connect)
    assert normal(played, gsm.plain) == normal(wanted, gsm.plain)
