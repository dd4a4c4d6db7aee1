"""Everything that can be asked or done has somebody who answers or does it."""

from typing import get_args

from core.commands import Command
from core.queries import Query
from core.usecases import COMMANDS, QUERIES


def test_every_command_has_its_use_case() -> None:
    assert set(COMMANDS) == set(get_args(Command))


def test_every_query_has_its_answer() -> None:
    assert set(QUERIES) == set(get_args(Query))
