"""The frozen clock and the seeded chance that tests take place in."""

from bot.frozen import MONDAY_MORNING, FrozenClock, FrozenWorld, SeededChance

__all__ = ["MONDAY_MORNING", "FrozenClock", "FrozenWorld", "SeededChance"]
