"""Logs: one JSON object a line on standard error, our own events and those of the libraries alike."""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars
from structlog.stdlib import ProcessorFormatter
from structlog.types import EventDict, Processor, WrappedLogger

__all__ = ["bind_contextvars", "bound_contextvars", "clear_contextvars", "configure"]

PRIVATE = frozenset(
    {"text", "name", "email", "token", "code", "phone", "body", "message", "password", "secret", "answers"}
)
"""Fields that never reach a log: they could hold what people said or who they are."""
KEYS = frozenset({"key", "turn", "lane", "address"})
"""Fields that name a delivery, a row or a talk; parts of them could open a talk to whoever knows them."""
KEPT = 6
"""Characters of an opaque part of a key that are logged: enough to tell two lines of one talk from those of another."""
QUIET = ("aiosqlite", "apscheduler.executors", "apscheduler.scheduler", "asyncio", "alembic.runtime")
"""Libraries that chatter at `info`."""

SILENT = ("telegram", "httpx", "httpcore", "caldav", "niquests", "urllib3", "googleapiclient", "google")
"""Libraries that log what was said, or addresses that hold a token or say whose a calendar is."""

_OPAQUE = re.compile(r"[A-Za-z0-9_-]{16,}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MAIL = re.compile(r"""[^\s@:|/<>"'(),;=]+@[^\s@:|/<>"'(),;]+""")
_PHONE = re.compile(r"(\+[1-9]\d)\d{5,13}")
"""A telephone number (E.164), which names a talk on some networks; its country's code may stay."""
_ROW = re.compile(r"^DETAIL: .*?(?=^\[SQL|^\(Background|^The above|^HINT: |^Traceback|\Z)", re.M | re.S)
"""Where PostgreSQL repeats the values of a row that it refuses."""


def without_private(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop private fields of an event, also inside nested mappings."""
    return {key: _clean(value) for key, value in event.items() if key not in PRIVATE}


def masked(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask e-mail addresses, telephone numbers and the values of refused rows in every field, and shorten the opaque parts of keys."""
    return {name: value if name.startswith("_") else _masked(name, value) for name, value in event.items()}


def configure(level: str = "info", style: str = "json") -> None:
    """Send everything that is logged from `level` up to standard error, as `json` or as `text` for people."""
    shared = _shared()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ProcessorFormatter(foreign_pre_chain=shared, processors=_last(style)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.format_exc_info,
        without_private,
        masked,
    ]


def _last(style: str) -> list[Processor]:
    drawn: Processor = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if style == "text":
        drawn = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,  # the others print local variables
        )
    return [ProcessorFormatter.remove_processors_meta, drawn]


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items() if key not in PRIVATE}
    return value


def _masked(name: str, value: Any) -> Any:
    match value:
        case str():
            plain = _PHONE.sub(r"\1…", _ROW.sub("DETAIL: …\n", _MAIL.sub("…@…", value)))
            return _OPAQUE.sub(_shortened, plain) if name in KEYS else plain
        case Mapping():
            return {inner: _masked(inner, each) for inner, each in value.items()}
        case bool() | int() | float() | None:
            return value
        case list() | tuple() | set() | frozenset():
            return [_masked(name, each) for each in value]
        case _:
            return _masked(name, str(value))


def _shortened(part: re.Match[str]) -> str:
    return part[0] if _UUID.fullmatch(part[0]) else f"{part[0][:KEPT]}…"
