"""Golden conversations over WhatsApp: by tapping quick replies and lists where there are any, else by numbers; every other one mixed."""

from pathlib import Path

import pytest

from bot.rehearse import load_transcript, play_on
from tests.support.twilio.conversing import Stage, normal

FILES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_is_said_as_written(path):
    stage = Stage("whatsapp", mixed=FILES.index(path) % 2 == 1)
    wanted = load_transcript(path)
    played = await play_on(wanted, stage.wire, stage.connect)
    assert normal(played) == normal(wanted)
