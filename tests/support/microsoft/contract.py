"""Holds requests and answers to Graph's own published model (CSDL), where it lies on this machine."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[4] / "shared" / "specs" / "msgraph" / "v1.0-Prod.csdl"
WHY_NOT = "Graph's published model is not on this machine"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
PRIMITIVES: Mapping[str, Any] = {
    "Edm.Boolean": lambda value: isinstance(value, bool),
    "Edm.Int32": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Edm.String": lambda value: isinstance(value, str),
    "Edm.Guid": lambda value: bool(
        re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", str(value))
    ),
    "Edm.DateTimeOffset": lambda value: bool(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", str(value))
    ),
}


class Broken(AssertionError):
    """What was sent, or answered, is not what Graph's model says."""


@dataclass
class Shape:
    """A structured type."""

    base: str
    properties: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    """Navigation properties."""


@dataclass
class Model:
    """All types, what can be called on them, and where one begins."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    enums: dict[str, set[str]] = field(default_factory=dict)
    calls: dict[tuple[str, str], str] = field(default_factory=dict)
    """What a function or action returns, by what it is bound to and its name."""
    roots: dict[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[dict[str, str], dict[str, str]]:
        """Return properties and navigation properties of a type, with those of what it is based on."""
        shape = self.shapes[kind]
        properties, ways = self.of(shape.base) if shape.base else ({}, {})
        return properties | shape.properties, ways | shape.ways


def is_here() -> bool:
    """Whether the model can be read."""
    return FILE.is_file()


def check(kind: str, value: Any) -> None:
    """Hold a value to a type such as `graph.event`; raise Broken."""
    if is_here() and (found := list(faults(kind, value))):
        raise Broken("; ".join(found[:3]))


def check_path(path: str, query: Mapping[str, str]) -> str:
    """Hold a path and what is selected to the model; return the type of what is there, raise Broken."""
    if not is_here():
        return ""
    kind = _walk([each for each in path.split("/") if each])
    single = _single(kind)
    if single in model().shapes:
        properties, ways = model().of(single)
        for name in _named(query):
            if name not in properties and name not in ways:
                raise Broken(f"{single} has no {name}")
    return kind


def faults(kind: str, value: Any, where: str = "") -> Iterator[str]:
    """Yield what is wrong with a value."""
    if value is None:
        return
    if kind.startswith("Collection("):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for index, each in enumerate(value):
            yield from faults(_single(kind), each, f"{where}/{index}")
    elif kind in PRIMITIVES:
        if not PRIMITIVES[kind](value):
            yield f"{where} is no {kind}"
    elif kind in model().enums:
        if unknown := set(str(value).split(",")) - model().enums[kind]:
            yield f"{where} cannot be {sorted(unknown)}"
    elif kind in model().shapes:
        yield from _structure(kind, value, where)
    else:
        yield f"{where} is of an unknown type {kind}"


def _structure(kind: str, value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{where} is no object"
        return
    properties, ways = model().of(kind)
    for name, each in value.items():
        if "@" in name:
            continue
        if name not in properties and name not in ways:
            yield f"{where}/{name} is not in {kind}"
        else:
            yield from faults((properties | ways)[name], each, f"{where}/{name}")


def _walk(steps: list[str]) -> str:
    """Return the type of what a path leads to."""
    kind = model().roots.get(steps[0])
    if kind is None:
        raise Broken(f"one cannot begin at {steps[0]}")
    for step in steps[1:]:
        kind = _step(kind, step)
    return kind


def _step(kind: str, step: str) -> str:
    if (kind, step) in model().calls:
        return model().calls[kind, step]
    if kind.startswith("Collection("):
        return _single(kind)  # the step is an id
    ways = model().of(kind)[1]
    if step not in ways:
        raise Broken(f"{kind} does not lead to {step}")
    return ways[step]


def _single(kind: str) -> str:
    return kind.removeprefix("Collection(").removesuffix(")")


def _named(query: Mapping[str, str]) -> Iterator[str]:
    """Yield the properties that a query names."""
    yield from filter(None, query.get("$select", "").split(","))
    yield from (each.split(" ")[0] for each in query.get("$orderby", "").split(",") if each)
    if "$expand" in query:
        yield query["$expand"].partition("(")[0]


@lru_cache(maxsize=1)
def model() -> Model:
    """Read the model."""
    found = Model()
    text = (
        FILE.read_text(encoding="utf-8").replace('"microsoft.graph.', '"graph.').replace("(microsoft.", "(")
    )
    for schema in ET.fromstring(text).iter(f"{EDM}Schema"):
        prefix = schema.get("Alias") or schema.get("Namespace")
        for each in schema:
            _take(found, each, f"{prefix}.{each.get('Name')}")
    return found


def _take(found: Model, each: ET.Element, name: str) -> None:
    match each.tag.removeprefix(EDM):
        case "EntityType" | "ComplexType":
            found.shapes[name] = Shape(
                each.get("BaseType", ""), _listed(each, "Property"), _listed(each, "NavigationProperty")
            )
        case "EnumType":
            found.enums[name] = {member.get("Name", "") for member in each.findall(f"{EDM}Member")}
        case "Function" | "Action":
            bound, returned = each.find(f"{EDM}Parameter"), each.find(f"{EDM}ReturnType")
            if bound is not None:
                kind = "" if returned is None else returned.get("Type", "")
                found.calls[bound.get("Type", ""), each.get("Name", "")] = kind
        case "EntityContainer":
            found.roots |= {
                one.get("Name", ""): one.get("Type", "") for one in each.findall(f"{EDM}Singleton")
            }
            for one in each.findall(f"{EDM}EntitySet"):
                found.roots[one.get("Name", "")] = f"Collection({one.get('EntityType')})"


def _listed(each: ET.Element, tag: str) -> dict[str, str]:
    return {one.get("Name", ""): one.get("Type", "") for one in each.findall(f"{EDM}{tag}")}
