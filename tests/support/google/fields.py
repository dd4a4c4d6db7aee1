"""Partial answers: the `fields` of a request, as Google reads them (`a,b(c,d),e/f`)."""

from collections.abc import Iterator
from typing import Any

Mask = dict[str, "Mask"]


def masked(value: Any, fields: str) -> Any:
    """Return what a mask lets through."""
    return _through(value, parse(fields))


def parse(fields: str) -> Mask:
    """Return a mask as a tree; an empty branch lets all of it through."""
    found: Mask = {}
    for each in _split(fields):
        name, _, rest = each.partition("(")
        head, *path = name.split("/")
        inner = parse(rest.removesuffix(")")) if rest else {}
        for step in reversed(path):
            inner = {step: inner}
        found[head] = inner
    return found


def _split(fields: str) -> Iterator[str]:
    depth, part = 0, ""
    for sign in fields:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            yield part
            part = ""
        else:
            part += sign
    yield part


def _through(value: Any, mask: Mask) -> Any:
    if isinstance(value, list):
        return [_through(each, mask) for each in value]
    if not mask or not isinstance(value, dict):
        return value
    return {name: _through(value[name], inner) for name, inner in mask.items() if name in value}
