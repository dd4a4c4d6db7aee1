"""The published description of the Bot API (methods, types), walked through what is asked, answered and delivered."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).resolve().parents[4] / "shared" / "specs" / "telegram" / "api.json"
MISSING = "the description of the Bot API is not here: what is said is not held to it"
PLAIN: Mapping[str, type | tuple[type, ...]] = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "True": bool,
    "Float": (int, float),
}


@lru_cache(maxsize=1)
def spec() -> Mapping[str, Any] | None:
    """Return the description, None where it is not."""
    return json.loads(SPEC.read_text(encoding="utf-8")) if SPEC.is_file() else None


def faults_in_call(method: str, parameters: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a call; nothing where there is no description."""
    known = spec()
    if known is None:
        return []
    if method not in known["methods"]:
        return [f"{method}: no such method"]
    return list(_of_fields(known["methods"][method].get("fields", []), parameters, method))


def faults_in_answer(method: str, result: Any) -> list[str]:
    """Return what is wrong with an answer."""
    known = spec()
    return list(_of_any(known["methods"][method]["returns"], result, f"{method}:result")) if known else []


def faults_in(kind: str, value: Any) -> list[str]:
    """Return what is wrong with a value of a type such as `Update`."""
    return list(_of(kind, value, kind)) if spec() else []


def _of_any(kinds: list[str], value: Any, path: str) -> list[str]:
    """Return the faults by the kind that fits best."""
    found = [list(_of(kind, value, path)) for kind in kinds]
    return min(found, key=len)


def _of(kind: str, value: Any, path: str) -> Iterator[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{path}: not a list"
            return
        for index, each in enumerate(value):
            yield from _of(kind.removeprefix("Array of "), each, f"{path}[{index}]")
    elif kind in PLAIN:
        odd = isinstance(value, bool) and kind in ("Integer", "Float")
        if odd or not isinstance(value, PLAIN[kind]):
            yield f"{path}: {type(value).__name__} is no {kind}"
    elif kind != "InputFile":
        yield from _of_type(kind, value, path)


def _of_type(kind: str, value: Any, path: str) -> Iterator[str]:
    known = spec() or {}
    described = known["types"][kind]
    if described.get("subtypes"):
        yield from _of_any(described["subtypes"], value, path)
    elif not isinstance(value, Mapping):
        yield f"{path}: not an object"
    else:
        yield from _of_fields(described.get("fields", []), value, path)


def _of_fields(fields: list[Mapping[str, Any]], value: Mapping[str, Any], path: str) -> Iterator[str]:
    named = {each["name"]: each for each in fields}
    for name, field in named.items():
        if field["required"] and name not in value:
            yield f"{path}.{name}: missing"
    for name, each in value.items():
        if name not in named:
            yield f"{path}.{name}: no such field"
            continue
        yield from _of_any(named[name]["types"], each, f"{path}.{name}")
        yield from _too_long(named[name], each, f"{path}.{name}")


def _too_long(field: Mapping[str, Any], value: Any, path: str) -> Iterator[str]:
    """Yield where a text leaves the lengths that the description of a field names."""
    named = re.search(r"(\d+)-(\d+) (characters|bytes)", field["description"])
    if named is None or not isinstance(value, str):
        return
    length = len(value.encode()) if named[3] == "bytes" else len(value.encode("utf-16-le")) // 2
    if not int(named[1]) <= length <= int(named[2]):
        yield f"{path}: {length} {named[3]}"
