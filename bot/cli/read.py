"""Show what the reader understands in a message, as JSON."""

import argparse
import json
import sys
from datetime import datetime

from bot.nlu.adapter import answer_line, describe
from bot.outside import SystemClock
from core.interval import utc


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument("text", nargs="?", help="the message; without it, standard input is read")
    parser.add_argument(
        "--jsonl", action="store_true", help="filter: one JSON object a line in, one a line out"
    )
    parser.add_argument("--zone", default="UTC", help="the speaker's time zone (default: UTC)")
    parser.add_argument("--locale", default="en", help="the speaker's language (default: en)")
    parser.add_argument("--now", type=_instant, help="pretend that it is this instant (ISO 8601)")


def run(options: argparse.Namespace) -> int:
    """Read one message, or a stream of them."""
    if options.jsonl:
        return _filter()
    text = sys.stdin.read() if options.text is None else options.text
    now = options.now or SystemClock().now()
    print(
        json.dumps(
            describe(text, now=now, zone=options.zone, locale=options.locale), ensure_ascii=False, indent=2
        )
    )
    return 0


def _instant(text: str) -> datetime:
    return utc(datetime.fromisoformat(text))


def _filter() -> int:
    for line in sys.stdin:
        print(answer_line(line), flush=True)
    return 0
