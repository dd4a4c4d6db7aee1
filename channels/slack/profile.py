"""What a workspace knows of a member, as `users.info` tells it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.zones import zone as find_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A member, as far as the workspace tells."""

    name: str | None = None
    zone: str | None = None
    """IANA; what the member's computer last said."""
    locale: str | None = None
    email: str | None = None
    """Confirmed, and of this very workspace."""
    label: str = ""
    """How the member is called when one is told of them."""


UNKNOWN = Profile()


def read_profile(user: Mapping[str, Any], account: str) -> Profile:
    """Read the `user` of an answer; of who belongs to another workspace the address is not vouched for."""
    told = user.get("profile") or {}
    name = _text(told.get("real_name")) or _text(told.get("display_name"))
    ours = user.get("team_id") in (None, account) and not user.get("is_stranger")
    vouched = ours and bool(user.get("is_email_confirmed", True))
    return Profile(
        name=name,
        zone=_zone(user.get("tz")),
        locale=_text(user.get("locale")),
        email=_text(told.get("email")) if vouched else None,
        label=_text(told.get("display_name")) or name or "",
    )


def _text(value: Any) -> str | None:
    found = value.encode("utf-8", "replace").decode().replace("\x00", "") if isinstance(value, str) else ""
    return found.strip() or None


def _zone(value: Any) -> str | None:
    """Return a zone if we know it; Slack has some of its own, such as `America/Indiana/Starke`."""
    try:
        return find_zone(value).key if isinstance(value, str) else None
    except ValueError:
        return None
