"""The ground floor: people, hours, event types, bookings with their claims, conversations, inbox, outbox, audit."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ACTIVE = "status IN ('pending', 'pending_payment', 'confirmed')"
UNFINISHED = "sent_at IS NULL AND buried_at IS NULL"

TABLES = (
    "person",
    "identity",
    "host",
    "schedule",
    "override",
    "time_off",
    "event_type",
    "question",
    "booking",
    "hold",
    "claim",
    "conversation",
    "inbox",
    "turn",
    "outbox",
    "change",
    "one_time_code",
    "attempt",
)
"""In the order in which they refer to each other."""

INSTANT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
"""On SQLite microseconds since 1970."""
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Compared byte by byte."""
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

Column = sa.Column[Any]


def upgrade() -> None:
    """Make every table."""
    if _postgresql():
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute("CREATE SEQUENCE position_seq")
    _people()
    _availability()
    _event_types()
    _bookings()
    _holds()
    _claims()
    _dialogue()
    _outbox()
    _audit()
    _codes()


def downgrade() -> None:
    """Drop every table."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if _postgresql():
        op.execute("DROP SEQUENCE position_seq")


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


# -- columns ---------------------------------------------------------------------------------------


def _table(name: str, *parts: Any) -> None:
    keyed = any(isinstance(part, sa.PrimaryKeyConstraint) for part in parts)
    key = () if keyed else (sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),)
    op.create_table(name, *parts, *key)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _id(name: str = "id", *, null: bool = False) -> Column:
    return sa.Column(name, sa.Uuid(), nullable=null)


def _to(table: str, target: str, column: str = "", *, gone: str | None = None) -> sa.ForeignKeyConstraint:
    column = column or f"{target}_id"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=gone)


def _texts(*names: str, null: bool = False) -> tuple[Column, ...]:
    return tuple(sa.Column(name, sa.Text(), nullable=null) for name in names)


def _exact(name: str, *, null: bool = False) -> Column:
    return sa.Column(name, KEY, nullable=null)


def _instants(*names: str, null: bool = False) -> tuple[Column, ...]:
    return tuple(sa.Column(name, INSTANT, nullable=null) for name in names)


def _numbers(*names: str) -> tuple[Column, ...]:
    return tuple(sa.Column(name, sa.Integer(), nullable=False) for name in names)


def _flags(*names: str) -> tuple[Column, ...]:
    return tuple(sa.Column(name, sa.Boolean(), nullable=False) for name in names)


def _jsons(*names: str, null: bool = False) -> tuple[Column, ...]:
    return tuple(sa.Column(name, sa.JSON(), nullable=null) for name in names)


def _stamps() -> tuple[Column, ...]:
    return *_instants("created_at", "updated_at"), *_numbers("version")


def _position() -> Column:
    return sa.Column("position", sa.BigInteger(), nullable=False)


def _span(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("starts < ends", name=f"ck_{table}_span")


def _index(name: str, table: str, *columns: str, where: str = "") -> None:
    condition = sa.text(where) if where else None
    unique = name.startswith("ux_")
    op.create_index(
        name, table, list(columns), unique=unique, postgresql_where=condition, sqlite_where=condition
    )


# -- tables ----------------------------------------------------------------------------------------


def _people() -> None:
    _table(
        "person",
        _id(),
        *_texts("name", "email", null=True),
        *_flags("email_verified"),
        _exact("verified_email", null=True),
        *_texts("phone", "zone", null=True),
        *_flags("zone_confirmed"),
        *_texts("locale"),
        *_stamps(),
    )
    _index("ix_person_verified_email", "person", "verified_email")
    _table(
        "identity",
        *(_exact(name) for name in ("channel", "account", "room")),
        _id("person_id"),
        *_instants("created_at"),
        _key("identity", "channel", "account", "room"),
        _to("identity", "person"),
    )
    _index("ix_identity_person_id", "identity", "person_id")
    _table(
        "host",
        _id(),
        _id("person_id"),
        _exact("username"),
        *_texts("name"),
        *_texts("email", null=True),
        *_flags("email_verified"),
        *_texts("zone", "locale", "bio", "welcome"),
        *_jsons("rules", "reminders"),
        *_flags("paused"),
        *_stamps(),
        *_instants("deleted_at", null=True),
        _to("host", "person"),
    )
    _index("ux_host_username", "host", "username", where="deleted_at IS NULL")
    _index("ix_host_person_id", "host", "person_id")


def _availability() -> None:
    _table(
        "schedule",
        _id(),
        _id("host_id"),
        *_texts("name", "zone"),
        *_jsons("weekly"),
        *_flags("is_default"),
        *_stamps(),
        *_instants("deleted_at", null=True),
        _to("schedule", "host"),
    )
    _index("ix_schedule_host_id", "schedule", "host_id")
    _table(
        "override",
        _id("schedule_id"),
        sa.Column("day", sa.Date(), nullable=False),
        _id("host_id"),
        *_jsons("ranges"),
        *_texts("reason"),
        _key("override", "schedule_id", "day"),
        _to("override", "schedule"),
        _to("override", "host"),
    )
    _table(
        "time_off",
        _id(),
        _id("host_id"),
        *_instants("starts", "ends"),
        *_texts("reason"),
        *_instants("created_at"),
        *_instants("deleted_at", null=True),
        sa.CheckConstraint("starts <= ends", name="ck_time_off_span"),
        _to("time_off", "host"),
    )
    _index("ix_time_off_host_id_ends", "time_off", "host_id", "ends")


def _event_types() -> None:
    _table(
        "event_type",
        _id(),
        _id("host_id"),
        _exact("code"),
        *_texts("title", "description"),
        *_jsons("lengths", "rules"),
        *_texts("place_kind", "place_detail"),
        *_flags("approval"),
        _id("schedule_id", null=True),
        *_texts("visibility"),
        *_flags("active"),
        *_stamps(),
        *_instants("deleted_at", null=True),
        _to("event_type", "host"),
        _to("event_type", "schedule"),
    )
    _index("ux_event_type_code", "event_type", "host_id", "code", where="deleted_at IS NULL")
    _table(
        "question",
        _id("event_type_id"),
        _id(),
        _id("host_id"),
        *_numbers("rank"),
        *_texts("text"),
        *_flags("required"),
        _key("question", "event_type_id", "id"),
        _to("question", "event_type"),
        _to("question", "host"),
    )


def _bookings() -> None:
    _table(
        "booking",
        _id(),
        _id("host_id"),
        _id("event_type_id"),
        _id("person_id", null=True),
        *_texts("invitee_name"),
        *_texts("invitee_email", null=True),
        _exact("invitee_email_key", null=True),
        *_texts("invitee_phone", null=True),
        *_texts("invitee_zone", "invitee_locale"),
        *_instants("starts", "ends"),
        *_texts("zone", "status"),
        *_numbers("sequence"),
        *_texts("title", "place_kind", "place_detail", "message"),
        *_jsons("answers"),
        *_jsons("proposal", null=True),
        *_texts("reason"),
        *_texts("changed_by", null=True),
        *_numbers("buffer_before", "buffer_after"),
        _exact("request_id"),
        *_stamps(),
        _span("booking"),
        *(_to("booking", target) for target in ("host", "event_type", "person")),
    )
    _index("ux_booking_request_id", "booking", "request_id")
    _index("ix_booking_host_id_starts", "booking", "host_id", "starts")
    _index("ix_booking_host_id_ends", "booking", "host_id", "ends")
    _index("ix_booking_active", "booking", "host_id", "starts", where=ACTIVE)
    _index("ix_booking_person_id", "booking", "person_id", "ends", where=ACTIVE)
    _index("ix_booking_ended", "booking", "ends", where="status = 'confirmed'")
    _index("ix_booking_email", "booking", "invitee_email_key", "created_at")


def _holds() -> None:
    _table(
        "hold",
        _id(),
        _id("host_id"),
        _id("event_type_id"),
        _exact("owner"),
        *_instants("starts", "ends"),
        *_numbers("buffer_before", "buffer_after"),
        *_instants("expires_at"),
        _id("moving", null=True),
        _span("hold"),
        _to("hold", "host"),
        _to("hold", "event_type"),
        _to("hold", "booking", "moving"),
    )
    _index("ux_hold_owner", "hold", "owner", "host_id")
    _index("ix_hold_host_id_expires_at", "hold", "host_id", "expires_at")
    _index("ix_hold_expires_at", "hold", "expires_at")


def _claims() -> None:
    _table(
        "claim",
        _id(),
        _id("host_id"),
        _id("subject"),
        *_texts("kind"),
        _id("hold_id", null=True),
        *_instants("starts", "ends"),
        *_instants("expires_at", null=True),
        _span("claim"),
        _to("claim", "host"),
        _to("claim", "hold", gone="CASCADE"),
    )
    _index("ix_claim_host_id_ends", "claim", "host_id", "ends")
    _index("ix_claim_hold_id", "claim", "hold_id")
    if _postgresql():
        op.execute(
            "ALTER TABLE claim ADD CONSTRAINT ex_claim_overlap EXCLUDE USING gist "
            "(host_id WITH =, subject WITH <>, tstzrange(starts, ends) WITH &&)"
        )
    else:
        _trigger("claim_overlap_insert", "INSERT")
        _trigger("claim_overlap_update", "UPDATE")


def _trigger(name: str, verb: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON claim WHEN EXISTS ("  # noqa: S608 - no value from outside
        "SELECT 1 FROM claim AS other WHERE other.host_id = NEW.host_id AND other.subject <> NEW.subject "
        "AND other.starts < NEW.ends AND other.ends > NEW.starts"
        ") BEGIN SELECT RAISE(ABORT, 'claim overlaps'); END"
    )


def _dialogue() -> None:
    _table(
        "conversation",
        _id(),
        _exact("address"),
        _id("person_id", null=True),
        _id("host_id", null=True),
        *_texts("event_type_code", null=True),
        *_texts("flow", "step"),
        *_jsons("slots", "offers", "past"),
        *_texts("asked", "locale"),
        *_instants("touched", null=True),
        *_instants("created_at"),
        *_numbers("version"),
        _to("conversation", "person"),
        _to("conversation", "host"),
    )
    _index("ux_conversation_address", "conversation", "address")
    _index("ix_conversation_person_id", "conversation", "person_id")
    _table(
        "inbox",
        _exact("key"),
        _position(),
        _exact("address"),
        *_instants("accepted_at"),
        *_texts("text"),
        *_texts("choice", "locale", "zone", "name", null=True),
        *_flags("person_verified"),
        *_instants("handled_at", null=True),
        _key("inbox", "key"),
    )
    _index("ix_inbox_position", "inbox", "position")
    _index("ix_inbox_address", "inbox", "address", "accepted_at", "position")
    _index("ix_inbox_pending", "inbox", "address", "position", where="handled_at IS NULL")
    _table(
        "turn",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        _exact("key"),
        _exact("address"),
        *_instants("at"),
        *_texts("heard"),
        *_jsons("read", "decided", "said"),
        sa.Column("micros", sa.BigInteger(), nullable=False),
    )
    _index("ix_turn_address", "turn", "address", "at")


def _outbox() -> None:
    _table(
        "outbox",
        _id(),
        _position(),
        _exact("key"),
        *_texts("kind"),
        _exact("lane"),
        *_instants("due_at"),
        *_instants("claimed_until", null=True),
        *_jsons("payload"),
        *_numbers("attempts"),
        *_instants("sent_at", "buried_at", null=True),
        *_texts("last_error", "receipt", null=True),
        *_instants("created_at"),
    )
    _index("ux_outbox_key", "outbox", "key")
    _index("ix_outbox_position", "outbox", "position")
    _index("ix_outbox_due", "outbox", "due_at", "position", where=UNFINISHED)
    _index("ix_outbox_lane", "outbox", "lane", "due_at", "position", where=UNFINISHED)
    _index("ix_outbox_chat", "outbox", "lane", "due_at", "position", where="kind = 'chat'")
    _index("ix_outbox_buried", "outbox", "buried_at", where="buried_at IS NOT NULL")


def _audit() -> None:
    _table(
        "change",
        _id(),
        _position(),
        _id("host_id", null=True),
        *_instants("at"),
        _exact("actor"),
        *_texts("verb", "entity"),
        _id("entity_id"),
        *_jsons("before", "after", null=True),
        *_flags("undone"),
        _to("change", "host"),
    )
    _index("ix_change_position", "change", "position")
    _index("ix_change_actor", "change", "actor", "at")
    _index("ix_change_host_id", "change", "host_id", "at")
    _index("ix_change_entity", "change", "entity_id", "at")


def _codes() -> None:
    _table(
        "one_time_code",
        _exact("subject"),
        *_texts("digest"),
        *_instants("expires_at"),
        *_numbers("wrong"),
        _key("one_time_code", "subject"),
    )
    _table(
        "attempt",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        _exact("subject"),
        *_instants("at"),
    )
    _index("ix_attempt_subject", "attempt", "subject", "at")
