"""A database, and what the postman carries things to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Database, open_storage
from storage.migrate import upgrade


@pytest.fixture
async def url(tmp_path: Path) -> str:
    """Return the address of an empty database."""
    address = f"sqlite:///{tmp_path / 'parley.db'}"
    await upgrade(address)
    return address


@pytest.fixture
async def storage(url: str) -> AsyncIterator[Database]:
    """Lend a database."""
    database = open_storage(url)
    yield database
    await database.close()
