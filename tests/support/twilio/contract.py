"""Holds requests and answers to Twilio's published OpenAPI, where it lies on this machine."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "specs" / "twilio"
WHY_NOT = "Twilio's published contract is not on this machine"
FILES = {"2010-04-01": "twilio_api_v2010.json", "v1": "twilio_content_v1.json"}


class Broken(AssertionError):
    """What was sent, or answered, is not what the contract says."""


def is_here() -> bool:
    """Whether the contract can be read."""
    return all((FOLDER / each).is_file() for each in FILES.values())


def check(method: str, path: str, sent: Mapping[str, Any], answer: Any) -> None:
    """Hold a request and its answer to the contract; raise Broken."""
    spec = _spec(path.strip("/").split("/")[0])
    operation = _operation(spec, method, path)
    _check_request(spec, operation, sent)
    content = operation["responses"][str(answer.status)]["content"]["application/json"]["schema"]
    _require(spec, content, _without_nulls(answer.body), "answer")


def _check_request(spec: Mapping[str, Any], operation: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
    if "requestBody" not in operation:
        known = {each["name"] for each in operation.get("parameters", ())}
        if unknown := set(sent) - known:
            raise Broken(f"unknown parameters: {sorted(unknown)}")
        return
    content = operation["requestBody"]["content"]
    (kind, media), *_ = content.items()
    schema = media["schema"]
    if kind == "application/x-www-form-urlencoded" and (unknown := set(sent) - set(schema["properties"])):
        raise Broken(f"unknown fields: {sorted(unknown)}")
    _require(spec, schema, dict(sent), "request")


def _require(spec: Mapping[str, Any], schema: Any, value: Any, what: str) -> None:
    whole = {**_plain(schema), "components": _components(spec["info"]["title"])}
    errors = [
        f"{'/'.join(map(str, each.path))}: {each.message[:200]}"
        for each in Draft7Validator(whole).iter_errors(value)
    ]
    if errors:
        raise Broken(f"{what}: {errors[:3]}")


@lru_cache(maxsize=4)
def _spec(version: str) -> Mapping[str, Any]:
    return json.loads((FOLDER / FILES[version]).read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _components(title: str) -> Mapping[str, Any]:
    spec = next(each for each in map(_spec, FILES) if each["info"]["title"] == title)
    return _plain(spec["components"])


def _operation(spec: Mapping[str, Any], method: str, path: str) -> Mapping[str, Any]:
    for template, operations in spec["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in operations:
            return operations[method.lower()]
    raise Broken(f"there is no {method} {path}")


def _plain(schema: Any) -> Any:
    """Return an OpenAPI schema as JSON Schema: `nullable` is dropped, for nulls are taken out of answers."""
    if isinstance(schema, Mapping):
        return {key: _plain(value) for key, value in schema.items() if key not in ("nullable", "format")}
    return [_plain(each) for each in schema] if isinstance(schema, list) else schema


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value
