"""The columns of which tables are made, and what gathers the tables."""

from typing import Any

import sqlalchemy as sa

from storage.dialects import database_now, next_position
from storage.types import Instant, Words

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
metadata = sa.MetaData(naming_convention=NAMES)


def ident() -> sa.Column[Any]:
    """Return the column of a row's own id, its primary key."""
    return sa.Column("id", sa.Uuid, primary_key=True)


def some_id(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a column of ids that refer to no row."""
    return sa.Column(name, sa.Uuid, nullable=null)


def to(target: str, *, null: bool = False, name: str = "") -> sa.Column[Any]:
    """Return a reference to the id of another table; its column is named after that table unless told otherwise."""
    return sa.Column(name or f"{target}_id", sa.Uuid, sa.ForeignKey(f"{target}.id"), nullable=null)


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    """Return a column of text."""
    return sa.Column(name, Words, nullable=null)


def instant(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a column of instants, UTC."""
    return sa.Column(name, Instant, nullable=null)


def number(name: str) -> sa.Column[int]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer, nullable=False)


def flag(name: str) -> sa.Column[bool]:
    """Return a column of truths."""
    return sa.Column(name, sa.Boolean, nullable=False)


def data(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a column of JSON."""
    # `json`, not `jsonb`: it keeps the order of keys and every character that a person can send.
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=null)


def invitee() -> tuple[sa.Column[Any], ...]:
    """Return who booked, or waits for a seat."""
    return (
        to("person", null=True),
        text("invitee_name"),
        text("invitee_email", null=True),
        text("invitee_phone", null=True),
        text("invitee_zone"),
        text("invitee_locale"),
    )


def stamps() -> tuple[sa.Column[Any], ...]:
    """Return when a row was made and changed, and its version."""
    return instant("created_at"), instant("updated_at"), number("version")


def stamp() -> sa.Column[Any]:
    """Return when a row was made, by the database's own time."""
    return sa.Column("created_at", Instant, nullable=False, default=database_now())


def position() -> sa.Column[int]:
    """Return the column that numbers rows in the order in which they came."""
    return sa.Column("position", sa.BigInteger, nullable=False, default=next_position())


def where(condition: str) -> dict[str, Any]:
    """Return what makes an index partial, on both engines."""
    return {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(condition)}
