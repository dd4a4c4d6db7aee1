"""How components and values of the icalendar library are typed here: each of its properties may be of any of thirty types."""

from typing import Any, TypeAlias

VEvent: TypeAlias = Any
"""An `icalendar.Event`."""
VRecur: TypeAlias = Any
"""An `icalendar.vRecur`."""
