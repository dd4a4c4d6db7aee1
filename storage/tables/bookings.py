"""Bookings, holds and the claims of both; who waits for a seat; polls."""

import sqlalchemy as sa

from storage.tables.columns import (
    data,
    ident,
    instant,
    invitee,
    metadata,
    number,
    some_id,
    stamps,
    text,
    to,
    where,
)
from storage.types import Key

ACTIVE = "status IN ('pending', 'pending_payment', 'confirmed')"
"""The statuses of `core.booking.ACTIVE` as a literal, so that the partial indexes can serve."""
STANDS = "standing IN ('waiting', 'offered')"
"""Who still waits for a seat, or is offered one."""
OPEN = "status = 'open'"
"""Polls in which people still vote."""

booking = sa.Table(
    "booking",
    metadata,
    ident(),
    to("host"),
    to("event_type"),
    *invitee(),
    sa.Column("invitee_email_key", Key, nullable=True),  # lower case
    instant("starts"),
    instant("ends"),
    text("zone"),
    text("status"),
    number("sequence"),
    text("title"),
    text("place_kind"),
    text("place_detail"),
    text("message"),
    data("answers"),
    data("proposal", null=True),
    text("reason"),
    text("changed_by", null=True),
    number("buffer_before"),
    number("buffer_after"),
    sa.Column("request_id", Key, nullable=False),
    data("co_hosts", null=True),  # in their order; the table `co_host` is by which they are found
    data("guests", null=True),
    number("seats"),
    some_id("session", null=True),
    some_id("series_id", null=True),
    text("meant", null=True),  # a wall clock has no instant: ISO 8601 without a zone
    data("chosen", null=True),
    data("price", null=True),
    data("unread", null=True),
    text("room", null=True),
    data("metadata", null=True),
    *stamps(),
    sa.CheckConstraint("starts < ends", name="span"),
    sa.Index("ux_booking_request_id", "request_id", unique=True),
    sa.Index("ix_booking_host_id_starts", "host_id", "starts"),
    sa.Index("ix_booking_host_id_ends", "host_id", "ends"),
    sa.Index("ix_booking_active", "host_id", "starts", **where(ACTIVE)),
    sa.Index("ix_booking_person_id", "person_id", "ends", **where(ACTIVE)),
    sa.Index("ix_booking_ended", "ends", **where("status = 'confirmed'")),
    sa.Index("ix_booking_email", "invitee_email_key", "created_at"),
    sa.Index("ix_booking_event_type_id", "event_type_id", "created_at"),
    sa.Index("ix_booking_series_id", "series_id", "starts", **where("series_id IS NOT NULL")),
    sa.Index("ix_booking_session", "session", "created_at", **where("session IS NOT NULL")),
)

# A row for each further host of a booking, with the booking's time: what a host takes part in is found without
# reading what is long over.
co_host = sa.Table(
    "co_host",
    metadata,
    sa.Column("booking_id", sa.Uuid, sa.ForeignKey("booking.id"), primary_key=True),
    sa.Column("host_id", sa.Uuid, sa.ForeignKey("host.id"), primary_key=True),
    instant("starts"),
    instant("ends"),
    sa.CheckConstraint("starts < ends", name="span"),
    sa.Index("ix_co_host_host_id", "host_id", "ends"),
)

hold = sa.Table(
    "hold",
    metadata,
    ident(),
    to("host"),
    to("event_type"),
    sa.Column("owner", Key, nullable=False),
    instant("starts"),
    instant("ends"),
    number("buffer_before"),
    number("buffer_after"),
    instant("expires_at"),
    sa.Column("moving", sa.Uuid, sa.ForeignKey("booking.id"), nullable=True),
    data("co_hosts", null=True),
    number("seats"),
    some_id("session", null=True),
    sa.CheckConstraint("starts < ends", name="span"),
    sa.Index("ux_hold_owner", "owner", "host_id", unique=True),
    sa.Index("ix_hold_expires_at", "expires_at"),
    sa.Index("ix_hold_session", "session", **where("session IS NOT NULL")),
)

# One row for each host of each active booking (with its id) and each hold (with its id). The migrations add what makes
# the database the judge: an exclusion constraint on PostgreSQL, triggers on SQLite.
claim = sa.Table(
    "claim",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("host_id", sa.Uuid, sa.ForeignKey("host.id"), primary_key=True),
    some_id("subject"),  # claims of one subject may overlap: a booking and its move, the seats of a class
    sa.Column("kind", sa.Text, nullable=False),  # `booking` or `hold`
    sa.Column("hold_id", sa.Uuid, sa.ForeignKey("hold.id", ondelete="CASCADE"), nullable=True),
    instant("starts"),
    instant("ends"),
    instant("expires_at", null=True),
    sa.CheckConstraint("starts < ends", name="span"),
    sa.Index("ix_claim_host_id_ends", "host_id", "ends"),
    sa.Index("ix_claim_host_id_expires_at", "host_id", "expires_at", **where("expires_at IS NOT NULL")),
    sa.Index("ix_claim_hold_id", "hold_id"),
)

waiting = sa.Table(
    "waiting",
    metadata,
    ident(),
    to("host"),
    to("event_type"),
    *invitee(),
    instant("starts"),
    instant("ends"),
    some_id("session"),
    number("seats"),
    data("answers"),
    text("standing"),
    instant("offered_until", null=True),
    *stamps(),
    sa.CheckConstraint("starts < ends", name="span"),
    sa.Index("ix_waiting_session", "session", "created_at", **where(STANDS)),
    sa.Index("ix_waiting_host_id", "host_id", "starts", **where(STANDS)),
    sa.Index("ix_waiting_person_id", "person_id", "starts", **where(STANDS)),
)

poll = sa.Table(
    "poll",
    metadata,
    ident(),
    to("host"),
    to("event_type"),
    text("title"),
    sa.Column("code", Key, nullable=False),
    data("options"),
    data("votes"),
    text("status"),
    to("booking", null=True),
    *stamps(),
    sa.Index("ux_poll_code", "code", unique=True),
    sa.Index("ix_poll_host_id", "host_id", "created_at", **where(OPEN)),
)
