"""Talks: their memory, what was heard, what came of it; the rooms and networks where they take place."""

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
    stamps,
    text,
    to,
    where,
)
from storage.types import Key, Words

SPOKEN = "handled_at IS NOT NULL AND text <> ''"
TOLD = "(heard <> '' OR CAST(said AS TEXT) <> '[]')"
"""Handled deliveries, and turns, whose texts were not forgotten yet."""

conversation = sa.Table(
    "conversation",
    metadata,
    ident(),
    sa.Column("address", Key, nullable=False),
    to("person", null=True),
    to("host", null=True),
    sa.Column("event_type_code", Words, nullable=True),
    text("flow"),
    text("step"),
    data("slots"),
    data("offers"),
    data("past"),
    text("asked"),
    text("locale"),
    instant("touched", null=True),
    stamp(),
    number("version"),
    sa.Index("ux_conversation_address", "address", unique=True),
    sa.Index("ix_conversation_person_id", "person_id"),
)

room = sa.Table(
    "room",
    metadata,
    sa.Column("channel", Key, primary_key=True),
    sa.Column("account", Key, primary_key=True),
    sa.Column("room", Key, primary_key=True),
    text("thread"),
    instant("heard_at", null=True),
    text("silent"),
    text("name"),
    stamp(),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("key", Key, primary_key=True),
    position(),
    sa.Column("address", Key, nullable=False),
    instant("accepted_at"),
    text("text"),
    text("choice", null=True),
    text("locale", null=True),
    text("zone", null=True),
    text("name", null=True),
    flag("person_verified"),
    text("email", null=True),
    text("phone", null=True),
    text("odd"),
    instant("handled_at", null=True),
    sa.Index("ix_inbox_position", "position"),
    sa.Index("ix_inbox_address", "address", "accepted_at", "position"),
    sa.Index("ix_inbox_pending", "address", "position", **where("handled_at IS NULL")),
    sa.Index("ix_inbox_spoken", "handled_at", **where(SPOKEN)),
)

turn = sa.Table(
    "turn",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("key", Key, nullable=False),
    sa.Column("address", Key, nullable=False),
    instant("at"),
    text("heard"),
    data("read"),
    data("decided"),
    data("said"),
    sa.Column("micros", sa.BigInteger, nullable=False),
    sa.Index("ix_turn_address", "address", "at"),
    sa.Index("ix_turn_told", "at", **where(TOLD)),
)

receipt = sa.Table(
    "receipt",
    metadata,
    sa.Column("channel", Key, primary_key=True),
    sa.Column("receipt", Key, primary_key=True),
    sa.Column("key", Key, nullable=False),
    sa.Column("address", Key, nullable=False),
    text("status"),
    number("rank"),
    text("error"),
    instant("at"),
    stamp(),
    sa.Index("ix_receipt_key", "channel", "key"),
    sa.Index("ix_receipt_at", "at"),
)

installation = sa.Table(
    "installation",
    metadata,
    sa.Column("channel", Key, primary_key=True),
    sa.Column("account", Key, primary_key=True),
    text("name"),
    text("sealed"),  # tokens, encrypted
    data("facts"),
    instant("expires_at", null=True),
    instant("removed_at", null=True),
    *stamps(),
)

voucher = sa.Table(
    "voucher",
    metadata,
    sa.Column("digest", Key, primary_key=True),
    to("person"),
    text("purpose"),
    sa.Column("address", Key, nullable=False),
    text("bound"),
    instant("expires_at"),
    instant("used_at", null=True),
    stamp(),
    sa.Index("ix_voucher_person_id", "person_id"),
    sa.Index("ix_voucher_expires_at", "expires_at"),
)
