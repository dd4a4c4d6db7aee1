"""What the doctor looks at: each check says what it found and, where something is wrong, how to mend it."""

import asyncio
import errno
import shutil
import socket
import ssl
import stat
from dataclasses import dataclass
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from bot.outside import zones_are_packaged
from bot.settings import Settings, unknown_names
from bot.settings.kept import SECRET, TOKENS
from core.errors import Fault
from jobs.postman import TOO_LATE
from storage import migrate, open_storage

SHOWN = 20
"""Given-up rows that are looked at."""
PATIENCE = 5.0
"""Seconds that another machine gets to answer."""
ROOM = 200 * 1024 * 1024
"""Bytes that should be free on the disk."""
OLDEST_ZONES = (2026, 1)
"""Zone data before this year and number is too old."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do about it; nothing to do means that it is well."""

    what: str
    state: str
    mend: str = ""

    @property
    def wrong(self) -> bool:
        """Whether something has to be done."""
        return bool(self.mend)


async def names(_settings: Settings) -> list[Finding]:
    """Find PARLEY_ names that mean nothing: mostly misspelt ones."""
    return [
        Finding(
            name, "is set but means nothing", "Correct its spelling (docs/configuration.md), or remove it."
        )
        for name in unknown_names()
    ]


async def secret(settings: Settings) -> list[Finding]:
    """Look at the secret key, and at who else could read it."""
    return [_kept("secret key", settings.var_dir / SECRET.name)]


async def token_keys(settings: Settings) -> list[Finding]:
    """Look at the key that tokens of calendars and workspaces are sealed with."""
    if not settings.token_keys:
        state = "is not set: no calendar can be connected"
        return [Finding("token key", state, "Set CALENDAR_TOKEN_ENCRYPTION_KEY (openssl rand -hex 32).")]
    return [_kept("token key", settings.var_dir / TOKENS.name)]


async def base_url(settings: Settings) -> list[Finding]:
    """Look at the address that links in mails begin with."""
    parts = urlsplit(settings.base_url)
    host = parts.hostname or ""
    if settings.is_development or (parts.scheme == "https" and not _is_here(host)):
        return [Finding("base URL", settings.base_url)]
    if _is_here(host):
        fault = f"{settings.base_url} leads people to their own machine"
    else:
        fault = f"{settings.base_url} is not encrypted"
    return [Finding("base URL", fault, "Set PARLEY_BASE_URL to the https address that people use.")]


async def zone_data(_settings: Settings) -> list[Finding]:
    """Look at which zone data is used, and how old it is."""
    found = version("tzdata")
    year, number = (int(part) for part in found.split(".")[:2])
    if not zones_are_packaged():
        return [
            Finding(
                "zone data", "does not come from the tzdata package", "Install requirements/run.txt again."
            )
        ]
    if (year, number) < OLDEST_ZONES:
        return [Finding("zone data", f"tzdata {found} is old", "Install requirements/run.txt again.")]
    return [Finding("zone data", f"tzdata {found}, from the package")]


async def database(settings: Settings) -> list[Finding]:
    """Reach the database, and compare its migrations with ours."""
    kind = settings.database_url.partition(":")[0].partition("+")[0]
    if kind == "sqlite" and not _file_of(settings.database_url).is_file():
        return [Finding("database", "the SQLite file is not there yet", "Run `parley migrate`.")]
    try:
        found = await asyncio.wait_for(migrate.current(settings.database_url), 2 * PATIENCE)
    except (Fault, TimeoutError) as error:
        reason = f"{kind} cannot be reached ({str(error) or 'no answer'})"
        return [Finding("database", reason, "Start it, or correct DATABASE_URL.")]
    if found != migrate.head():
        state = f"{kind} is at revision {found or 'base'}, not at {migrate.head()}"
        return [Finding("database", state, "Run `parley migrate`.")]
    return [Finding("database", f"{kind} answers, at revision {found}")]


async def mail(settings: Settings) -> list[Finding]:
    """Reach the mail server, or see that the folder for mails can be written."""
    if not settings.smtp_host:
        return [_mail_folder(settings)]
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        greeting = await asyncio.wait_for(_greeting(settings), PATIENCE)
    except (OSError, TimeoutError) as error:
        reason = f"{where} cannot be reached ({str(error) or 'no answer'})"
        return [Finding("mail", reason, "Check SMTP_HOST, SMTP_PORT, SMTP_SECURITY and the network.")]
    if not greeting.startswith(b"220"):
        return [
            Finding(
                "mail", f"{where} does not greet like a mail server", "Check SMTP_PORT and SMTP_SECURITY."
            )
        ]
    return [Finding("mail", f"{where} answers ({settings.smtp_security})")]


async def outbox(settings: Settings) -> list[Finding]:
    """See whether anything was given up that a person should know of; silent while the database is not in order."""
    if any(each.wrong for each in await database(settings)):
        return []
    storage = open_storage(settings.database_url)
    try:
        async with storage.reading() as uow:
            given_up = [(each, error) for each, error in await uow.post.buried(SHOWN) if error != TOO_LATE]
    finally:
        await storage.close()
    if not given_up:
        return [Finding("outbox", "nothing was given up")]
    newest, error = given_up[0]
    state = f"{len(given_up)} or more given up, the last one {newest.kind.value}: {error[:200]}"
    return [Finding("outbox", state, "Mend the cause, then run `parley work --again`.")]


async def port(settings: Settings) -> list[Finding]:
    """See that the port is free, or that Parley itself has it."""
    where = f"{settings.host}:{settings.port}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and await _is_ours(settings):
                return [Finding("port", f"Parley serves on {where}")]
            reason = f"{where} cannot be listened on ({error.strerror})"
            return [
                Finding(
                    "port", reason, "Stop what uses it, or choose another with PARLEY_PORT or PARLEY_HOST."
                )
            ]
    return [Finding("port", f"{where} is free")]


async def disk(settings: Settings) -> list[Finding]:
    """See how much room there is for data."""
    free = shutil.disk_usage(_existing(settings.var_dir)).free
    state = f"{free // 2**20} MiB free"
    return [Finding("disk", state, "Make room." if free < ROOM else "")]


def _kept(what: str, path: Path) -> Finding:
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding(what, f"others can read {path}", f"chmod 600 {path}")
    return Finding(what, "present")


def _file_of(url: str) -> Path:
    return Path(url.partition(":///")[2])


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _existing(path: Path) -> Path:
    """Return the path, or the nearest folder above it that exists."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())


def _mail_folder(settings: Settings) -> Finding:
    folder = settings.mail_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return Finding(
            "mail", f"{folder} cannot be written ({error.strerror})", "Set PARLEY_MAIL_DIR or SMTP_HOST."
        )
    if settings.env == "production":
        return Finding(
            "mail", f"is only written to {folder}, nobody gets it", "Set SMTP_HOST and EMAIL_FROM."
        )
    return Finding("mail", f"written to {folder}")


async def _greeting(settings: Settings) -> bytes:
    encrypted = ssl.create_default_context() if settings.smtp_security == "tls" else None
    reader, writer = await asyncio.open_connection(settings.smtp_host, settings.smtp_port, ssl=encrypted)
    try:
        return await reader.readline()
    finally:
        writer.close()


async def _is_ours(settings: Settings) -> bool:
    """Say whether a Parley answers on our port."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", ""} else settings.host  # noqa: S104 - compared, not listened on
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection(host, settings.port), PATIENCE)
        writer.write(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
    except (OSError, TimeoutError):
        return False
    return b'"alive"' in answer
