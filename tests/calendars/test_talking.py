"""Conversations in which calendars take part are said as they are written, and the page shows them."""

import pytest

from bot.rehearse import write
from tests.calendars.telling import DOCS, page, played, wanted

_PLAYED = {}


async def _played(path):
    if path not in _PLAYED:
        _PLAYED[path] = await played(path)
    return _PLAYED[path]


@pytest.mark.parametrize("path", wanted(), ids=lambda path: path.stem)
async def test_is_said_as_written(path):
    assert write(await _played(path)) == path.read_text(encoding="utf-8")


async def test_the_page_shows_them_all():
    assert page([await _played(path) for path in wanted()]) == DOCS.read_text(encoding="utf-8")
