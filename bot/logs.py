"""Logs: one JSON object a line on standard error, our own events and those of the libraries alike."""

import logging
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
QUIET = ("aiosqlite", "apscheduler.executors", "apscheduler.scheduler", "asyncio", "alembic.runtime")
"""Libraries that chatter at `info`."""


def without_private(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop private fields of an event, also inside nested mappings."""
    return {key: _clean(value) for key, value in event.items() if key not in PRIVATE}


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


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.format_exc_info,
        without_private,
    ]


def _last(style: str) -> list[Processor]:
    drawn: Processor = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if style == "text":
        drawn = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return [ProcessorFormatter.remove_processors_meta, drawn]


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _clean(each) for key, each in value.items() if key not in PRIVATE}
    return value
