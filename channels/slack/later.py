"""Work that is done after a request was acknowledged."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from core.errors import Fault

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Later:
    """Does what need not be done before an acknowledgement, and what may be lost with the process."""

    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __call__(self, work: Coroutine[Any, Any, object]) -> None:
        """Begin the work; return at once."""
        task = asyncio.create_task(self._do(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Fault as fault:
            log.warning("slack_work_failed", error=type(fault).__name__)
        except Exception as error:  # nobody else would hear of it
            log.exception("slack_work_failed", error=type(error).__name__)

    async def done(self) -> None:
        """Wait until all is done that was begun."""
        while self._tasks:
            await asyncio.gather(*self._tasks)
