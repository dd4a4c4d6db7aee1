"""What Slack takes: slack_sdk's own validators walked through a payload, and what they do not see; the published schemas where they lie."""

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs" / "slack"
MOST_BLOCKS, MOST_TEXT = 50, 40_000


def faults_in_message(arguments: Mapping[str, Any]) -> str:
    """Return the error with which Slack refuses a message; empty if it takes it."""
    text, blocks = arguments.get("text", ""), arguments.get("blocks", ())
    if not text and not blocks:
        return "no_text"
    if len(text) > MOST_TEXT:
        return "msg_too_long"
    if len(blocks) > MOST_BLOCKS:
        return "msg_blocks_too_long"
    return "invalid_blocks" if any(faults_in_blocks(blocks)) else ""


def faults_in_view(view: Mapping[str, Any]) -> str:
    """Return the error with which Slack refuses a view; empty if it takes it."""
    shown = {key: value for key, value in view.items() if key != "private_metadata" or value}
    wrong = [*faults_in_blocks(view.get("blocks", ())), *_walk(View(**shown))]
    if view.get("type") == "modal" and "title" not in view:
        wrong.append("no title")
    if (
        any(each["type"] == "input" for each in view["blocks"])
        and "submit" not in view
        and view["type"] == "modal"
    ):
        wrong.append("no submit")
    return "invalid_arguments" if wrong else ""


def faults_in_blocks(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with blocks."""
    names = [each["block_id"] for each in blocks if each.get("block_id")]
    if len(names) != len(set(names)):
        yield "a block_id twice"
    for index, block in enumerate(blocks):
        yield from (f"{index}: {fault}" for fault in _block(block))


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    with warnings.catch_warnings(record=True):
        parsed = Block.parse(dict(block))
    if parsed is None or type(parsed) is Block:
        yield f"no such block: {block.get('type')}"
        return
    yield from _walk(parsed)
    acted = [each.get("action_id") for each in block.get("elements", ())]
    if len(acted) != len(set(acted)):
        yield "an action_id twice"
    text = block.get("text")
    if block["type"] == "section" and text is not None and not text["text"]:
        yield "an empty text"


def _walk(node: Any) -> Iterator[str]:
    if isinstance(node, JsonObject):
        try:
            node.validate_json()
        except SlackObjectFormationError as error:
            yield f"{type(node).__name__}: {error}"
        for value in vars(node).values():
            yield from _walk(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _walk(value)


@lru_cache(maxsize=16)
def _schema(kind: str) -> Any:
    import jsonschema  # type: ignore[import-untyped]

    return jsonschema.Draft7Validator(json.loads((SPECS / f"types_{kind}.schema.json").read_text()))


def published(kind: str, payload: Any) -> list[str]:
    """Return where a payload leaves the published schema `kind` (`Blocks`, `Event`, `ChatPostMessageArguments`, …)."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:160]}"
        for error in _schema(kind).iter_errors(json.loads(json.dumps(payload)))
    ]
