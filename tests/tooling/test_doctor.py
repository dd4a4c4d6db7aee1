"""What the doctor finds when something around Parley is wrong."""

import asyncio
import zoneinfo
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.cli import checks
from bot.outside import SystemClock
from bot.settings import Settings
from core.effects import Effect, Kind
from storage import migrate, open_storage
from tests.support import postgres
from tests.support.post import claim_due

Configure = Callable[..., Settings]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Make settings of the given names."""
    monkeypatch.chdir(tmp_path)
    return lambda **names: Settings.model_validate({"PARLEY_SECRET_KEY": "k" * 32, **names})


@asynccontextmanager
async def answering(words: bytes) -> AsyncIterator[int]:
    """Serve on a port and say the same words to everybody who connects."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def test_a_mail_server_that_greets_is_well(configured: Configure):
    async with answering(b"220 mail.example.org ESMTP\r\n") as port:
        settings = configured(SMTP_HOST="127.0.0.1", SMTP_PORT=port)
        (found,) = await checks.mail(settings)
    assert (found.wrong, found.state) == (False, f"127.0.0.1:{port} answers (starttls)")


async def test_something_else_on_the_mail_port_is_found(configured: Configure):
    async with answering(b"SSH-2.0\r\n") as port:
        (found,) = await checks.mail(configured(SMTP_HOST="127.0.0.1", SMTP_PORT=port))
    assert found.state.endswith("does not greet like a mail server")


async def test_a_mail_server_without_encryption_is_found(configured: Configure):
    async with answering(b"220 mail.example.org ESMTP\r\n") as port:
        settings = configured(SMTP_HOST="127.0.0.1", SMTP_PORT=port, SMTP_SECURITY="tls")
        (found,) = await checks.mail(settings)
    assert found.wrong


async def test_a_folder_for_mails_is_made(configured: Configure):
    (found,) = await checks.mail(configured())
    assert not found.wrong
    assert list(Path("var/mail").iterdir()) == []


async def test_a_folder_for_mails_that_cannot_be_made_is_found(configured: Configure):
    Path("var").write_text("a file is in the way")
    (found,) = await checks.mail(configured())
    assert found.mend == "Set PARLEY_MAIL_DIR or SMTP_HOST."


async def test_in_production_mails_in_a_folder_reach_nobody(configured: Configure):
    (found,) = await checks.mail(configured(PARLEY_ENV="production"))
    assert found.mend == "Set SMTP_HOST and EMAIL_FROM."


async def test_a_port_that_somebody_else_has_is_found(configured: Configure):
    async with answering(b"HTTP/1.0 404 Not Found\r\n\r\n") as port:
        (found,) = await checks.port(configured(PARLEY_PORT=port))
    assert found.wrong


async def test_an_address_that_is_not_ours_is_found(configured: Configure):
    (found,) = await checks.port(configured(PARLEY_HOST="192.0.2.1"))
    assert found.wrong


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        ("https://meet.example.org", ""),
        ("http://meet.example.org", "Set PARLEY_BASE_URL to the https address that people use."),
        ("https://localhost", "Set PARLEY_BASE_URL to the https address that people use."),
        ("http://[::1]:8080", "Set PARLEY_BASE_URL to the https address that people use."),
    ],
)
async def test_in_production_the_base_url_must_lead_here_and_be_encrypted(
    configured: Configure, url: str, mend: str
):
    (found,) = await checks.base_url(configured(PARLEY_ENV="production", PARLEY_BASE_URL=url))
    assert found.mend == mend


async def test_a_secret_that_others_can_read_is_found(configured: Configure):
    kept = Path("var/secret.key")
    kept.parent.mkdir()
    kept.write_text("k" * 40)
    kept.chmod(0o644)
    (found,) = await checks.secret(configured())
    assert found.mend == "chmod 600 var/secret.key"


async def test_a_missing_key_for_tokens_is_found_and_one_that_others_can_read(configured: Configure):
    (found,) = await checks.token_keys(configured(PARLEY_ENV="production"))
    assert found.mend == "Set CALENDAR_TOKEN_ENCRYPTION_KEY (openssl rand -hex 32)."
    keyed = configured(CALENDAR_TOKEN_ENCRYPTION_KEY="ab" * 32)
    assert [each.wrong for each in await checks.token_keys(keyed)] == [False]
    Path("var").mkdir(exist_ok=True)
    Path("var/tokens.key").touch(mode=0o644)
    (found,) = await checks.token_keys(keyed)
    assert found.mend == "chmod 600 var/tokens.key"


async def test_zone_data_comes_from_the_package(configured: Configure):
    (found,) = await checks.zone_data(configured())
    assert (found.wrong, zoneinfo.TZPATH) == (False, ())


async def test_zone_data_of_the_machine_is_found(configured: Configure, request: pytest.FixtureRequest):
    zoneinfo.reset_tzpath(["/usr/share/zoneinfo"])
    request.addfinalizer(lambda: zoneinfo.reset_tzpath(()))
    (found,) = await checks.zone_data(configured())
    assert found.state == "does not come from the tzdata package"


async def test_zone_data_that_is_old_is_found(configured: Configure, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "OLDEST_ZONES", (9999, 1))
    (found,) = await checks.zone_data(configured())
    assert found.state.endswith("is old")


async def test_a_full_disk_is_found(configured: Configure, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "ROOM", 2**80)
    (found,) = await checks.disk(configured())
    assert found.mend == "Make room."


async def test_a_database_that_is_migrated_is_well(configured: Configure, database_url: str):
    (found,) = await checks.database(configured(DATABASE_URL=database_url))
    assert not found.wrong


@pytest.mark.postgres
async def test_a_database_without_migrations_is_found(
    configured: Configure, postgres_server: postgres.Server
):
    (found,) = await checks.database(configured(DATABASE_URL=postgres_server.url()))
    assert (found.mend, "is at revision base" in found.state) == ("Run `parley migrate`.", True)


async def test_what_was_given_up_is_found_and_the_cure_named(configured, tmp_path):
    settings = configured(DATABASE_URL=f"sqlite:///{tmp_path}/given-up.db")
    assert await checks.outbox(settings) == []
    await migrate.upgrade(settings.database_url)
    (well,) = await checks.outbox(settings)
    assert not well.wrong
    storage = open_storage(settings.database_url)
    now = SystemClock().now()
    async with storage.writing() as unit:
        await unit.outbox.add(Effect(key="k", kind=Kind.MAIL, lane="mail:x", due=now))
        (claimed,) = await claim_due(unit, now, 1, 60)
        await unit.post.bury(claimed.id, now, "Rejected: no such mailbox")
        await unit.commit()
    await storage.close()
    (found,) = await checks.outbox(settings)
    assert "no such mailbox" in found.state
    assert "--again" in found.mend
