"""People, hosts and their teams."""

import sqlalchemy as sa

from storage.tables.columns import (
    data,
    flag,
    ident,
    instant,
    metadata,
    number,
    stamp,
    stamps,
    text,
    to,
    where,
)
from storage.types import Key

person = sa.Table(
    "person",
    metadata,
    ident(),
    text("name", null=True),
    text("email", null=True),
    flag("email_verified"),
    sa.Column("verified_email", Key, nullable=True),  # lower case; only while verified
    text("phone", null=True),
    flag("phone_verified"),
    text("zone", null=True),
    flag("zone_confirmed"),
    text("locale"),
    data("notify", null=True),
    *stamps(),
    sa.Index("ix_person_verified_email", "verified_email"),
    sa.Index("ix_person_phone", "phone", **where("phone_verified")),
)

identity = sa.Table(
    "identity",
    metadata,
    sa.Column("channel", Key, primary_key=True),
    sa.Column("account", Key, primary_key=True),
    sa.Column("room", Key, primary_key=True),
    to("person"),
    stamp(),
    sa.Index("ix_identity_person_id", "person_id"),
)

host = sa.Table(
    "host",
    metadata,
    ident(),
    to("person"),
    sa.Column("username", Key, nullable=False),
    text("name"),
    text("email", null=True),
    flag("email_verified"),
    text("zone"),
    text("locale"),
    text("bio"),
    text("welcome"),
    data("rules"),
    data("reminders"),
    flag("paused"),
    data("calendar_rules", null=True),
    *stamps(),
    instant("deleted_at", null=True),
    sa.Index("ux_host_username", "username", unique=True, **where("deleted_at IS NULL")),
    sa.Index("ix_host_person_id", "person_id"),
)

team = sa.Table(
    "team",
    metadata,
    ident(),
    to("host"),
    text("name"),
    sa.Column("code", Key, nullable=False),
    sa.Column("join_code", Key, nullable=False),
    *stamps(),
    instant("deleted_at", null=True),
    sa.Index("ux_team_code", "code", unique=True, **where("deleted_at IS NULL")),
    sa.Index("ux_team_join_code", "join_code", unique=True),
)

member = sa.Table(
    "member",
    metadata,
    sa.Column("team_id", sa.Uuid, sa.ForeignKey("team.id"), primary_key=True),
    sa.Column("host_id", sa.Uuid, sa.ForeignKey("host.id"), primary_key=True),
    number("rank"),
    text("role"),
    text("group_name"),
    sa.Index("ix_member_host_id", "host_id"),
)
