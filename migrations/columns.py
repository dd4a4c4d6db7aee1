"""Words in which the migrations describe tables. What a step has used never changes its meaning afterwards."""

from typing import Any

import sqlalchemy as sa
from alembic import op

INSTANT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
"""On SQLite microseconds since 1970."""
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Compared byte by byte."""
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")

Column = sa.Column[Any]


def table(name: str, *parts: Any) -> None:
    """Create a table; its primary key is `id` unless another is given."""
    keyed = any(isinstance(part, sa.PrimaryKeyConstraint) for part in parts)
    default = () if keyed else (sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),)
    op.create_table(name, *parts, *default)


def primary_key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """Return a primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def ident(name: str = "id", *, null: bool = False) -> Column:
    """Return a column of UUIDs."""
    return sa.Column(name, sa.Uuid(), nullable=null)


def reference(
    table: str, target: str, column: str = "", *, gone: str | None = None
) -> sa.ForeignKeyConstraint:
    """Return a foreign key to the `id` of another table; `gone` is what its deletion does."""
    column = column or f"{target}_id"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=gone)


def texts(*names: str, null: bool = False) -> tuple[Column, ...]:
    """Return columns of text."""
    return tuple(sa.Column(name, sa.Text(), nullable=null) for name in names)


def key(name: str, *, null: bool = False) -> Column:
    """Return a column of exact keys."""
    return sa.Column(name, KEY, nullable=null)


def instants(*names: str, null: bool = False) -> tuple[Column, ...]:
    """Return columns of instants, UTC."""
    return tuple(sa.Column(name, INSTANT, nullable=null) for name in names)


def numbers(*names: str) -> tuple[Column, ...]:
    """Return columns of whole numbers."""
    return tuple(sa.Column(name, sa.Integer(), nullable=False) for name in names)


def flags(*names: str) -> tuple[Column, ...]:
    """Return columns of truths."""
    return tuple(sa.Column(name, sa.Boolean(), nullable=False) for name in names)


def jsons(*names: str, null: bool = False) -> tuple[Column, ...]:
    """Return columns of JSON."""
    return tuple(sa.Column(name, sa.JSON(), nullable=null) for name in names)


def invitee() -> tuple[Column, ...]:
    """Return who booked, or waits for a seat."""
    return (
        ident("person_id", null=True),
        *texts("invitee_name"),
        *texts("invitee_email", "invitee_phone", null=True),
        *texts("invitee_zone", "invitee_locale"),
    )


def stamps() -> tuple[Column, ...]:
    """Return when a row was made and changed, and its version."""
    return *instants("created_at", "updated_at"), *numbers("version")


def position() -> Column:
    """Return the column that numbers rows in the order in which they came."""
    return sa.Column("position", sa.BigInteger(), nullable=False)


def span(table: str) -> sa.CheckConstraint:
    """Return the condition that a stretch of time is not empty."""
    return sa.CheckConstraint("starts < ends", name=f"ck_{table}_span")


def index(name: str, table: str, *columns: str, where: str = "") -> None:
    """Create an index, unique if its name begins with `ux_`, partial if a condition is given."""
    condition = sa.text(where) if where else None
    unique = name.startswith("ux_")
    op.create_index(
        name, table, list(columns), unique=unique, postgresql_where=condition, sqlite_where=condition
    )
