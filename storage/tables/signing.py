"""Who is signed in, and what proves who somebody is."""

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

OPEN_SESSION = "revoked_at IS NULL"

session = sa.Table(
    "session",
    metadata,
    ident(),
    to("person"),
    sa.Column("digest", Key, nullable=False),  # of the token that the browser or program holds
    text("kind"),
    text("label"),
    sa.Column("room", Key, nullable=False),  # the visitor that a browser is in the web chat
    flag("complete"),
    instant("made_at"),
    instant("seen_at"),
    instant("proved_at"),
    instant("expires_at"),
    instant("revoked_at", null=True),
    sa.Index("ux_session_digest", "digest", unique=True),
    sa.Index("ix_session_person_id", "person_id", **where(OPEN_SESSION)),
    sa.Index("ix_session_room", "room", **where("room <> ''")),
    sa.Index("ix_session_expires_at", "expires_at"),
)

refresh_token = sa.Table(
    "refresh_token",
    metadata,
    sa.Column("digest", Key, primary_key=True),
    to("session"),  # the family: one that is used twice revokes it
    instant("expires_at"),
    instant("used_at", null=True),
    stamp(),
    sa.Index("ix_refresh_token_session_id", "session_id"),
)

credential = sa.Table(
    "credential",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("login", Key, nullable=False),
    text("password"),  # an Argon2 hash
    text("sealed"),  # the secret of the second factor, encrypted
    flag("second"),
    number("step"),
    data("recovery"),  # digests
    *stamps(),
    sa.Index("ix_credential_login", "login"),
)

social_identity = sa.Table(
    "social_identity",
    metadata,
    sa.Column("provider", Key, primary_key=True),
    sa.Column("subject", Key, primary_key=True),
    to("person"),
    text("email"),
    flag("email_verified"),
    text("name"),
    stamp(),
    sa.Index("ix_social_identity_person_id", "person_id"),
)

lockout = sa.Table(
    "lockout",
    metadata,
    sa.Column("subject", Key, primary_key=True),
    number("wrong"),
    instant("last_at"),
    instant("until", null=True),
    sa.Index("ix_lockout_last_at", "last_at"),
)
