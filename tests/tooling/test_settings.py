"""Settings: defaults, faults in plain words, and the secret that is kept while developing."""

import stat
from pathlib import Path

import pytest

from bot import settings as module
from bot.settings import Settings, SettingsError, unknown_names

KEY = "k" * 32


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is configured, and the folder is empty."""
    monkeypatch.chdir(tmp_path)
    for name in [*(each.alias or "" for each in Settings.model_fields.values()), "PARLEY_POTR"]:
        monkeypatch.delenv(name, raising=False)


def faults() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    return caught.value.faults


def test_with_nothing_set_everything_has_a_value():
    settings = Settings.load()
    assert settings.database_url == "sqlite:///var/parley.db"
    assert settings.base_url == "http://127.0.0.1:8080"
    assert settings.mail_dir == Path("var/mail")
    assert settings.is_development


def test_the_secret_is_made_once_and_only_its_owner_can_read_it():
    first = Settings.load().secret_key
    kept = Path("var/secret.key")
    assert Settings.load().secret_key == first
    assert len(first) >= 32
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert sorted(each.name for each in kept.parent.iterdir()) == ["secret.key", "tokens.key"]


def test_a_key_for_tokens_is_made_once_and_one_that_is_set_is_used_instead(monkeypatch: pytest.MonkeyPatch):
    (first,) = Settings.load().token_keys
    assert Settings.load().token_keys == (first,)
    assert len(first) == 32
    assert stat.S_IMODE(Path("var/tokens.key").stat().st_mode) == 0o600
    monkeypatch.setenv("CALENDAR_TOKEN_ENCRYPTION_KEY", f"{'ab' * 32},{'cd' * 32}")
    assert Settings.load().token_keys == (b"\xab" * 32, b"\xcd" * 32)


def test_a_kept_key_for_tokens_that_is_none_is_refused_and_not_repeated():
    Path("var").mkdir()
    Path("var/tokens.key").write_text("zz" * 32)
    hint = "holds no key; put the right one back, or delete it and connect calendars anew"
    assert faults() == [f"var/tokens.key {hint}"]


def test_a_kept_secret_that_is_too_short_is_refused():
    Path("var").mkdir()
    Path("var/secret.key").write_text("short")
    assert faults() == ["var/secret.key is too short; delete it, and a new one is made"]


@pytest.mark.parametrize("env", ["staging", "production"])
def test_outside_development_the_secret_must_be_set(monkeypatch: pytest.MonkeyPatch, env: str):
    monkeypatch.setenv("PARLEY_ENV", env)
    assert faults() == ["PARLEY_SECRET_KEY must be set, to at least 32 characters that nobody can guess"]
    monkeypatch.setenv("PARLEY_SECRET_KEY", KEY)
    assert Settings.load().secret_key == KEY
    assert Settings.load().token_keys == ()
    assert not Path("var").exists()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("PARLEY_ENV", "live", "must be one of 'development', 'staging' or 'production'"),
        ("PARLEY_PORT", "http", "must be a whole number"),
        ("PARLEY_PORT", "0", "must be 1 or more"),
        ("SMTP_PORT", "65536", "must be 65535 or less"),
        ("SMTP_SECURITY", "ssl", "must be one of 'starttls', 'tls' or 'none'"),
        ("EMAIL_FROM", "nobody", "must hold an e-mail address, such as Parley <parley@example.org>"),
        ("PARLEY_BASE_URL", "example.org", "must be an address such as https://meet.example.org"),
        ("PARLEY_SECRET_KEY", "short", "must be set, to at least 32 characters that nobody can guess"),
        ("CALENDAR_TOKEN_ENCRYPTION_KEY", "xy" * 32, "must be 64 hexadecimal characters (32 bytes)"),
        ("PARLEY_CALENDAR_NETWORKS", "10.0.0.1/8", "must be networks such as 10.0.0.0/8, apart by commas"),
        ("LOG_LEVEL", "loud", "must be one of 'debug', 'info', 'warning' or 'error'"),
        ("PARLEY_KEEP_TEXTS_DAYS", "-1", "must be 0 or more"),
        ("TELEGRAM_BOT_TOKEN", "abc", "must be the token that BotFather gave, such as 123456:ABC-DEF"),
        ("TELEGRAM_MODE", "push", "must be one of 'polling' or 'webhook'"),
        (
            "TELEGRAM_MODE",
            "webhook",
            "TELEGRAM_WEBHOOK_SECRET must be set for a webhook, to 16 to 256 of A-Z a-z 0-9 _ - that nobody can guess",
        ),
    ],
)
def test_a_fault_is_said_in_plain_words(monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str):
    monkeypatch.setenv(name, value)
    assert faults() == [fault if fault.startswith("TELEGRAM_") else f"{name} {fault}"]


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "nonsense", "postgresql://"])
def test_a_database_that_is_not_supported_is_refused(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("DATABASE_URL", url)
    (fault,) = faults()
    assert fault.startswith("DATABASE_URL must look like")


def test_every_fault_is_named_at_once_and_no_value_is_repeated(monkeypatch: pytest.MonkeyPatch):
    values = {
        "PARLEY_PORT": "x",
        "SMTP_SECURITY": "ssl",
        "PARLEY_SECRET_KEY": "hush",
        "DATABASE_URL": "hush://",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert {each.split()[0] for each in faults()} == set(values)
    assert "hush" not in " ".join(faults())


def test_empty_means_not_set(monkeypatch: pytest.MonkeyPatch):
    for name in ("DATABASE_URL", "PARLEY_PORT", "PARLEY_BASE_URL", "PARLEY_SECRET_KEY"):
        monkeypatch.setenv(name, "")
    settings = Settings.load()
    assert (settings.port, settings.database_url) == (8080, "sqlite:///var/parley.db")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch):
    Path(".env").write_text("PARLEY_PORT=9000\nSMTP_HOST=mail.example.org\n")
    monkeypatch.setenv("PARLEY_PORT", "9001")
    settings = Settings.load()
    assert (settings.port, settings.smtp_host) == (9001, "mail.example.org")


def test_a_file_that_is_no_text_is_a_fault():
    Path(".env").write_bytes(b"PARLEY_HOST=\xff\xfe\n")
    (fault,) = faults()
    assert fault.startswith(".env cannot be read")


def test_addresses_of_postgresql_get_the_driver(monkeypatch: pytest.MonkeyPatch):
    for given in ("postgres://u@h/d", "postgresql://u@h/d", "postgresql+asyncpg://u@h/d"):
        monkeypatch.setenv("DATABASE_URL", given)
        assert Settings.load().database_url == "postgresql+asyncpg://u@h/d"


def test_another_port_moves_the_base_url_unless_that_was_set(monkeypatch: pytest.MonkeyPatch):
    assert Settings.load().at(None, 9000).base_url == "http://127.0.0.1:9000"
    monkeypatch.setenv("PARLEY_BASE_URL", "https://meet.example.org/")
    assert Settings.load().at(None, 9000).base_url == "https://meet.example.org"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch):
    for name in ("PARLEY_SECRET_KEY", "SMTP_PASS", "TELEGRAM_WEBHOOK_SECRET"):
        monkeypatch.setenv(name, "hush" * 8)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:hush")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hush@h/d")
    assert "hush" not in repr(Settings.load())


def test_names_that_mean_nothing_are_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARLEY_POTR", "1")
    Path(".env").write_text("PARLEY_HOTS=x\nPARLEY_HOST=::1\n")
    assert unknown_names() == ("PARLEY_HOTS", "PARLEY_POTR")


def test_the_example_file_and_the_documentation_name_every_setting():
    root = Path(module.__file__).resolve().parents[2]
    names = {each.alias for each in Settings.model_fields.values()}
    example = {
        line.partition("=")[0] for line in (root / ".env.example").read_text().splitlines() if "=" in line
    }
    assert example == names | {"POSTGRES_PASSWORD"}
    explained = (root / "docs" / "configuration.md").read_text()
    assert {name for name in names if f"`{name}`" not in explained} == set()
