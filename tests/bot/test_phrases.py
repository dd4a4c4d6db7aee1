"""Every phrase that is used exists in every language, and the facts given fit."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from bot.flows.asides import PLAIN, TOPICS
from bot.flows.event_types import ABOUT_ONE
from bot.messages import Odd
from bot.notices.notes import APART
from bot.phrases import FORMATS, LANGUAGES, Voice, needed, phrases, say
from bot.sorry import TOLD_APART
from bot.terms import Lack
from bot.understood import Act, Problem, Shift
from core.booking import Rsvp, Side
from core.commands import Command
from core.effects import News, Notice
from core.errors import Code
from core.event_types import PlaceKind
from core.people import Rules
from core.queries import Cause, Change
from core.recommend import Merit
from core.usecases.audit import snake
from core.usecases.undo import LASTING
from tests.support.world import MONDAY_MORNING

NOT_ON_RECORD = {
    "read_calendars",
    "hold_slot",
    "release_holds",
    "send_code",
    "running_late",
    "cast_vote",
    "lapse_seat",
    "restore_entry",
}
BY_NOBODY_WHO_TALKS = {"answer_invitation", "heal_bookings", "settle_unread"}
RECORDED = frozenset(snake(command.__name__) for command in get_args(Command)) - NOT_ON_RECORD
UNDOABLE = RECORDED - BY_NOBODY_WHO_TALKS - LASTING - {"undo"}
READ_BACK_OTHERWISE = {Act.SET_APPROVAL, Act.DELETE_EVENT_TYPE}
SAID_APART = {Change.WIDEN_WINDOW, Change.RAISE_LIMIT}
"""Changes with a phrase for each thing they can change."""
TOLD_IN_SHORT = {
    "booked", "requested", "accepted", "declined", "countered", "moved", "cancelled", "restored", "reminder",
    "follow_up", "late", "seat_offered",
}  # fmt: skip
"""News with a short form of their own; all others are told whole."""
BESIDE = {"buffer_before", "buffer_after", "minimum_notice", "window_counts"}
"""Rules that are not taken away by talking, or only together with another."""
ROOT = Path(__file__).parents[2] / "bot"
VOICE = Voice(locale="en-GB", zone="Europe/Berlin", now=MONDAY_MORNING)


def _calls():
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "says":
                yield path.name, node


def _literal_phrases():
    """Names of phrases written out in the code: dotted words whose first part is a table of the phrase file."""
    tables = {name.partition(".")[0] for name in phrases("en")}
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            word = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if re.fullmatch(r"[a-z_]+(\.[a-z_]*[a-z])+", word) and word.split(".")[0] in tables:
                yield path.name, word


def _families():
    yield from (f"refused.{code.value}" for code in Code)
    yield from (f"why.{side}.{cause.value}" for side in ("host", "invitee") for cause in Cause)
    yield from (f"problem.{problem.value}" for problem in Problem)
    yield from (f"find.{shift.value}" for shift in Shift)
    yield from (f"find.no_{shift.value}" for shift in (Shift.LATER, Shift.EARLIER, Shift.OTHER))
    yield from (f"news.{side.value}.{news.value}" for side in (Side.HOST, Side.INVITEE) for news in News)
    yield from (f"note.{notice.value}" for notice in Notice)
    yield from _of_calendars()
    yield from (f"rsvp.{answer.value}" for answer in Rsvp)
    yield from (f"aside.help_{side}" for side in ("host", "invitee"))
    yield from (f"managing.confirm_{what}" for what in ("cancel", "move", "propose"))
    yield from (f"undone.{verb}" for verb in UNDOABLE)
    yield from (f"events.changed_{act.value}" for act in ABOUT_ONE if act not in READ_BACK_OTHERWISE)
    yield from (f"changed.{verb}" for verb in RECORDED | LASTING)
    yield from (f"reason.{merit.value}" for merit in Merit)
    yield from PLAIN.values()
    yield from (
        *(f"aside.odd_{odd.value}" for odd in Odd),
        "phone.stopped",
        "phone.still_stopped",
        "phone.button",
    )
    yield from (f"brief.{name}" for name in (*TOLD_IN_SHORT, "news", "button_other_time"))
    yield from (f"detail.{topic}" for topic in TOPICS)
    yield from (f"terms.{each.name}" for each in fields(Rules))
    yield from (f"terms.gone_{each.name}" for each in fields(Rules) if each.name not in BESIDE)
    yield from (f"terms.{name}" for name in ("seats", "single_use"))
    yield from (f"fix.{change.value}" for change in Change if change not in SAID_APART)
    yield from (f"invalid.{why}" for why in (*TOLD_APART, "between", "stretch", "characters", "too_many"))
    yield from (f"lack.{lack.value}" for lack in Lack)
    yield from (f"schedules.{what}" for what in ("added", "hours", "renamed", "zone", "default", "deleted"))
    yield from (f"word.month_{month}" for month in range(1, 13))
    yield from (f"label.{kind}" for kind in ("merge_rules", "replace_rule", "keep"))
    for what in ("cancel", "move"):
        yield f"managing.which_{what}"
    for what in ("cancelled", "moved", "proposed", "asked_again", "late"):
        yield f"managing.{what}"


def _of_calendars():
    yield from (f"{where}.place_{kind.value}" for kind in PlaceKind for where in ("word", "detail"))
    yield "note.poll_dropped"
    yield from (f"note.calendar_{trouble}" for trouble in APART)
    yield from (f"clashes.{what}" for what in ("moved", "cancelled", "put_back"))
    yield from (f"entry.pending_{side.value}" for side in (Side.HOST, Side.INVITEE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_that_is_used_exists(language):
    known = phrases(language)
    missing = {(file, name) for file, name in _literal_phrases() if name not in known}
    missing |= {("family", name) for name in _families() if name not in known}
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_given_in_the_code_fit_the_phrase(language):
    known, wrong = phrases(language), []
    for file, call in _calls():
        if not isinstance(call.args[0], ast.Constant) or any(word.arg is None for word in call.keywords):
            continue
        given = {word.arg for word in call.keywords} | {"base_url"}
        lacking = needed(known[call.args[0].value]) - given
        if lacking:
            wrong.append((file, call.args[0].value, lacking))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_in_a_phrase_exists(language):
    from string import Formatter

    unknown = set()
    for name, template in phrases(language).items():
        for _, fact, spec, _ in Formatter().parse(template.replace("[[", "").replace("]]", "")):
            if fact and spec and spec.partition("|")[0] not in FORMATS:
                unknown.add((name, spec))
    assert unknown == set()


def test_every_language_has_the_same_phrases():
    assert {frozenset(phrases(language)) for language in LANGUAGES} == {frozenset(phrases("en"))}


def test_an_unknown_phrase_is_an_error():
    with pytest.raises(KeyError):
        say("no.such_phrase", {}, VOICE)


def test_a_missing_fact_is_an_error():
    with pytest.raises(KeyError):
        say("booking.hello", {}, VOICE)


def test_an_optional_part_vanishes_with_its_fact():
    with_welcome = say("booking.hello", {"host": "Anna", "welcome": "Nice to see you."}, VOICE)
    without = say("booking.hello", {"host": "Anna", "welcome": ""}, VOICE)
    assert with_welcome == f"{without} Nice to see you."


def test_braces_in_a_fact_are_only_text():
    assert "{host}" in say("booking.hello", {"host": "{host}", "welcome": ""}, VOICE)
