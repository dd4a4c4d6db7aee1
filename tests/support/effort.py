"""How much work something is, told in calls or lines: the same on a fast machine and on a slow one."""

import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def calls(work: Callable[[], Any]) -> int:
    """Return how many functions, Python's and built-in ones, are called while `work` runs."""
    return _profiled(work, lambda event, _called: event in ("call", "c_call"))


def expressions(work: Callable[[], Any]) -> int:
    """Return how often a regular expression is tried while `work` runs."""
    return _profiled(
        work,
        lambda event, called: event == "c_call" and isinstance(getattr(called, "__self__", None), re.Pattern),
    )


def lines(work: Callable[[], Any]) -> int:
    """Return how many lines of Python run while `work` runs."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def _profiled(work: Callable[[], Any], counts: Callable[[str, Any], bool]) -> int:
    """Return how many of the profiler's events count while `work` runs."""
    count = 0

    def note(_frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += counts(event, argument)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
