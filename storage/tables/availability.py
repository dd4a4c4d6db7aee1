"""When hosts work."""

import sqlalchemy as sa

from storage.tables.columns import data, flag, ident, instant, metadata, stamp, stamps, text, to, where
from storage.types import Key

NAMED = "deleted_at IS NULL AND code <> ''"
"""Schedules whose code must be unique for the host."""

schedule = sa.Table(
    "schedule",
    metadata,
    ident(),
    to("host"),
    text("name"),
    text("zone"),
    data("weekly"),
    sa.Column("code", Key, nullable=False),
    data("recurring", null=True),
    data("periods", null=True),
    data("metadata", null=True),
    flag("is_default"),
    *stamps(),
    instant("deleted_at", null=True),
    sa.Index("ux_schedule_code", "host_id", "code", unique=True, **where(NAMED)),
    sa.Index("ix_schedule_host_id", "host_id"),
)

override = sa.Table(
    "override",
    metadata,
    sa.Column("schedule_id", sa.Uuid, sa.ForeignKey("schedule.id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    to("host"),
    data("ranges"),
    text("reason"),
)

time_off = sa.Table(
    "time_off",
    metadata,
    ident(),
    to("host"),
    instant("starts"),
    instant("ends"),
    text("reason"),
    stamp(),
    instant("deleted_at", null=True),
    sa.CheckConstraint("starts <= ends", name="span"),
    sa.Index("ix_time_off_host_id_ends", "host_id", "ends"),
)
