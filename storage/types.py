"""Column types that mean the same on SQLite and on PostgreSQL."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from core.interval import utc

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_CHARACTER = "\U0010ffff"
"""What no key goes beyond that begins as another ends."""
MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return an aware instant as microseconds since 1970, exactly; raise ValueError for a naive one."""
    return (utc(moment) - EPOCH) // MICROSECOND


def moment(count: int) -> datetime:
    """Return the UTC instant that many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=count)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: `timestamptz` on PostgreSQL, whole microseconds since 1970 on SQLite (sortable, exact)."""

    impl = sa.BigInteger
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return sa.TIMESTAMP(timezone=True)
        return sa.BigInteger()

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return utc(value) if dialect.name == "postgresql" else micros(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return moment(value) if isinstance(value, int) else value


class Words(TypeDecorator[str]):
    """Text from anywhere: NUL and half surrogate pairs, which no database keeps, become U+FFFD."""

    impl = sa.Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Key(Words):
    """An exact key: compared byte by byte, so that its prefixes are ranges of an index."""

    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return sa.Text(collation="C")
        return sa.Text()


class Ids(TypeDecorator[Sequence[UUID]]):
    """Any number of ids as one parameter: an array on PostgreSQL, a list in JSON on SQLite.

    An array of texts, since asyncpg would have to ask the server what an array of ids is, once in each connection.
    """

    impl = sa.Text
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return sa.ARRAY(sa.Text())
        return sa.Text()

    @override
    def process_bind_param(self, value: Sequence[UUID] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return [str(each) for each in value]
        return json.dumps([each.hex for each in value])


class Keys(TypeDecorator[Sequence[str]]):
    """Any number of exact keys as one parameter, as `Ids` are."""

    impl = sa.Text
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return sa.ARRAY(sa.Text())
        return sa.Text()

    @override
    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        kept = [storable(each) for each in value]
        return kept if dialect.name == "postgresql" else json.dumps(kept)


def storable(text: str) -> str:
    """Return the text with every character that a database cannot keep replaced by U+FFFD."""
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "\ufffd")
