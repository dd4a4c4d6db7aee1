"""What the pages need to be told."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """Settings of the pages; `bot.wiring` fills them."""

    base_url: str
    """How visitors reach us, without a slash at the end."""
    secret: str
    """Signs cookies and forms."""
    development: bool = False
    """Shows `/try` and `/outbox`."""
    trusted_proxies: int = 0
    """How many proxies of our own stand in front; so many entries of X-Forwarded-For are believed."""
    attempts_per_hour: int = 5
    """Booking attempts of one internet address in an hour, counted per process."""
    holds_per_hour: int = 40
    """Times that one internet address may have kept for it in an hour, counted per process."""

    @property
    def https(self) -> bool:
        """Whether visitors come over https."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def host(self) -> str:
        """Host and port of the base address."""
        return urlsplit(self.base_url).netloc
