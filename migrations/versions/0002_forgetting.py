"""Indexes by which old texts are found, so that they can be forgotten."""

from alembic import op

from migrations.columns import index

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_inbox_spoken": ("inbox", "handled_at", "handled_at IS NOT NULL AND text <> ''"),
    "ix_turn_told": ("turn", "at", "(heard <> '' OR CAST(said AS TEXT) <> '[]')"),
    "ix_outbox_sent": ("outbox", "sent_at", "sent_at IS NOT NULL"),
}


def upgrade() -> None:
    """Make the indexes."""
    for name, (table, column, where) in INDEXES.items():
        index(name, table, column, where=where)


def downgrade() -> None:
    """Drop them again."""
    for name in INDEXES:
        op.drop_index(name)
