"""The discovery document of the Calendar API, which every request and response is held to."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator, FormatChecker

SHARED = Path(__file__).resolve().parents[4] / "shared" / "specs" / "google" / "calendar.v3.json"
MISSING = "Google's discovery document is not here a second time: what is said is held to the library's only"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

formats = FormatChecker()


@formats.checks("date-time")
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or RFC3339.fullmatch(value) is not None


@formats.checks("int64")
def _is_number(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"-?\d+", value) is not None


@cache
def shipped() -> "Contract":
    """Return the contract that comes with Google's client library."""
    document = files("googleapiclient") / "discovery_cache" / "documents" / "calendar.v3.json"
    return Contract(json.loads(document.read_text(encoding="utf-8")))


class Contract:
    """A discovery document, walked through what is asked and answered."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._methods = list(_methods(document["resources"]))
        self._schemas = {name: _schema(each) for name, each in document["schemas"].items()}

    def faults(
        self, verb: str, path: str, query: Mapping[str, str], asked: Any, answered: Any = None
    ) -> list[str]:
        """Return where an exchange leaves the contract; `path` is still quoted and begins after `/calendar/v3/`, `answered` is the body of a 2xx."""
        method = self._method(verb, path)
        if method is None:
            return [f"there is no method {verb} {path}"]
        return [
            f"{method['id']}: {fault}"
            for fault in (
                *self._in_query(method, query),
                *self._in_body(method.get("request"), asked, patch=verb == "PATCH"),
                *self._in_body(method.get("response"), answered),
                *_missing(method, asked),
            )
        ]

    def _method(self, verb: str, path: str) -> Mapping[str, Any] | None:
        for method in self._methods:
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(method["path"]))
            if method["httpMethod"] == verb and re.fullmatch(pattern, path):
                return method
        return None

    def _in_query(self, method: Mapping[str, Any], query: Mapping[str, str]) -> Iterator[str]:
        known = {**self.document["parameters"], **method.get("parameters", {})}
        for name, value in query.items():
            if name not in known:
                yield f"no parameter {name}"
            elif wrong := _wrong(known[name], value):
                yield f"parameter {name}={value} {wrong}"
        for name, each in method.get("parameters", {}).items():
            if each.get("required") and each["location"] == "query" and name not in query:
                yield f"parameter {name} is missing"

    def _in_body(self, named: Mapping[str, str] | None, body: Any, *, patch: bool = False) -> Iterator[str]:
        if named is None or body is None:
            if body is not None:
                yield "a body where none belongs"
            return
        whole = {"$ref": f"#/$defs/{named['$ref']}", "$defs": self._schemas}
        checked = _without_nulls(body) if patch else body
        for error in Draft202012Validator(whole, format_checker=formats).iter_errors(checked):
            yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:120]}"


def _methods(resources: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for resource in resources.values():
        yield from resource.get("methods", {}).values()
        yield from _methods(resource.get("resources", {}))


def _schema(described: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON Schema; objects are closed, so that invented fields are found."""
    if "$ref" in described:
        return {"$ref": f"#/$defs/{described['$ref']}"}
    found = {key: described[key] for key in ("type", "format", "enum") if key in described}
    if found.get("type") == "any":
        return {}
    if "items" in described:
        found["items"] = _schema(described["items"])
    if "properties" in described:
        found["properties"] = {name: _schema(each) for name, each in described["properties"].items()}
        found["additionalProperties"] = False
    if "additionalProperties" in described:
        found["additionalProperties"] = _schema(described["additionalProperties"])
    return found


def _wrong(parameter: Mapping[str, Any], value: str) -> str:
    if "enum" in parameter and value not in parameter["enum"]:
        return "is none of what is allowed"
    match parameter["type"]:
        case "integer":
            least, most = int(parameter.get("minimum", -(2**31))), int(parameter.get("maximum", 2**31))
            return "" if re.fullmatch(r"-?\d+", value) and least <= int(value) <= most else "is out of range"
        case "boolean":
            return "" if value in {"true", "false"} else "is no boolean"
    if parameter.get("format") == "date-time" and not RFC3339.fullmatch(unquote(value)):
        return "is no instant"
    return ""


def _missing(method: Mapping[str, Any], asked: Any) -> Iterator[str]:
    """Yield what the methods need by Google's own annotations, as far as we use it."""
    if method["id"] == "calendar.events.insert":
        for name in ("start", "end"):
            if name not in (asked or {}):
                yield f"{name} is missing"


def _without_nulls(value: Any) -> Any:
    """Return a patch without what it clears."""
    if isinstance(value, Mapping):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return value
