"""Write the conversations about calendars as they are really said, and the page that shows them."""

import asyncio

from bot.rehearse import write
from tests.calendars.telling import DOCS, page, played, wanted


async def main() -> None:
    """Play each, and keep what was said."""
    transcripts = []
    for path in wanted():
        transcripts.append(await played(path))
        path.write_text(write(transcripts[-1]), encoding="utf-8")
    DOCS.parent.mkdir(exist_ok=True)
    DOCS.write_text(page(transcripts), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
