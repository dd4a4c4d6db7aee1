"""Small values that travel through browsers and must come back unchanged."""

from dataclasses import dataclass
from typing import Any

from itsdangerous import BadData, URLSafeSerializer


@dataclass(frozen=True, slots=True)
class Seals:
    """Signs JSON-able values; a seal made for one purpose does not open for another."""

    secret: str

    def seal(self, purpose: str, value: Any) -> str:
        """Return the value as signed, URL-safe text."""
        return URLSafeSerializer(self.secret, salt=f"web.{purpose}").dumps(value)

    def open(self, purpose: str, sealed: str | None) -> Any:
        """Return the value of a seal, or None if it is missing or forged."""
        if not sealed:
            return None
        try:
            return URLSafeSerializer(self.secret, salt=f"web.{purpose}").loads(sealed)
        except (BadData, ValueError):  # forged, or no text at all
            return None
