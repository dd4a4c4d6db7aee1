"""The ground floor: people, hours, event types, bookings with their claims, conversations, inbox, outbox, audit."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import (
    NUMBER,
    flags,
    ident,
    index,
    instants,
    jsons,
    key,
    numbers,
    position,
    primary_key,
    reference,
    span,
    stamps,
    table,
    texts,
)

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
    for name in reversed(TABLES):
        op.drop_table(name)
    if _postgresql():
        op.execute("DROP SEQUENCE position_seq")


def _postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _people() -> None:
    table(
        "person",
        ident(),
        *texts("name", "email", null=True),
        *flags("email_verified"),
        key("verified_email", null=True),
        *texts("phone", "zone", null=True),
        *flags("zone_confirmed"),
        *texts("locale"),
        *stamps(),
    )
    index("ix_person_verified_email", "person", "verified_email")
    table(
        "identity",
        *(key(name) for name in ("channel", "account", "room")),
        ident("person_id"),
        *instants("created_at"),
        primary_key("identity", "channel", "account", "room"),
        reference("identity", "person"),
    )
    index("ix_identity_person_id", "identity", "person_id")
    table(
        "host",
        ident(),
        ident("person_id"),
        key("username"),
        *texts("name"),
        *texts("email", null=True),
        *flags("email_verified"),
        *texts("zone", "locale", "bio", "welcome"),
        *jsons("rules", "reminders"),
        *flags("paused"),
        *stamps(),
        *instants("deleted_at", null=True),
        reference("host", "person"),
    )
    index("ux_host_username", "host", "username", where="deleted_at IS NULL")
    index("ix_host_person_id", "host", "person_id")


def _availability() -> None:
    table(
        "schedule",
        ident(),
        ident("host_id"),
        *texts("name", "zone"),
        *jsons("weekly"),
        *flags("is_default"),
        *stamps(),
        *instants("deleted_at", null=True),
        reference("schedule", "host"),
    )
    index("ix_schedule_host_id", "schedule", "host_id")
    table(
        "override",
        ident("schedule_id"),
        sa.Column("day", sa.Date(), nullable=False),
        ident("host_id"),
        *jsons("ranges"),
        *texts("reason"),
        primary_key("override", "schedule_id", "day"),
        reference("override", "schedule"),
        reference("override", "host"),
    )
    table(
        "time_off",
        ident(),
        ident("host_id"),
        *instants("starts", "ends"),
        *texts("reason"),
        *instants("created_at"),
        *instants("deleted_at", null=True),
        sa.CheckConstraint("starts <= ends", name="ck_time_off_span"),
        reference("time_off", "host"),
    )
    index("ix_time_off_host_id_ends", "time_off", "host_id", "ends")


def _event_types() -> None:
    table(
        "event_type",
        ident(),
        ident("host_id"),
        key("code"),
        *texts("title", "description"),
        *jsons("lengths", "rules"),
        *texts("place_kind", "place_detail"),
        *flags("approval"),
        ident("schedule_id", null=True),
        *texts("visibility"),
        *flags("active"),
        *stamps(),
        *instants("deleted_at", null=True),
        reference("event_type", "host"),
        reference("event_type", "schedule"),
    )
    index("ux_event_type_code", "event_type", "host_id", "code", where="deleted_at IS NULL")
    table(
        "question",
        ident("event_type_id"),
        ident(),
        ident("host_id"),
        *numbers("rank"),
        *texts("text"),
        *flags("required"),
        primary_key("question", "event_type_id", "id"),
        reference("question", "event_type"),
        reference("question", "host"),
    )


def _bookings() -> None:
    table(
        "booking",
        ident(),
        ident("host_id"),
        ident("event_type_id"),
        ident("person_id", null=True),
        *texts("invitee_name"),
        *texts("invitee_email", null=True),
        key("invitee_email_key", null=True),
        *texts("invitee_phone", null=True),
        *texts("invitee_zone", "invitee_locale"),
        *instants("starts", "ends"),
        *texts("zone", "status"),
        *numbers("sequence"),
        *texts("title", "place_kind", "place_detail", "message"),
        *jsons("answers"),
        *jsons("proposal", null=True),
        *texts("reason"),
        *texts("changed_by", null=True),
        *numbers("buffer_before", "buffer_after"),
        key("request_id"),
        *stamps(),
        span("booking"),
        *(reference("booking", target) for target in ("host", "event_type", "person")),
    )
    index("ux_booking_request_id", "booking", "request_id")
    index("ix_booking_host_id_starts", "booking", "host_id", "starts")
    index("ix_booking_host_id_ends", "booking", "host_id", "ends")
    index("ix_booking_active", "booking", "host_id", "starts", where=ACTIVE)
    index("ix_booking_person_id", "booking", "person_id", "ends", where=ACTIVE)
    index("ix_booking_ended", "booking", "ends", where="status = 'confirmed'")
    index("ix_booking_email", "booking", "invitee_email_key", "created_at")


def _holds() -> None:
    table(
        "hold",
        ident(),
        ident("host_id"),
        ident("event_type_id"),
        key("owner"),
        *instants("starts", "ends"),
        *numbers("buffer_before", "buffer_after"),
        *instants("expires_at"),
        ident("moving", null=True),
        span("hold"),
        reference("hold", "host"),
        reference("hold", "event_type"),
        reference("hold", "booking", "moving"),
    )
    index("ux_hold_owner", "hold", "owner", "host_id")
    index("ix_hold_host_id_expires_at", "hold", "host_id", "expires_at")
    index("ix_hold_expires_at", "hold", "expires_at")


def _claims() -> None:
    table(
        "claim",
        ident(),
        ident("host_id"),
        ident("subject"),
        *texts("kind"),
        ident("hold_id", null=True),
        *instants("starts", "ends"),
        *instants("expires_at", null=True),
        span("claim"),
        reference("claim", "host"),
        reference("claim", "hold", gone="CASCADE"),
    )
    index("ix_claim_host_id_ends", "claim", "host_id", "ends")
    index("ix_claim_hold_id", "claim", "hold_id")
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
    table(
        "conversation",
        ident(),
        key("address"),
        ident("person_id", null=True),
        ident("host_id", null=True),
        *texts("event_type_code", null=True),
        *texts("flow", "step"),
        *jsons("slots", "offers", "past"),
        *texts("asked", "locale"),
        *instants("touched", null=True),
        *instants("created_at"),
        *numbers("version"),
        reference("conversation", "person"),
        reference("conversation", "host"),
    )
    index("ux_conversation_address", "conversation", "address")
    index("ix_conversation_person_id", "conversation", "person_id")
    table(
        "inbox",
        key("key"),
        position(),
        key("address"),
        *instants("accepted_at"),
        *texts("text"),
        *texts("choice", "locale", "zone", "name", null=True),
        *flags("person_verified"),
        *instants("handled_at", null=True),
        primary_key("inbox", "key"),
    )
    index("ix_inbox_position", "inbox", "position")
    index("ix_inbox_address", "inbox", "address", "accepted_at", "position")
    index("ix_inbox_pending", "inbox", "address", "position", where="handled_at IS NULL")
    table(
        "turn",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        key("key"),
        key("address"),
        *instants("at"),
        *texts("heard"),
        *jsons("read", "decided", "said"),
        sa.Column("micros", sa.BigInteger(), nullable=False),
    )
    index("ix_turn_address", "turn", "address", "at")


def _outbox() -> None:
    table(
        "outbox",
        ident(),
        position(),
        key("key"),
        *texts("kind"),
        key("lane"),
        *instants("due_at"),
        *instants("claimed_until", null=True),
        *jsons("payload"),
        *numbers("attempts"),
        *instants("sent_at", "buried_at", null=True),
        *texts("last_error", "receipt", null=True),
        *instants("created_at"),
    )
    index("ux_outbox_key", "outbox", "key")
    index("ix_outbox_position", "outbox", "position")
    index("ix_outbox_due", "outbox", "due_at", "position", where=UNFINISHED)
    index("ix_outbox_lane", "outbox", "lane", "due_at", "position", where=UNFINISHED)
    index("ix_outbox_chat", "outbox", "lane", "due_at", "position", where="kind = 'chat'")
    index("ix_outbox_buried", "outbox", "buried_at", where="buried_at IS NOT NULL")


def _audit() -> None:
    table(
        "change",
        ident(),
        position(),
        ident("host_id", null=True),
        *instants("at"),
        key("actor"),
        *texts("verb", "entity"),
        ident("entity_id"),
        *jsons("before", "after", null=True),
        *flags("undone"),
        reference("change", "host"),
    )
    index("ix_change_position", "change", "position")
    index("ix_change_actor", "change", "actor", "at")
    index("ix_change_host_id", "change", "host_id", "at")
    index("ix_change_entity", "change", "entity_id", "at")


def _codes() -> None:
    table(
        "one_time_code",
        key("subject"),
        *texts("digest"),
        *instants("expires_at"),
        *numbers("wrong"),
        primary_key("one_time_code", "subject"),
    )
    table(
        "attempt",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        key("subject"),
        *instants("at"),
    )
    index("ix_attempt_subject", "attempt", "subject", "at")
