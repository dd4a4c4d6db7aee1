"""What values settings may have; a value that cannot be used raises ValueError in plain words."""

import re
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo

SECRET_LENGTH = 32
"""Fewest characters of a secret key."""

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SPACING = str.maketrans("", "", " -()")


def database(value: str) -> str:
    """Return the address of a database with the driver that we use."""
    kind, separator, rest = value.partition(":///" if value.startswith("sqlite") else "://")
    if kind in {"postgres", "postgresql"}:
        kind = "postgresql+asyncpg"
    if not separator or not rest or kind not in {"sqlite", "sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise ValueError(
            "must look like sqlite:///var/parley.db or postgresql+asyncpg://user:password@host/name"
        )
    return f"{kind}{separator}{rest}"


def base_url(value: str) -> str:
    """Return an address without a slash at its end."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://meet.example.org")
    return value.rstrip("/")


def telephone(value: str) -> str:
    """Return a telephone number in E.164."""
    number = value.removeprefix("whatsapp:").translate(_SPACING)
    if number and not _E164.fullmatch(number):
        raise ValueError("must be a telephone number such as +491512345678")
    return number


def mailbox(value: str) -> str:
    """Return a mailbox as it may stand in a letter's From."""
    if "@" not in parseaddr(value)[1]:
        raise ValueError("must hold an e-mail address, such as Parley <parley@example.org>")
    return value


def encryption_keys(value: str) -> str:
    """Return keys of 32 bytes in hexadecimal, apart by commas."""
    keys = [each.strip().lower() for each in value.split(",")]
    if any(len(key) != 64 or not set(key) <= set("0123456789abcdef") for key in keys):
        raise ValueError("must be 64 hexadecimal characters (32 bytes)")
    return ",".join(keys)


def secret(value: str, info: ValidationInfo) -> str:
    """Return a secret that is long enough; while developing it may be missing."""
    if not value and info.data.get("env") in {None, "development"}:
        return value
    if len(value) < SECRET_LENGTH:
        raise ValueError(f"must be set, to at least {SECRET_LENGTH} characters that nobody can guess")
    return value


def telegram_token(value: str) -> str:
    """Return a token of Telegram's form."""
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", value):
        raise ValueError("must be the token that BotFather gave, such as 123456:ABC-DEF")
    return value


def telegram_secret(value: str, info: ValidationInfo) -> str:
    """Return the secret of a webhook, needed where there is one."""
    if info.data.get("telegram_mode") == "webhook" and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
        raise ValueError("must be set for a webhook, to 16 to 256 of A-Z a-z 0-9 _ - that nobody can guess")
    return value


def plain(value: object) -> object:
    """Return a word in lower case."""
    return value.strip().lower() if isinstance(value, str) else value


Port = Annotated[int, Field(ge=1, le=65535)]


def file_path(value: str) -> str:
    """Return the path of a file that is there."""
    if value and not Path(value).is_file():
        raise ValueError("must be the path of a file that is there")
    return value


def networks(value: str) -> str:
    """Return networks by address and width, apart by commas."""
    try:
        return ",".join(str(ip_network(each.strip())) for each in value.split(",") if each.strip())
    except ValueError:
        raise ValueError("must be networks such as 10.0.0.0/8, apart by commas") from None
