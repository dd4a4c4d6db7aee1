"""Plays the conversation over several networks and writes it down, as file and as page."""

import asyncio

from bot.rehearse import write
from tests.networks.crossing import DOCS, FOLDER, page, played

transcript = asyncio.run(played())
(FOLDER / "two_networks.yaml").write_text(write(transcript), encoding="utf-8")
DOCS.write_text(page(transcript), encoding="utf-8")
