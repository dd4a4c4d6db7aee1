"""What every storage test may ask for."""

import pytest

from storage import Database
from tests.storage.examples import settle_anna


@pytest.fixture
async def anna(storage: Database) -> None:
    """Anna is a host."""
    await settle_anna(storage)
