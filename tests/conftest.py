"""What every test gets: zone data from the package, a frozen world, throwaway databases."""

import gc
import zoneinfo

import pytest
from hypothesis import settings

from tests.support.world import FrozenClock, FrozenWorld, SeededChance

zoneinfo.reset_tzpath(())
settings.register_profile("parley", deadline=None)  # machines are noisy: no test is about how long it takes
settings.load_profile("parley")

pytest_plugins = ["tests.support.databases"]


def pytest_collection_finish() -> None:
    """Nobody looks for garbage in the thousands of tests that were collected: they stay, and it took a sixth of the time."""
    gc.freeze()


@pytest.fixture
def world() -> FrozenWorld:
    """Lend a frozen clock and seeded chance."""
    return FrozenWorld()


@pytest.fixture
def clock(world: FrozenWorld) -> FrozenClock:
    """Lend the world's clock."""
    return world.clock


@pytest.fixture
def chance(world: FrozenWorld) -> SeededChance:
    """Lend the world's chance."""
    return world.chance
