"""Host and invitee on different networks, each in their own language and zone, and a talk that moves from one to another."""

from bot.rehearse import write
from tests.networks.crossing import DOCS, FOLDER, page, played


async def test_it_is_said_as_written_and_told_in_the_documentation():
    transcript = await played()
    assert write(transcript) == (FOLDER / "two_networks.yaml").read_text(encoding="utf-8")
    assert page(transcript) == DOCS.read_text(encoding="utf-8")
