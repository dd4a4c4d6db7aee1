"""Calendars that are kept elsewhere: accounts, calendars, a copy of what stands in them, our entries; errands at providers."""

import sqlalchemy as sa

from storage.tables.columns import (
    data,
    flag,
    ident,
    instant,
    metadata,
    number,
    stamp,
    stamps,
    text,
    to,
    where,
)
from storage.types import Key

CONNECTED = "removed_at IS NULL"

calendar_account = sa.Table(
    "calendar_account",
    metadata,
    ident(),
    to("host"),
    text("provider"),
    sa.Column("subject", Key, nullable=False),
    text("email"),
    text("name"),
    text("sealed"),  # tokens, encrypted
    data("scopes"),
    instant("expires_at", null=True),
    text("trouble"),
    instant("since", null=True),
    instant("told_at", null=True),
    *stamps(),
    instant("removed_at", null=True),
    sa.Index(
        "ux_calendar_account_subject", "host_id", "provider", "subject", unique=True, **where(CONNECTED)
    ),
)

calendar = sa.Table(
    "calendar",
    metadata,
    ident(),
    to("calendar_account", name="account_id"),
    to("host"),
    text("provider"),
    sa.Column("remote", Key, nullable=False),
    text("name"),
    text("zone"),
    flag("is_primary"),
    flag("writable"),
    flag("checked"),
    flag("target"),
    text("cursor"),
    instant("covers_from", null=True),
    instant("covers_to", null=True),
    instant("read_at", null=True),
    text("trouble"),
    instant("since", null=True),
    instant("doubted_at", null=True),
    instant("due_at"),
    sa.Column("watch_id", Key, nullable=True),
    text("watch_resource", null=True),
    instant("watch_expires_at", null=True),
    *stamps(),
    sa.Index("ux_calendar_remote", "account_id", "remote", unique=True),
    sa.Index("ux_calendar_target", "host_id", unique=True, **where("target")),
    sa.Index("ix_calendar_host_id", "host_id"),
    sa.Index("ix_calendar_due_at", "due_at"),
    sa.Index("ux_calendar_watch_id", "watch_id", unique=True, **where("watch_id IS NOT NULL")),
)

busy = sa.Table(
    "busy",
    metadata,
    sa.Column("calendar_id", sa.Uuid, sa.ForeignKey("calendar.id"), primary_key=True),
    sa.Column("remote", Key, primary_key=True),
    sa.Column("series", Key, nullable=False),
    instant("starts"),
    instant("ends"),
    flag("all_day"),
    text("showing"),
    text("tag"),
    sa.Column("booking_id", sa.Uuid, nullable=True),
    sa.Index("ix_busy_ends", "calendar_id", "ends", "starts"),
    sa.Index("ix_busy_series", "calendar_id", "series", **where("series <> ''")),
)

entry = sa.Table(
    "entry",
    metadata,
    sa.Column("booking_id", sa.Uuid, sa.ForeignKey("booking.id"), primary_key=True),
    sa.Column("host_id", sa.Uuid, sa.ForeignKey("host.id"), primary_key=True),
    to("calendar"),
    sa.Column("remote", Key, nullable=False),
    text("tag"),
    instant("starts"),
    instant("ends"),
    number("sequence"),
    flag("gone"),
    stamp(),
    sa.Index("ix_entry_calendar_id", "calendar_id"),
)

errand = sa.Table(
    "errand",
    metadata,
    sa.Column("digest", Key, primary_key=True),  # of the secret in the link, or of the state
    text("purpose"),
    text("provider"),
    to("person", null=True),
    sa.Column("address", Key, nullable=True),
    sa.Column("room", Key, nullable=True),  # the address without its thread
    text("sealed"),  # verifier, nonce, tokens, encrypted; empty if there is nothing secret
    sa.Column("browser", Key, nullable=True),  # digest of the browser that it is bound to
    data("facts"),
    instant("expires_at"),
    instant("used_at", null=True),
    stamp(),
    sa.Index("ix_errand_expires_at", "expires_at"),
    sa.Index("ix_errand_person_id", "person_id"),
    sa.Index("ix_errand_room", "room", **where("purpose = 'confirm'")),
)
