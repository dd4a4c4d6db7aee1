"""Talks: their memory, what was heard, what came of it."""

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
