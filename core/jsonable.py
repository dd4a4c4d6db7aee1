"""Turn values of core into JSON-able snapshots and back (audit trail, outbox, conversation memory)."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")


def dump(value: Any) -> Any:
    """Return a JSON-able form: dataclasses become objects, instants ISO 8601, ids strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: dump(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): dump(each) for key, each in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [dump(each) for each in value]
    return value


def load(kind: type[T], data: Any) -> T:
    """Rebuild a value of `kind` from its dump; raise ValueError or TypeError if it does not fit."""
    result: T = _load(kind, data)
    return result


def _load(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        return _load_union(kind, data)
    if origin is tuple:
        return _load_tuple(get_args(kind), data)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict(data)
    if is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{k: _load(hints[k], v) for k, v in data.items() if k in hints})  # type: ignore[operator]
    return _load_plain(kind, data)


def _load_union(kind: Any, data: Any) -> Any:
    if data is None:
        return None
    (only,) = (each for each in get_args(kind) if each is not NoneType)
    return _load(only, data)


def _load_tuple(args: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_load(args[0], each) for each in data)
    return tuple(_load(arg, each) for arg, each in zip(args, data, strict=True))


def _load_plain(kind: Any, data: Any) -> Any:
    if kind in (datetime, date):
        return kind.fromisoformat(data)
    if isinstance(kind, type) and issubclass(kind, StrEnum | UUID):
        return kind(data)
    return data


@lru_cache(maxsize=128)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
