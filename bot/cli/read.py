"""Show what the reader understands in a message, in plain words or as data."""

import argparse
import json
import sys

from bot.cli.kinds import instant, zone_name
from bot.nlu.adapter import answer_line, describe, plainly
from bot.outside import SystemClock
from bot.understood import Hearing
from core.hours import OFFICE_HOURS


def arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument("text", nargs="?", help="the message; without it, standard input is read")
    parser.add_argument(
        "--jsonl", action="store_true", help="filter: one JSON object a line in, one a line out"
    )
    parser.add_argument("--json", action="store_true", help="print the whole reading as JSON")
    parser.add_argument(
        "--zone", type=zone_name, default="UTC", help="the speaker's time zone (default: UTC)"
    )
    parser.add_argument("--locale", default="en", help="the speaker's language (default: en)")
    parser.add_argument("--now", type=instant, help="pretend that it is this instant (ISO 8601 with offset)")


def run(options: argparse.Namespace) -> int:
    """Read one message, or a stream of them; 1 if a line of the stream could not be read."""
    if options.jsonl:
        return _filter()
    text = sys.stdin.read() if options.text is None else options.text
    hearing = Hearing(
        now=options.now or SystemClock().now(),
        zone=options.zone,
        locale=options.locale,
        hours=OFFICE_HOURS,
        hours_zone=options.zone,
    )
    if options.json:
        print(json.dumps(describe(text, hearing), ensure_ascii=False, indent=2))
    else:
        print(plainly(text, hearing))
    return 0


def _filter() -> int:
    worst = 0
    for line in sys.stdin:
        try:
            answer = answer_line(line)
        except ValueError as error:
            worst, answer = 1, json.dumps({"error": str(error)})
        print(answer, flush=True)
    return worst
