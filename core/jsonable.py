"""Turn values of core into JSON-able snapshots and back (audit trail, outbox, conversation memory).

How a type is turned is worked out once and remembered, for every turn of a talk does it many times.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

T = TypeVar("T")

Turn = Callable[[Any], Any]


def dump(value: Any) -> Any:
    """Return a JSON-able form: dataclasses become objects, instants ISO 8601, ids strings, sets sorted lists."""
    kind: Any = type(value)
    turn = _dumper(kind)
    return turn(value) if turn else value


def load(kind: type[T], data: Any) -> T:
    """Rebuild a value of `kind` from its dump; raise ValueError or TypeError if it does not fit."""
    wanted: Any = kind
    turn = _loader(wanted)
    result: T = turn(data) if turn else data
    return result


@lru_cache(maxsize=512)
def _dumper(kind: type) -> Turn | None:
    """Return how values of a type are dumped; None if they are JSON-able as they are."""
    if is_dataclass(kind):
        return _dump_fields(tuple(each.name for each in fields(kind) if each.init))
    for base, turn in _DUMPERS:
        if issubclass(kind, base):
            return turn
    return None


def _dump_fields(names: tuple[str, ...]) -> Turn:
    def turn(value: Any) -> dict[str, Any]:
        found = {}
        for name in names:
            each = getattr(value, name)
            inner = _dumper(each.__class__)
            found[name] = inner(each) if inner else each
        return found

    return turn


def _dump_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): dump(each) for key, each in value.items()}


def _dump_items(value: Iterable[Any]) -> list[Any]:
    return [dump(each) for each in value]


_DUMPERS: tuple[tuple[Any, Turn], ...] = (
    (StrEnum, str.__str__),
    (UUID, str),
    (date, lambda value: value.isoformat()),
    (Mapping, _dump_mapping),
    ((tuple, list), _dump_items),
    ((frozenset, set), lambda value: sorted(_dump_items(value))),
)


@lru_cache(maxsize=512)
def _loader(kind: Any) -> Turn | None:
    """Return how values of a type are rebuilt; None if their dump is the value itself."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return _load_optional(args)
    if origin is tuple:
        return _load_tuple(args)
    if origin is frozenset:
        return _load_each(frozenset, args[0])
    if is_dataclass(kind):
        return _load_fields(kind)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict
    return _load_plain(kind)


def _load_plain(kind: Any) -> Turn | None:
    if kind in (datetime, date):
        parse: Turn = kind.fromisoformat
        return parse
    if isinstance(kind, type) and issubclass(kind, StrEnum | UUID):
        return kind
    return None


def _load_optional(args: tuple[Any, ...]) -> Turn | None:
    (only,) = (each for each in args if each is not NoneType)
    inner = _loader(only)
    if inner is None:
        return None
    return lambda data: None if data is None else inner(data)


def _load_tuple(args: tuple[Any, ...]) -> Turn:
    if len(args) == 2 and args[1] is Ellipsis:
        return _load_each(tuple, args[0])
    inners = [_loader(arg) for arg in args]
    return lambda data: tuple(
        inner(each) if inner else each for inner, each in zip(inners, data, strict=True)
    )


def _load_each(make: Turn, kind: Any) -> Turn:
    inner = _loader(kind)
    if inner is None:
        return make
    return lambda data: make([inner(each) for each in data])


def _load_fields(kind: Any) -> Turn:
    """Return how a dataclass is rebuilt: unknown keys are passed over, missing ones take their default."""
    hints = get_type_hints(kind)
    turns = {each.name: _loader(hints[each.name]) for each in fields(kind) if each.init}

    def turn(data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise TypeError(f"not a dump of {kind.__name__}")
        known = {}
        for name, each in data.items():
            if name in turns:
                inner = turns[name]
                known[name] = inner(each) if inner else each
        return kind(**known)

    return turn
