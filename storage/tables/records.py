"""What has to happen, what has happened, and how often somebody tried."""

import sqlalchemy as sa

from storage.tables.columns import (
    data,
    flag,
    ident,
    instant,
    metadata,
    number,
    position,
    stamp,
    text,
    to,
    where,
)
from storage.types import Key

UNFINISHED = "sent_at IS NULL AND buried_at IS NULL"
"""Outbox rows that are still to be carried out."""

outbox = sa.Table(
    "outbox",
    metadata,
    ident(),
    position(),
    sa.Column("key", Key, nullable=False),
    text("kind"),
    sa.Column("lane", Key, nullable=False),
    sa.Column(
        "channel", Key, nullable=False
    ),  # of a talk's address; `mail`; empty for what is carried out inside
    sa.Column("account", Key, nullable=False),
    sa.Column("room", Key, nullable=False),  # the chat: of somebody in a group, the group
    instant("due_at"),
    instant("claimed_until", null=True),  # nobody claims it before: a lease, or a pause after a failed try
    data("payload"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    instant("sent_at", null=True),
    instant("buried_at", null=True),
    text("last_error", null=True),
    text("receipt", null=True),
    stamp(),
    sa.Index("ux_outbox_key", "key", unique=True),
    sa.Index("ix_outbox_position", "position"),
    sa.Index("ix_outbox_due", "channel", "due_at", "position", **where(UNFINISHED)),
    sa.Index("ix_outbox_lane", "lane", "due_at", "position", **where(UNFINISHED)),
    sa.Index("ix_outbox_chat", "lane", "due_at", "position", **where("kind = 'chat'")),
    sa.Index("ix_outbox_sent", "sent_at", **where("sent_at IS NOT NULL")),
    sa.Index("ix_outbox_buried", "buried_at", **where("buried_at IS NOT NULL")),
)

turnstile = sa.Table(
    "turnstile",
    metadata,
    sa.Column("channel", Key, primary_key=True),
    sa.Column("account", Key, primary_key=True),
    sa.Column("room", Key, primary_key=True),  # empty: the account as a whole
    sa.Column(
        "level", sa.BigInteger, nullable=False
    ),  # microseconds since 1970, as is `until`: both are reckoned with
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Index("ix_turnstile_until", "until"),
)

change = sa.Table(
    "change",
    metadata,
    ident(),
    position(),
    to("host", null=True),
    instant("at"),
    sa.Column("actor", Key, nullable=False),
    text("verb"),
    text("entity"),
    sa.Column("entity_id", sa.Uuid, nullable=False),
    data("before", null=True),
    data("after", null=True),
    flag("undone"),
    sa.Index("ix_change_position", "position"),
    sa.Index("ix_change_actor", "actor", "at"),
    sa.Index("ix_change_host_id", "host_id", "at"),
    sa.Index("ix_change_entity", "entity_id", "at"),
)

one_time_code = sa.Table(
    "one_time_code",
    metadata,
    sa.Column("subject", Key, primary_key=True),
    text("digest"),
    instant("expires_at"),
    number("wrong"),
)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("subject", Key, nullable=False),
    instant("at"),
    sa.Index("ix_attempt_subject", "subject", "at"),
)
