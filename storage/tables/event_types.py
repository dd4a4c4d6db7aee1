"""What can be booked."""

import sqlalchemy as sa

from storage.tables.columns import data, flag, ident, instant, metadata, number, stamps, text, to, where
from storage.types import Key

event_type = sa.Table(
    "event_type",
    metadata,
    ident(),
    to("host"),
    sa.Column("code", Key, nullable=False),
    text("title"),
    text("description"),
    data("lengths"),
    data("rules"),
    text("place_kind"),
    text("place_detail"),
    flag("approval"),
    to("schedule", null=True),
    text("visibility"),
    flag("active"),
    data("prices", null=True),
    number("seats"),
    flag("waitlist"),
    number("most_guests"),
    number("series_most"),
    flag("single_use"),
    text("mode"),
    to("team", null=True),
    data("fairness", null=True),
    data("metadata", null=True),
    *stamps(),
    instant("deleted_at", null=True),
    sa.Index("ux_event_type_code", "host_id", "code", unique=True, **where("deleted_at IS NULL")),
    sa.Index("ix_event_type_team_id", "team_id", **where("team_id IS NOT NULL")),
)

question = sa.Table(
    "question",
    metadata,
    sa.Column("event_type_id", sa.Uuid, sa.ForeignKey("event_type.id"), primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    to("host"),
    number("rank"),
    text("text"),
    flag("required"),
)

assignment = sa.Table(
    "assignment",
    metadata,
    sa.Column("event_type_id", sa.Uuid, sa.ForeignKey("event_type.id"), primary_key=True),
    sa.Column("host_id", sa.Uuid, sa.ForeignKey("host.id"), primary_key=True),
    number("rank"),
    flag("required"),
    text("group_name"),
    number("weight"),
    number("priority"),
    sa.Column("daily_limit", sa.Integer, nullable=True),
    sa.Index("ix_assignment_host_id", "host_id"),
)
