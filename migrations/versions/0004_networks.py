"""Networks: rooms in which one talks, what they vouch for, receipts, installations, vouchers that join addresses."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import (
    KEY,
    Column,
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

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("room", "receipt", "installation", "voucher", "turnstile")
INDEXES = {
    "ix_receipt_key": ("receipt", "channel", "key"),
    "ix_receipt_at": ("receipt", "at"),
    "ix_voucher_person_id": ("voucher", "person_id"),
    "ix_voucher_expires_at": ("voucher", "expires_at"),
    "ix_turnstile_until": ("turnstile", "until"),
}
UNFINISHED = "sent_at IS NULL AND buried_at IS NULL"
ROAD = ("channel", "account", "room")
"""Which way a row of the outbox goes; those of before go inside, for none of them leaves the house by a network."""


def upgrade() -> None:
    """Make the tables and columns."""
    for column in _of_inbox():
        op.add_column("inbox", column)
    op.add_column("person", *jsons("notify", null=True))
    proved: Column = sa.Column("phone_verified", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("person", proved)
    index("ix_person_phone", "person", "phone", where="phone_verified")
    _rooms()
    _networks()
    _vouchers()
    _roads()
    for name, (on, *sorted_by) in INDEXES.items():
        index(name, on, *sorted_by)


def downgrade() -> None:
    """Drop them again."""
    for name in INDEXES:
        op.drop_index(name)
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_index("ix_person_phone")
    op.drop_column("person", "phone_verified")
    op.drop_column("person", "notify")
    for column in _of_inbox():
        op.drop_column("inbox", column.name)
    op.drop_index("ix_outbox_due")
    for name in ROAD:
        op.drop_column("outbox", name)
    index("ix_outbox_due", "outbox", "due_at", "position", where=UNFINISHED)


def _of_inbox() -> tuple[Column, ...]:
    return (
        *texts("email", "phone", null=True),
        sa.Column("odd", sa.Text(), nullable=False, server_default=""),
    )


def _rooms() -> None:
    table(
        "room",
        key("channel"),
        key("account"),
        key("room"),
        *texts("thread"),
        *instants("heard_at", null=True),
        *texts("silent", "name"),
        *instants("created_at"),
        primary_key("room", "channel", "account", "room"),
    )


def _networks() -> None:
    table(
        "receipt",
        key("channel"),
        key("receipt"),
        key("key"),
        key("address"),
        *texts("status"),
        *numbers("rank"),
        *texts("error"),
        *instants("at", "created_at"),
        primary_key("receipt", "channel", "receipt"),
    )
    table(
        "installation",
        key("channel"),
        key("account"),
        *texts("name", "sealed"),
        *jsons("facts"),
        *instants("expires_at", "removed_at", null=True),
        *stamps(),
        primary_key("installation", "channel", "account"),
    )


def _roads() -> None:
    for name in ROAD:
        op.add_column("outbox", sa.Column(name, KEY, nullable=False, server_default=""))
    op.drop_index("ix_outbox_due")
    index("ix_outbox_due", "outbox", "channel", "due_at", "position", where=UNFINISHED)
    table(
        "turnstile",
        key("channel"),
        key("account"),
        key("room"),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        primary_key("turnstile", "channel", "account", "room"),
    )


def _vouchers() -> None:
    table(
        "voucher",
        key("digest"),
        ident("person_id"),
        *texts("purpose"),
        key("address"),
        *texts("bound"),
        *instants("expires_at"),
        *instants("used_at", null=True),
        *instants("created_at"),
        primary_key("voucher", "digest"),
        reference("voucher", "person"),
    )
