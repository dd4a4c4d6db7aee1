"""Reads the command line and runs one command."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from bot.settings import SettingsError

COMMANDS = {
    "serve": "serve the pages and channels, and do the jobs too unless told otherwise",
    "work": "do the jobs only: deliver, remind, sweep",
    "migrate": "bring the database to the newest form, or back to an earlier one",
    "heal": "put bookings right that new zone data have moved away from their local time",
    "rotate-keys": "seal every kept token with the newest key, so that older ones can be given up",
    "chat": "talk in the terminal, as a host or as an invitee",
    "read": "show what the reader understands in a message, in words or as data",
    "rehearse": "play transcript files through the whole stack and show the difference",
    "whatsapp": "create and check the texts that WhatsApp has to approve",
    "doctor": "check configuration, database and surroundings, and say how to mend them",
}
"""Each has a module of its name here (with _ for -), with `arguments(parser)` and `run(options)`; only the chosen one is imported."""
INTERRUPTED = 130
"""Exit code of a program that was stopped with Ctrl-C, as shells know it."""


def run(arguments: Sequence[str]) -> int:
    """Run a command; return its exit code: 0 well, 1 not, 2 not understood, 130 interrupted."""
    options = _parser(arguments).parse_args(arguments)
    try:
        return int(_module(options.command).run(options))
    except SettingsError as error:
        print("The configuration cannot be used:", *error.faults, sep="\n  ", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has gone; nothing may be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser that knows all commands, and the options of the one that is named."""
    named = next((each for each in arguments if not each.startswith("-")), None)
    parser = argparse.ArgumentParser(prog="parley", description="Scheduling by talking.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=f"{summary.capitalize()}.")
        if name == named:
            _module(name).arguments(command)
    return parser


def _module(name: str) -> ModuleType:
    """Load a command. What is loaded stays, so nobody looks for garbage in it: neither now, which takes a quarter of the start, nor later."""
    gc.disable()
    try:
        return import_module(f"bot.cli.{name.replace('-', '_')}")
    finally:
        gc.freeze()
        gc.enable()
