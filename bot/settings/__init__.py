"""The only reader of the environment and of `.env`: every setting, its default, and what is wrong with it."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import SettingsConfigDict

from bot.settings import checks, kept
from bot.settings.checks import Port
from bot.settings.services import ServiceSettings

ENV_FILE = Path(".env")


class SettingsError(Exception):
    """The configuration cannot be used; `faults` names everything that is wrong with it, in plain words."""

    def __init__(self, faults: list[str]) -> None:
        """Remember the faults."""
        super().__init__("; ".join(faults))
        self.faults = faults


class Settings(ServiceSettings):
    """Everything that can be configured; each field's alias is the name of its environment variable."""

    model_config = SettingsConfigDict(
        case_sensitive=True,
        env_ignore_empty=True,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    env: Annotated[Literal["development", "staging", "production"], BeforeValidator(checks.plain)] = Field(
        default="development", alias="PARLEY_ENV"
    )
    var_dir: Path = Field(default=Path("var"), alias="PARLEY_VAR_DIR")
    database_url: Annotated[str, AfterValidator(checks.database)] = Field(
        default_factory=lambda known: f"sqlite:///{known['var_dir']}/parley.db",
        alias="DATABASE_URL",
        repr=False,
    )
    host: str = Field(default="127.0.0.1", alias="PARLEY_HOST")
    port: Port = Field(default=8080, alias="PARLEY_PORT")
    base_url: Annotated[str, AfterValidator(checks.base_url)] = Field(
        default_factory=lambda known: f"http://127.0.0.1:{known['port']}", alias="PARLEY_BASE_URL"
    )
    secret_key: Annotated[str, AfterValidator(checks.secret)] = Field(
        default="", alias="PARLEY_SECRET_KEY", repr=False
    )
    calendar_token_encryption_key: Annotated[str, AfterValidator(checks.encryption_keys)] = Field(
        default="", validate_default=False, alias="CALENDAR_TOKEN_ENCRYPTION_KEY", repr=False
    )
    smtp_host: str = Field(default="", alias="SMTP_HOST")
    """Empty: mails are written to `mail_dir` instead of being sent."""
    smtp_port: Port = Field(default=587, alias="SMTP_PORT")
    smtp_user: str = Field(default="", alias="SMTP_USER")
    smtp_pass: str = Field(default="", alias="SMTP_PASS", repr=False)
    smtp_security: Annotated[Literal["starttls", "tls", "none"], BeforeValidator(checks.plain)] = Field(
        default="starttls", alias="SMTP_SECURITY"
    )
    email_from: Annotated[str, AfterValidator(checks.mailbox)] = Field(
        default="Parley <parley@localhost>", alias="EMAIL_FROM"
    )
    mail_dir: Path = Field(default_factory=lambda known: known["var_dir"] / "mail", alias="PARLEY_MAIL_DIR")
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(checks.plain)] = Field(
        default="info", alias="LOG_LEVEL"
    )
    log_format: Annotated[Literal["json", "text"], BeforeValidator(checks.plain)] = Field(
        default="json", alias="LOG_FORMAT"
    )
    slack_api_url: Annotated[str, AfterValidator(checks.base_url)] = Field(
        default="https://slack.com/api", alias="SLACK_API_URL"
    )
    slack_authorize_url: Annotated[str, AfterValidator(checks.base_url)] = Field(
        default="https://slack.com/oauth/v2/authorize", alias="SLACK_AUTHORIZE_URL"
    )
    slack_bot_token: str = Field(default="", alias="SLACK_BOT_TOKEN", repr=False)
    """The token of the one workspace in which we are, instead of an installation by OAuth."""
    slack_app_token: str = Field(default="", alias="SLACK_APP_TOKEN", repr=False)
    """Set: events come over a socket that we open (Socket Mode)."""
    slack_signing_secret: str = Field(default="", alias="SLACK_SIGNING_SECRET", repr=False)
    """Set: events come as signed requests to /slack/events."""
    slack_client_id: str = Field(default="", alias="SLACK_CLIENT_ID")
    slack_trusted_workspaces: str = Field(default="", alias="SLACK_TRUSTED_WORKSPACES")
    """Ids, apart by commas: their members' e-mail addresses need no proof of their own."""
    slack_client_secret: str = Field(default="", alias="SLACK_CLIENT_SECRET", repr=False)
    keep_texts_days: Annotated[int, Field(ge=0, le=3650)] = Field(default=30, alias="PARLEY_KEEP_TEXTS_DAYS")
    """Days for which what was said is kept; with 0 until the next sweep."""
    twilio_account_sid: str = Field(default="", alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: str = Field(default="", alias="TWILIO_AUTH_TOKEN", repr=False)
    twilio_whatsapp_from: Annotated[str, AfterValidator(checks.telephone)] = Field(
        default="", alias="TWILIO_WHATSAPP_FROM"
    )
    """Our number on WhatsApp; empty: no WhatsApp."""
    twilio_sms_from: Annotated[str, AfterValidator(checks.telephone)] = Field(
        default="", alias="TWILIO_SMS_FROM"
    )
    """Our number for text messages; empty: none."""
    twilio_shared_key: str = Field(default="", alias="TWILIO_SHARED_KEY", repr=False)
    """The secret of the key that signs webhooks by SHA-256; empty if the auth token signs them."""
    twilio_api_url: Annotated[str, AfterValidator(checks.base_url)] = Field(
        default="https://api.twilio.com", alias="TWILIO_API_URL"
    )
    twilio_content_url: Annotated[str, AfterValidator(checks.base_url)] = Field(
        default="https://content.twilio.com", alias="TWILIO_CONTENT_URL"
    )
    twilio_whatsapp_per_second: Annotated[float, Field(gt=0, le=1000)] = Field(
        default=10, alias="TWILIO_WHATSAPP_PER_SECOND"
    )
    twilio_sms_per_second: Annotated[float, Field(gt=0, le=1000)] = Field(
        default=1, alias="TWILIO_SMS_PER_SECOND"
    )
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = Field(default=0, alias="PARLEY_TRUSTED_PROXIES")
    """How many proxies of our own stand in front; so many entries of X-Forwarded-For are believed."""

    telegram_bot_token: Annotated[str, AfterValidator(checks.telegram_token)] = Field(
        default="", validate_default=False, alias="TELEGRAM_BOT_TOKEN", repr=False
    )
    """Empty: there is no Telegram."""
    telegram_mode: Annotated[Literal["polling", "webhook"], BeforeValidator(checks.plain)] = Field(
        default="polling", alias="TELEGRAM_MODE"
    )
    telegram_webhook_secret: Annotated[str, AfterValidator(checks.telegram_secret)] = Field(
        default="", validate_default=True, alias="TELEGRAM_WEBHOOK_SECRET", repr=False
    )
    telegram_api_url: Annotated[str, AfterValidator(checks.base_url)] = Field(
        default="https://api.telegram.org", alias="TELEGRAM_API_URL"
    )

    @property
    def token_keys(self) -> tuple[bytes, ...]:
        """The keys by which tokens are sealed, the newest first; none if none is set."""
        return tuple(bytes.fromhex(key) for key in self.calendar_token_encryption_key.split(",") if key)

    def at(self, host: str | None, port: int | None) -> Self:
        """Return them with another host or port; the base URL follows the port unless it was set."""
        update: dict[str, Any] = {"host": host or self.host, "port": port or self.port}
        if "base_url" not in self.model_fields_set:
            update["base_url"] = f"http://127.0.0.1:{update['port']}"
        return self.model_copy(update=update)

    @property
    def is_development(self) -> bool:
        """Whether pages and defaults for trying things out are on."""
        return self.env == "development"

    @classmethod
    def load(cls) -> Self:
        """Read the environment and `.env` (the environment wins); raise SettingsError naming every fault.

        In development a missing secret key, or key for tokens, is made once and kept in the folder of data.
        """
        try:
            settings = cls()
        except ValidationError as error:
            raise SettingsError(list(_faults(error))) from None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError([f"{ENV_FILE} cannot be read: {error}"]) from None
        return settings._with_kept_keys() if settings.is_development else settings

    def _with_kept_keys(self) -> Self:
        made: dict[str, str] = {}
        try:
            if not self.secret_key:
                made["secret_key"] = kept.SECRET.of(self.var_dir)
            if not self.calendar_token_encryption_key:
                made["calendar_token_encryption_key"] = kept.TOKENS.of(self.var_dir)
        except OSError as error:
            raise SettingsError([f"PARLEY_VAR_DIR: no key can be kept there: {error}"]) from None
        except ValueError as error:
            raise SettingsError([str(error)]) from None
        return self.model_copy(update=made) if made else self


def unknown_names() -> tuple[str, ...]:
    """Return names that begin with PARLEY_ in the environment or `.env` but mean nothing, sorted."""
    known = {field.alias for field in Settings.model_fields.values()}
    present = {*os.environ, *(dotenv_values(ENV_FILE) if ENV_FILE.is_file() else {})}
    return tuple(sorted(name for name in present if name.startswith("PARLEY_") and name not in known))


def _faults(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False, include_input=False):
        if each["type"] != "default_factory_not_called":
            yield f"{_variable(str(each['loc'][0]))} {_in_words(each['type'], each.get('ctx', {}))}"


def _variable(name: str) -> str:
    field = Settings.model_fields.get(name)
    return field.alias or name if field else name


def _in_words(kind: str, facts: Mapping[str, Any]) -> str:
    match kind:
        case "literal_error":
            return f"must be one of {facts['expected']}"
        case "float_parsing":
            return "must be a number"
        case "greater_than":
            return f"must be more than {facts['gt']:g}"
        case "int_parsing" | "int_from_float":
            return "must be a whole number"
        case "greater_than_equal":
            return f"must be {facts['ge']} or more"
        case "less_than_equal":
            return f"must be {facts['le']} or less"
        case "value_error":
            return str(facts["error"])
        case _:
            return "cannot be understood"
