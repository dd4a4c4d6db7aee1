"""A house with a Telegram of our own, on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.support.telegram import contract
from tests.support.telegram.houses import Town, town
from tests.support.telegram.people import User


@pytest.fixture
async def here(sqlite_url, world) -> AsyncIterator[Town]:
    """A house; whatever is said on its Telegram keeps to the published contract."""
    async with town(sqlite_url, world) as opened:
        yield opened
        assert opened.api.wrong == []


@pytest.fixture
def bob(here: Town) -> User:
    """Somebody who writes English and has begun a chat."""
    found = User(here.api, 22, "Bob", "bob")
    assert found.private.kind == "private"
    return found


@pytest.fixture
def spec():
    """The published description of the Bot API; without it a test is skipped."""
    found = contract.spec()
    if found is None:
        pytest.skip(contract.MISSING)
    return found
