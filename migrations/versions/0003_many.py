"""Several hosts, classes, series, teams, waiting and polls: who takes part beside the host and the invitee."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.columns import (
    KEY,
    Column,
    flags,
    ident,
    index,
    instants,
    invitee,
    jsons,
    key,
    numbers,
    primary_key,
    reference,
    span,
    stamps,
    table,
    texts,
)
from migrations.meant import fill_meant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STANDS = "standing IN ('waiting', 'offered')"
TABLES = ("team", "member", "assignment", "co_host", "waiting", "poll")
"""In the order in which they refer to each other."""
INDEXES = {
    "ux_schedule_code": ("schedule", ("host_id", "code"), "deleted_at IS NULL AND code <> ''"),
    "ix_event_type_team_id": ("event_type", ("team_id",), "team_id IS NOT NULL"),
    "ix_booking_event_type_id": ("booking", ("event_type_id", "created_at"), ""),
    "ix_booking_series_id": ("booking", ("series_id", "starts"), "series_id IS NOT NULL"),
    "ix_booking_session": ("booking", ("session", "created_at"), "session IS NOT NULL"),
    "ix_hold_session": ("hold", ("session",), "session IS NOT NULL"),
}


def upgrade() -> None:
    """Make the tables, add the columns, and let a booking claim the time of several hosts."""
    _teams()
    for name, columns in _columns().items():
        for column in columns:
            op.add_column(name, column)
    _refer_to_team()
    for name, (on, sorted_by, where) in INDEXES.items():
        index(name, on, *sorted_by, where=where)
    op.drop_index("ix_hold_host_id_expires_at")  # holds are found by their claims now
    _assignments()
    _co_hosts()
    _waiting()
    _polls()
    _claim_by("id", "host_id")
    index("ix_claim_host_id_expires_at", "claim", "host_id", "expires_at", where="expires_at IS NOT NULL")
    fill_meant(op.get_bind())


def downgrade() -> None:
    """Take all of it back; what further hosts had claimed is lost."""
    op.drop_index("ix_claim_host_id_expires_at")
    op.execute(
        "DELETE FROM claim WHERE host_id NOT IN (SELECT host_id FROM booking WHERE booking.id = claim.id "
        "UNION SELECT host_id FROM hold WHERE hold.id = claim.id)"
    )
    _claim_by("id")
    index("ix_hold_host_id_expires_at", "hold", "host_id", "expires_at")
    for name in INDEXES:
        op.drop_index(name)
    op.drop_column("event_type", "team_id")
    for name, columns in _columns().items():
        for column in columns:
            op.drop_column(name, column.name)
    for name in reversed(TABLES):
        op.drop_table(name)


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _columns() -> dict[str, tuple[Column, ...]]:
    """Return the new columns of tables that stand, by table; what stands there gets what it always meant."""
    return {
        "schedule": (_with_default("code", KEY, ""), *jsons("recurring", "periods", "metadata", null=True)),
        "event_type": (
            *jsons("prices", "fairness", "metadata", null=True),
            _with_default("seats", sa.Integer(), "1"),
            _with_default("waitlist", sa.Boolean(), sa.true()),
            _with_default("most_guests", sa.Integer(), "10"),
            _with_default("series_most", sa.Integer(), "12"),
            _with_default("single_use", sa.Boolean(), sa.false()),
            _with_default("mode", sa.Text(), "solo"),
        ),
        "booking": (
            *jsons("co_hosts", "guests", "chosen", "price", "metadata", null=True),
            _with_default("seats", sa.Integer(), "1"),
            ident("session", null=True),
            ident("series_id", null=True),
            *texts("meant", null=True),
        ),
        "hold": (
            *jsons("co_hosts", null=True),
            _with_default("seats", sa.Integer(), "1"),
            ident("session", null=True),
        ),
    }


def _with_default(name: str, kind: sa.types.TypeEngine[Any], default: Any) -> Column:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _refer_to_team() -> None:
    # Put as SQL, since SQLite adds a column together with its reference or not at all.
    kind = "UUID" if _postgresql() else "CHAR(32)"
    op.execute(
        f"ALTER TABLE event_type ADD COLUMN team_id {kind} CONSTRAINT fk_event_type_team_id REFERENCES team (id)"
    )


def _teams() -> None:
    table(
        "team",
        ident(),
        ident("host_id"),
        *texts("name"),
        key("code"),
        key("join_code"),
        *stamps(),
        *instants("deleted_at", null=True),
        reference("team", "host"),
    )
    index("ux_team_code", "team", "code", where="deleted_at IS NULL")
    index("ux_team_join_code", "team", "join_code")
    table(
        "member",
        ident("team_id"),
        ident("host_id"),
        *numbers("rank"),
        *texts("role", "group_name"),
        primary_key("member", "team_id", "host_id"),
        reference("member", "team"),
        reference("member", "host"),
    )
    index("ix_member_host_id", "member", "host_id")


def _assignments() -> None:
    table(
        "assignment",
        ident("event_type_id"),
        ident("host_id"),
        *numbers("rank"),
        *flags("required"),
        *texts("group_name"),
        *numbers("weight", "priority"),
        sa.Column("daily_limit", sa.Integer(), nullable=True),
        primary_key("assignment", "event_type_id", "host_id"),
        reference("assignment", "event_type"),
        reference("assignment", "host"),
    )
    index("ix_assignment_host_id", "assignment", "host_id")


def _co_hosts() -> None:
    table(
        "co_host",
        ident("booking_id"),
        ident("host_id"),
        *instants("starts", "ends"),
        span("co_host"),
        primary_key("co_host", "booking_id", "host_id"),
        reference("co_host", "booking"),
        reference("co_host", "host"),
    )
    index("ix_co_host_host_id", "co_host", "host_id", "ends")


def _waiting() -> None:
    table(
        "waiting",
        ident(),
        ident("host_id"),
        ident("event_type_id"),
        *invitee(),
        *instants("starts", "ends"),
        ident("session"),
        *numbers("seats"),
        *jsons("answers"),
        *texts("standing"),
        *instants("offered_until", null=True),
        *stamps(),
        span("waiting"),
        *(reference("waiting", target) for target in ("host", "event_type", "person")),
    )
    index("ix_waiting_session", "waiting", "session", "created_at", where=STANDS)
    index("ix_waiting_host_id", "waiting", "host_id", "starts", where=STANDS)
    index("ix_waiting_person_id", "waiting", "person_id", "starts", where=STANDS)


def _polls() -> None:
    table(
        "poll",
        ident(),
        ident("host_id"),
        ident("event_type_id"),
        *texts("title"),
        key("code"),
        *jsons("options", "votes"),
        *texts("status"),
        ident("booking_id", null=True),
        *stamps(),
        *(reference("poll", target) for target in ("host", "event_type", "booking")),
    )
    index("ux_poll_code", "poll", "code")
    index("ix_poll_host_id", "poll", "host_id", "created_at", where="status = 'open'")


def _claim_by(*columns: str) -> None:
    """Give the claims another primary key; on SQLite that takes a new table, with its indexes and triggers."""
    if _postgresql():
        op.drop_constraint("pk_claim", "claim")
        op.create_primary_key("pk_claim", "claim", list(columns))
        return
    table(
        "claim_next",
        ident(),
        ident("host_id"),
        ident("subject"),
        *texts("kind"),
        ident("hold_id", null=True),
        *instants("starts", "ends"),
        *instants("expires_at", null=True),
        primary_key("claim", *columns),
        span("claim"),
        reference("claim", "host"),
        reference("claim", "hold", gone="CASCADE"),
    )
    names = "id, host_id, subject, kind, hold_id, starts, ends, expires_at"
    op.execute(f"INSERT INTO claim_next ({names}) SELECT {names} FROM claim")  # noqa: S608 - no value from outside
    op.drop_table("claim")
    op.rename_table("claim_next", "claim")
    index("ix_claim_host_id_ends", "claim", "host_id", "ends")
    index("ix_claim_hold_id", "claim", "hold_id")
    _trigger("claim_overlap_insert", "INSERT")
    _trigger("claim_overlap_update", "UPDATE")


def _trigger(name: str, verb: str) -> None:
    # `other.id <> NEW.id`: a claim that changes its subject, since its class changed, does not overlap itself.
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON claim WHEN EXISTS ("  # noqa: S608 - no value from outside
        "SELECT 1 FROM claim AS other WHERE other.host_id = NEW.host_id AND other.subject <> NEW.subject "
        "AND other.id <> NEW.id AND other.starts < NEW.ends AND other.ends > NEW.starts"
        ") BEGIN SELECT RAISE(ABORT, 'claim overlaps'); END"
    )
