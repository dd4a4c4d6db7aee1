"""The tables. Instants are UTC; every table that grows with a host carries the host's id."""

from typing import Any

import sqlalchemy as sa

from storage.dialects import database_now, next_position
from storage.types import Instant, Key, Words

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
metadata = sa.MetaData(naming_convention=NAMES)

ACTIVE = "status IN ('pending', 'pending_payment', 'confirmed')"
"""The statuses of `core.booking.ACTIVE` as a literal, so that the partial indexes can serve."""
UNFINISHED = "sent_at IS NULL AND buried_at IS NULL"  # outbox rows that are still to be carried out
SPOKEN = "handled_at IS NOT NULL AND text <> ''"
TOLD = "(heard <> '' OR CAST(said AS TEXT) <> '[]')"
"""Handled deliveries, and turns, whose texts were not forgotten yet."""


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _to(target: str, *, null: bool = False, name: str = "") -> sa.Column[Any]:
    return sa.Column(name or f"{target}_id", sa.Uuid, sa.ForeignKey(f"{target}.id"), nullable=null)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, Words, nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Instant, nullable=null)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _json(name: str, *, null: bool = False) -> sa.Column[Any]:
    # `json`, not `jsonb`: it keeps the order of keys and every character that a person can send.
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=null)


def _stamps() -> tuple[sa.Column[Any], ...]:
    return _instant("created_at"), _instant("updated_at"), _number("version")


def _stamp() -> sa.Column[Any]:
    return sa.Column("created_at", Instant, nullable=False, default=database_now())


def _position() -> sa.Column[int]:
    return sa.Column("position", sa.BigInteger, nullable=False, default=next_position())


def _where(condition: str) -> dict[str, Any]:
    return {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(condition)}


# -- people ----------------------------------------------------------------------------------------

person = sa.Table(
    "person",
    metadata,
    _id(),
    _text("name", null=True),
    _text("email", null=True),
    _flag("email_verified"),
    sa.Column("verified_email", Key, nullable=True),  # lower case; only while verified
    _text("phone", null=True),
    _text("zone", null=True),
    _flag("zone_confirmed"),
    _text("locale"),
    *_stamps(),
    sa.Index("ix_person_verified_email", "verified_email"),
)

identity = sa.Table(
    "identity",
    metadata,
    sa.Column("channel", Key, primary_key=True),
    sa.Column("account", Key, primary_key=True),
    sa.Column("room", Key, primary_key=True),
    _to("person"),
    _stamp(),
    sa.Index("ix_identity_person_id", "person_id"),
)

host = sa.Table(
    "host",
    metadata,
    _id(),
    _to("person"),
    sa.Column("username", Key, nullable=False),
    _text("name"),
    _text("email", null=True),
    _flag("email_verified"),
    _text("zone"),
    _text("locale"),
    _text("bio"),
    _text("welcome"),
    _json("rules"),
    _json("reminders"),
    _flag("paused"),
    *_stamps(),
    _instant("deleted_at", null=True),
    sa.Index("ux_host_username", "username", unique=True, **_where("deleted_at IS NULL")),
    sa.Index("ix_host_person_id", "person_id"),
)

# -- availability ----------------------------------------------------------------------------------

schedule = sa.Table(
    "schedule",
    metadata,
    _id(),
    _to("host"),
    _text("name"),
    _text("zone"),
    _json("weekly"),
    _flag("is_default"),
    *_stamps(),
    _instant("deleted_at", null=True),
    sa.Index("ix_schedule_host_id", "host_id"),
)

override = sa.Table(
    "override",
    metadata,
    sa.Column("schedule_id", sa.Uuid, sa.ForeignKey("schedule.id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    _to("host"),
    _json("ranges"),
    _text("reason"),
)

time_off = sa.Table(
    "time_off",
    metadata,
    _id(),
    _to("host"),
    _instant("starts"),
    _instant("ends"),
    _text("reason"),
    _stamp(),
    _instant("deleted_at", null=True),
    sa.CheckConstraint("starts <= ends", name="span"),
    sa.Index("ix_time_off_host_id_ends", "host_id", "ends"),
)

# -- event types -----------------------------------------------------------------------------------

event_type = sa.Table(
    "event_type",
    metadata,
    _id(),
    _to("host"),
    sa.Column("code", Key, nullable=False),
    _text("title"),
    _text("description"),
    _json("lengths"),
    _json("rules"),
    _text("place_kind"),
    _text("place_detail"),
    _flag("approval"),
    _to("schedule", null=True),
    _text("visibility"),
    _flag("active"),
    *_stamps(),
    _instant("deleted_at", null=True),
    sa.Index("ux_event_type_code", "host_id", "code", unique=True, **_where("deleted_at IS NULL")),
)

question = sa.Table(
    "question",
    metadata,
    sa.Column("event_type_id", sa.Uuid, sa.ForeignKey("event_type.id"), primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    _to("host"),
    _number("rank"),
    _text("text"),
    _flag("required"),
)

# -- bookings --------------------------------------------------------------------------------------

booking = sa.Table(
    "booking",
    metadata,
    _id(),
    _to("host"),
    _to("event_type"),
    _to("person", null=True),
    _text("invitee_name"),
    _text("invitee_email", null=True),
    sa.Column("invitee_email_key", Key, nullable=True),  # lower case
    _text("invitee_phone", null=True),
    _text("invitee_zone"),
    _text("invitee_locale"),
    _instant("starts"),
    _instant("ends"),
    _text("zone"),
    _text("status"),
    _number("sequence"),
    _text("title"),
    _text("place_kind"),
    _text("place_detail"),
    _text("message"),
    _json("answers"),
    _json("proposal", null=True),
    _text("reason"),
    _text("changed_by", null=True),
    _number("buffer_before"),
    _number("buffer_after"),
    sa.Column("request_id", Key, nullable=False),
    *_stamps(),
    sa.CheckConstraint("starts < ends", name="span"),
    sa.Index("ux_booking_request_id", "request_id", unique=True),
    sa.Index("ix_booking_host_id_starts", "host_id", "starts"),
    sa.Index("ix_booking_host_id_ends", "host_id", "ends"),
    sa.Index("ix_booking_active", "host_id", "starts", **_where(ACTIVE)),
    sa.Index("ix_booking_person_id", "person_id", "ends", **_where(ACTIVE)),
    sa.Index("ix_booking_ended", "ends", **_where("status = 'confirmed'")),
    sa.Index("ix_booking_email", "invitee_email_key", "created_at"),
)

hold = sa.Table(
    "hold",
    metadata,
    _id(),
    _to("host"),
    _to("event_type"),
    sa.Column("owner", Key, nullable=False),
    _instant("starts"),
    _instant("ends"),
    _number("buffer_before"),
    _number("buffer_after"),
    _instant("expires_at"),
    sa.Column("moving", sa.Uuid, sa.ForeignKey("booking.id"), nullable=True),
    sa.CheckConstraint("starts < ends", name="span"),
    sa.Index("ux_hold_owner", "owner", "host_id", unique=True),
    sa.Index("ix_hold_host_id_expires_at", "host_id", "expires_at"),
    sa.Index("ix_hold_expires_at", "expires_at"),
)

# One row for each active booking (with its id) and each hold (with its id). The migration adds what makes the
# database the judge: an exclusion constraint on PostgreSQL, triggers on SQLite.
claim = sa.Table(
    "claim",
    metadata,
    _id(),
    _to("host"),
    sa.Column(
        "subject", sa.Uuid, nullable=False
    ),  # claims of one subject may overlap: a booking and its move
    sa.Column("kind", sa.Text, nullable=False),  # `booking` or `hold`
    sa.Column("hold_id", sa.Uuid, sa.ForeignKey("hold.id", ondelete="CASCADE"), nullable=True),
    _instant("starts"),
    _instant("ends"),
    _instant("expires_at", null=True),
    sa.CheckConstraint("starts < ends", name="span"),
    sa.Index("ix_claim_host_id_ends", "host_id", "ends"),
    sa.Index("ix_claim_hold_id", "hold_id"),
)

# -- the dialogue ----------------------------------------------------------------------------------

conversation = sa.Table(
    "conversation",
    metadata,
    _id(),
    sa.Column("address", Key, nullable=False),
    _to("person", null=True),
    _to("host", null=True),
    sa.Column("event_type_code", Words, nullable=True),
    _text("flow"),
    _text("step"),
    _json("slots"),
    _json("offers"),
    _json("past"),
    _text("asked"),
    _text("locale"),
    _instant("touched", null=True),
    _stamp(),
    _number("version"),
    sa.Index("ux_conversation_address", "address", unique=True),
    sa.Index("ix_conversation_person_id", "person_id"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("key", Key, primary_key=True),
    _position(),
    sa.Column("address", Key, nullable=False),
    _instant("accepted_at"),
    _text("text"),
    _text("choice", null=True),
    _text("locale", null=True),
    _text("zone", null=True),
    _text("name", null=True),
    _flag("person_verified"),
    _instant("handled_at", null=True),
    sa.Index("ix_inbox_position", "position"),
    sa.Index("ix_inbox_address", "address", "accepted_at", "position"),
    sa.Index("ix_inbox_pending", "address", "position", **_where("handled_at IS NULL")),
    sa.Index("ix_inbox_spoken", "handled_at", **_where(SPOKEN)),
)

turn = sa.Table(
    "turn",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("key", Key, nullable=False),
    sa.Column("address", Key, nullable=False),
    _instant("at"),
    _text("heard"),
    _json("read"),
    _json("decided"),
    _json("said"),
    sa.Column("micros", sa.BigInteger, nullable=False),
    sa.Index("ix_turn_address", "address", "at"),
    sa.Index("ix_turn_told", "at", **_where(TOLD)),
)

# -- what has to happen, what has happened ---------------------------------------------------------

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    _position(),
    sa.Column("key", Key, nullable=False),
    _text("kind"),
    sa.Column("lane", Key, nullable=False),
    _instant("due_at"),
    _instant("claimed_until", null=True),  # nobody claims it before: a lease, or a pause after a failed try
    _json("payload"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    _instant("sent_at", null=True),
    _instant("buried_at", null=True),
    _text("last_error", null=True),
    _text("receipt", null=True),
    _stamp(),
    sa.Index("ux_outbox_key", "key", unique=True),
    sa.Index("ix_outbox_position", "position"),
    sa.Index("ix_outbox_due", "due_at", "position", **_where(UNFINISHED)),
    sa.Index("ix_outbox_lane", "lane", "due_at", "position", **_where(UNFINISHED)),
    sa.Index("ix_outbox_chat", "lane", "due_at", "position", **_where("kind = 'chat'")),
    sa.Index("ix_outbox_sent", "sent_at", **_where("sent_at IS NOT NULL")),
    sa.Index("ix_outbox_buried", "buried_at", **_where("buried_at IS NOT NULL")),
)

change = sa.Table(
    "change",
    metadata,
    _id(),
    _position(),
    _to("host", null=True),
    _instant("at"),
    sa.Column("actor", Key, nullable=False),
    _text("verb"),
    _text("entity"),
    sa.Column("entity_id", sa.Uuid, nullable=False),
    _json("before", null=True),
    _json("after", null=True),
    _flag("undone"),
    sa.Index("ix_change_position", "position"),
    sa.Index("ix_change_actor", "actor", "at"),
    sa.Index("ix_change_host_id", "host_id", "at"),
    sa.Index("ix_change_entity", "entity_id", "at"),
)

one_time_code = sa.Table(
    "one_time_code",
    metadata,
    sa.Column("subject", Key, primary_key=True),
    _text("digest"),
    _instant("expires_at"),
    _number("wrong"),
)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("subject", Key, nullable=False),
    _instant("at"),
    sa.Index("ix_attempt_subject", "subject", "at"),
)
