"""Calendars kept elsewhere, with what a host wants of them; errands at providers."""

from alembic import op

from migrations.columns import (
    Column,
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

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("calendar_account", "calendar", "busy", "entry", "errand")
CONNECTED = "removed_at IS NULL"


def upgrade() -> None:
    """Make the tables and columns."""
    op.add_column("host", *jsons("calendar_rules", null=True))
    for column in _of_booking():
        op.add_column("booking", column)
    _accounts()
    _calendars()
    _copies()
    _errands()


def downgrade() -> None:
    """Drop them again."""
    for name in reversed(TABLES):
        op.drop_table(name)
    for column in _of_booking():
        op.drop_column("booking", column.name)
    op.drop_column("host", "calendar_rules")


def _of_booking() -> tuple[Column, ...]:
    return *jsons("unread", null=True), *texts("room", null=True)


def _accounts() -> None:
    table(
        "calendar_account",
        ident(),
        ident("host_id"),
        *texts("provider"),
        key("subject"),
        *texts("email", "name", "sealed"),
        *jsons("scopes"),
        *instants("expires_at", null=True),
        *texts("trouble"),
        *instants("since", "told_at", null=True),
        *stamps(),
        *instants("removed_at", null=True),
        reference("calendar_account", "host"),
    )
    unique = ("host_id", "provider", "subject")
    index("ux_calendar_account_subject", "calendar_account", *unique, where=CONNECTED)


def _calendars() -> None:
    table(
        "calendar",
        ident(),
        ident("account_id"),
        ident("host_id"),
        *texts("provider"),
        key("remote"),
        *texts("name", "zone"),
        *flags("is_primary", "writable", "checked", "target"),
        *texts("cursor"),
        *instants("covers_from", "covers_to", "read_at", null=True),
        *texts("trouble"),
        *instants("since", "doubted_at", null=True),
        *instants("due_at"),
        key("watch_id", null=True),
        *texts("watch_resource", null=True),
        *instants("watch_expires_at", null=True),
        *stamps(),
        reference("calendar", "calendar_account", "account_id"),
        reference("calendar", "host"),
    )
    index("ux_calendar_remote", "calendar", "account_id", "remote")
    index("ux_calendar_target", "calendar", "host_id", where="target")
    index("ix_calendar_host_id", "calendar", "host_id")
    index("ix_calendar_due_at", "calendar", "due_at")
    index("ux_calendar_watch_id", "calendar", "watch_id", where="watch_id IS NOT NULL")


def _copies() -> None:
    table(
        "busy",
        ident("calendar_id"),
        key("remote"),
        key("series"),
        *instants("starts", "ends"),
        *flags("all_day"),
        *texts("showing", "tag"),
        ident("booking_id", null=True),
        primary_key("busy", "calendar_id", "remote"),
        reference("busy", "calendar"),
    )
    index("ix_busy_ends", "busy", "calendar_id", "ends", "starts")
    index("ix_busy_series", "busy", "calendar_id", "series", where="series <> ''")
    table(
        "entry",
        ident("booking_id"),
        ident("host_id"),
        ident("calendar_id"),
        key("remote"),
        *texts("tag"),
        *instants("starts", "ends"),
        *numbers("sequence"),
        *flags("gone"),
        *instants("created_at"),
        primary_key("entry", "booking_id", "host_id"),
        reference("entry", "booking"),
        reference("entry", "host"),
        reference("entry", "calendar"),
    )
    index("ix_entry_calendar_id", "entry", "calendar_id")


def _errands() -> None:
    table(
        "errand",
        key("digest"),
        *texts("purpose", "provider"),
        ident("person_id", null=True),
        key("address", null=True),
        key("room", null=True),
        *texts("sealed"),
        key("browser", null=True),
        *jsons("facts"),
        *instants("expires_at"),
        *instants("used_at", null=True),
        *instants("created_at"),
        primary_key("errand", "digest"),
        reference("errand", "person"),
    )
    index("ix_errand_expires_at", "errand", "expires_at")
    index("ix_errand_person_id", "errand", "person_id")
    index("ix_errand_room", "errand", "room", where="purpose = 'confirm'")
