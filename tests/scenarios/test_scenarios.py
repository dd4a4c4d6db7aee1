"""Our own scenarios: what is free, who is asked, what is booked and refused, on values and on both engines."""

from pathlib import Path

import pytest

from storage import Database
from tests.scenarios import __main__ as command
from tests.scenarios.cast import Case
from tests.scenarios.core_answers import slots
from tests.scenarios.judging import faults
from tests.scenarios.running import CORE, load
from tests.scenarios.use_case_answers import ANSWERS

CASES = load([Path(__file__).parent / "cases"])


def named(case: Case) -> str:
    return f"{case['id']}: {case['from']}"


def of_kind(*kinds: str) -> list[Case]:
    return [each for each in CASES if each["kind"] in kinds]


@pytest.mark.parametrize("case", of_kind("slots", "choose_host"), ids=named)
def test_core_answers_as_expected(case: Case) -> None:
    assert faults(case, CORE[case["kind"]](case)) == []


@pytest.mark.parametrize("case", of_kind("book", "race", "series"), ids=named)
async def test_the_use_cases_do_as_expected(case: Case, storage: Database) -> None:
    assert faults(case, await ANSWERS[case["kind"]](case, storage)) == []


def test_every_scenario_has_a_name_of_its_own() -> None:
    names = [each["id"] for each in CASES]
    assert len(set(names)) == len(names) > 40


# -- the judge --------------------------------------------------------------------------------------

ASKED = {
    "id": "judged",
    "kind": "slots",
    "now": "2027-03-01T06:00:00Z",
    "host_tz": "UTC",
    "weekly_hours": [{"days": ["tue"], "start": "09:00", "end": "11:00"}],
    "event": {"duration": 60},
    "query": {"from": "2027-03-02T00:00:00Z", "to": "2027-03-03T00:00:00Z", "invitee_tz": "Asia/Tokyo"},
}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ({"slots": ["2027-03-02T09:00:00Z", "2027-03-02T10:00:00Z"]}, {"slots": ["2027-03-02T09:00:00Z"]}),
        ({"slots": ["2027-03-02T18:00:00+09:00", "2027-03-02T10:00:00Z"]}, {"slots": []}),
        ({"count": 2}, {"count": 3}),
        ({"min_count": 2}, {"min_count": 3}),
        ({"includes": ["2027-03-02T09:00:00Z"]}, {"includes": ["2027-03-02T11:00:00Z"]}),
        ({"excludes": ["2027-03-02T11:00:00Z"]}, {"excludes": ["2027-03-02T10:00:00Z"]}),
        ({"none_before": "2027-03-02T09:00:00Z"}, {"none_before": "2027-03-02T09:00:01Z"}),
        (
            {"no_overlap": [{"start": "2027-03-02T11:00:00Z", "end": "2027-03-02T12:00:00Z"}]},
            {"no_overlap": [{"start": "2027-03-02T10:59:00Z", "end": "2027-03-02T12:00:00Z"}]},
        ),
        (
            {"within": [["2027-03-02T09:00:00Z", "2027-03-02T11:00:00Z"]]},
            {"within": [["2027-03-02T09:00:00Z", "2027-03-02T10:59:00Z"]]},
        ),
        ({"days": ["2027-03-02"]}, {"days": ["2027-03-01", "2027-03-02"]}),
    ],
)
def test_the_judge_tells_right_from_wrong(right: Case, wrong: Case) -> None:
    for expect, good in ((right, True), (wrong, False)):
        case = {**ASKED, "expect": expect}
        assert (faults(case, slots(case)) == []) is good


def test_the_judge_compares_what_is_expected_by_name() -> None:
    refused = {"kind": "book", "expect": {"ok": False, "reason": "limit"}}
    assert faults(refused, {"ok": False, "reason": "limit"}) == []
    assert faults(refused, {"ok": False, "reason": "notice"}) == ["reason is 'notice' instead of 'limit'"]
    assert faults(refused, {"ok": True, "reason": None}) != []
    assert faults({"kind": "race", "expect": {"accepted": 2}}, {"accepted": 2, "bookings": 1}) == []


def test_the_command_counts_by_area_and_fails_if_a_scenario_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = '[{"id": "1", "kind": "choose_host", "area": "turns", "class": "portable", "event": {}, "expect": {"host": "a"}, "hosts": [{"id": "a"}]}]'
    (tmp_path / "good.json").write_text(good)
    assert command.main([str(tmp_path)]) == 0
    (tmp_path / "bad.json").write_text(good.replace('"host": "a"', '"host": "b"').replace("portable", "odd"))
    assert command.main([str(tmp_path), "--show"]) == 1
    assert command.main([str(tmp_path), "--class", "portable"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split(maxsplit=1) == ["turns", "1 pass"]
    assert "     host is 'a' instead of 'b'" in shown
    assert shown[-1].split(maxsplit=1) == ["all", "1 pass"]
