"""Signing in: sessions with what renews them, credentials, identities at providers, locks."""

from alembic import op

from migrations.columns import (
    flags,
    ident,
    index,
    instants,
    jsons,
    key,
    numbers,
    primary_key,
    reference,
    stamps,
    table,
    texts,
)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("session", "refresh_token", "credential", "social_identity", "lockout")


def upgrade() -> None:
    """Make the tables."""
    _sessions()
    _credentials()
    table(
        "lockout",
        key("subject"),
        *numbers("wrong"),
        *instants("last_at"),
        *instants("until", null=True),
        primary_key("lockout", "subject"),
    )
    index("ix_lockout_last_at", "lockout", "last_at")


def downgrade() -> None:
    """Drop them again."""
    for name in reversed(TABLES):
        op.drop_table(name)


def _sessions() -> None:
    table(
        "session",
        ident(),
        ident("person_id"),
        key("digest"),
        *texts("kind", "label"),
        key("room"),
        *flags("complete"),
        *instants("made_at", "seen_at", "proved_at", "expires_at"),
        *instants("revoked_at", null=True),
        reference("session", "person"),
    )
    index("ux_session_digest", "session", "digest")
    index("ix_session_person_id", "session", "person_id", where="revoked_at IS NULL")
    index("ix_session_room", "session", "room", where="room <> ''")
    index("ix_session_expires_at", "session", "expires_at")
    table(
        "refresh_token",
        key("digest"),
        ident("session_id"),
        *instants("expires_at"),
        *instants("used_at", null=True),
        *instants("created_at"),
        primary_key("refresh_token", "digest"),
        reference("refresh_token", "session"),
    )
    index("ix_refresh_token_session_id", "refresh_token", "session_id")


def _credentials() -> None:
    table(
        "credential",
        ident("person_id"),
        key("login"),
        *texts("password", "sealed"),
        *flags("second"),
        *numbers("step"),
        *jsons("recovery"),
        *stamps(),
        primary_key("credential", "person_id"),
        reference("credential", "person"),
    )
    index("ix_credential_login", "credential", "login")
    table(
        "social_identity",
        key("provider"),
        key("subject"),
        ident("person_id"),
        *texts("email"),
        *flags("email_verified"),
        *texts("name"),
        *instants("created_at"),
        primary_key("social_identity", "provider", "subject"),
        reference("social_identity", "person"),
    )
    index("ix_social_identity_person_id", "social_identity", "person_id")
