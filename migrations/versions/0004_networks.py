"""Networks: rooms in which one talks, what they vouch for, receipts, installations, vouchers that join addresses."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import (
    Column,
    ident,
    index,
    instants,
    jsons,
    key,
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

TABLES = ("room", "receipt", "installation", "voucher")
INDEXES = {
    "ix_receipt_at": ("receipt", "at"),
    "ix_voucher_person_id": ("voucher", "person_id"),
    "ix_voucher_expires_at": ("voucher", "expires_at"),
}


def upgrade() -> None:
    """Make the tables and columns."""
    for column in _of_inbox():
        op.add_column("inbox", column)
    op.add_column("person", *jsons("notify", null=True))
    _rooms()
    _networks()
    _vouchers()
    for name, (on, sorted_by) in INDEXES.items():
        index(name, on, sorted_by)


def downgrade() -> None:
    """Drop them again."""
    for name in INDEXES:
        op.drop_index(name)
    for name in reversed(TABLES):
        op.drop_table(name)
    op.drop_column("person", "notify")
    for column in _of_inbox():
        op.drop_column("inbox", column.name)


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
        *texts("status", "error"),
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
