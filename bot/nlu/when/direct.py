"""Enumerations whose members are looked up as quickly as any attribute."""

from enum import StrEnum
from typing import TypeVar, cast

Members = TypeVar("Members", bound=StrEnum)


def direct(named: type[Members]) -> type[Members]:
    """Return a class that has the members of an enumeration as plain attributes, and makes them of their values.

    In Python 3.11 to name a member of an enumeration takes ten times as long as to name an attribute, for its metaclass has a
    `__getattr__` (3.12 has none); the grammar names hundreds of them for each message. It cannot be asked with `isinstance`.
    """

    def of_value(_: type, value: str) -> Members:
        return named(value)

    made = type(
        named.__name__, (), {**named.__members__, "__members__": named.__members__, "__new__": of_value}
    )
    return cast("type[Members]", made)
