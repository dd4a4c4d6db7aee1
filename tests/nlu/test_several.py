"""What hosts say about several people: teams, shared event types, common free time, polls, waiting lists."""

from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

import pytest

from bot.nlu import read
from bot.nlu.colleagues import colleagues
from bot.together import Ask, Together
from bot.understood import Asked
from tests.nlu.scene import HEARING, HOST, cases
from tests.support.effort import calls

TITLES = ("Intro call", "intro", "Coaching session", "coaching", "Demo", "demo", "Yoga", "yoga")
OWNER = replace(HOST, event_titles=TITLES)


def _said(together: Together | None) -> dict[str, Any]:
    if together is None:
        return {}
    empty = Together(ask=together.ask)
    told = {f.name: getattr(together, f.name) for f in fields(together)}
    return {
        name: _plain(value) for name, value in told.items() if name == "ask" or value != getattr(empty, name)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, StrEnum) else value


@pytest.mark.parametrize("case", cases("together"), ids=lambda case: case["say"])
def test_hosts_talk_about_several_people(case: dict[str, Any]) -> None:
    """Each sentence means what stands beside it, and nothing else."""
    expected = {name: value for name, value in case.items() if name != "say"}
    assert _said(read(case["say"], OWNER).together) == expected


@pytest.mark.parametrize("case", cases("together"), ids=lambda case: case["say"])
def test_invitees_do_not_run_teams(case: dict[str, Any]) -> None:
    """The same words said by an invitee are about booking, or nothing."""
    assert read(case["say"], HEARING).together is None


@pytest.mark.parametrize("case", [*cases("host"), *cases("settings")], ids=lambda case: case["say"])
def test_what_hosts_say_about_themselves_stays_about_them(case: dict[str, Any]) -> None:
    """Hours, rules and event types of one host are not taken for something about several."""
    assert read(case["say"], HOST).together is None


@pytest.mark.parametrize(
    "words",
    [
        "leave me alone",
        "remove Friday",
        "add 15 minutes to each call",
        "I take lunch at 12",
        "ask for their company in the intro call",
        "put a buffer between calls",
        "the intro call needs 24 hours notice",
        "the intro call takes 45 minutes",
        "move my meeting with Ann to Thursday",
        "cancel the meeting with Bob",
        "who is coming tomorrow?",
        "why not Tuesday at 3?",
        "make it 45 minutes",
        "no more than 30 days ahead",
        "at most 4 weeks ahead",
        "ask me first",
        "max 3 calls a day",
        "no waiting list for yoga",
        "put me on the waiting list",
        "let me know if a seat opens up",
        "take Monday off",
        "is Tuesday free?",
    ],
)
def test_what_only_looks_like_it_is_left_alone(words: str) -> None:
    """Sentences about oneself, about rules and about bookings that share words with those about teams."""
    assert read(words, OWNER).together is None


@pytest.mark.parametrize("asked", [Asked.QUESTION, Asked.TITLE, Asked.REASON, Asked.CODE])
def test_an_answer_in_ones_own_words_is_no_command(asked: Asked) -> None:
    """Where free text was asked for, "create a team Sales" is that text."""
    assert read("create a team Sales", replace(OWNER, asked=asked)).together is None


def test_a_name_that_was_asked_for_can_wait() -> None:
    """Asked for name and e-mail, a host may say something else first."""
    found = read("create a team Sales", replace(OWNER, asked=Asked.WHO)).together
    assert found is not None
    assert found.ask is Ask.CREATE_TEAM


@pytest.mark.parametrize(
    ("words", "people", "me", "groups", "team"),
    [
        ("Ann, Bob and me", ("Ann", "Bob"), True, (), ""),
        ("Ann & @bob-k", ("Ann", "@bob-k"), False, (), ""),
        ("both Ann Lee and Bob", ("Ann Lee", "Bob"), False, (), ""),
        ("Ann and one of engineering", ("Ann",), False, ("engineering",), ""),
        ("somebody from the sales team", (), False, ("sales",), ""),
        ("everybody in Sales", (), False, (), "Sales"),
        ("the Sales team and me", (), True, (), "Sales"),
        ("Ann, Ann and Ann", ("Ann",), False, (), ""),
    ],
)
def test_lists_of_colleagues(
    words: str, people: tuple[str, ...], me: bool, groups: tuple[str, ...], team: str
) -> None:
    """Names, oneself, one of a group and a whole team are told apart."""
    found = colleagues(words)
    assert (found.people, found.me, found.groups, found.team) == (people, me, groups, team)


@pytest.mark.parametrize(
    "words", ["Ann and " * 60, "Ann, " * 100, "a " * 200, "share the " * 50, "one of one of " * 30]
)
def test_long_lists_take_work_in_proportion(words: str) -> None:
    """Words repeated many times do not make the reader look again and again."""
    half = words[: len(words) // 2]
    assert calls(lambda: read(words, OWNER)) < 3 * calls(lambda: read(half, OWNER))
