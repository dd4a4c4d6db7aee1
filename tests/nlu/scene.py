"""A fixed scene for sentences: a time, a zone, a host's hours, and how expected times are written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.understood import Asked, Hearing
from core.hours import OFFICE_HOURS, WeeklyHours
from core.interval import Interval
from tests.support.yamls import read_yaml

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
EVENINGS = WeeklyHours((((18 * 60, 22 * 60),),) * 5 + ((), ()))
HEARING = Hearing(now=NOW, zone=ZONE, hours=OFFICE_HOURS, hours_zone=ZONE)
HOST = replace(
    HEARING,
    is_host=True,
    weekly=OFFICE_HOURS,
    event_titles=("Intro call", "intro", "Coaching session", "coaching"),
)


def cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of a file of sentences."""
    path = Path(__file__).parent / "sentences" / f"{name}.yaml"
    found: list[dict[str, Any]] = read_yaml(path)["cases"]
    return found


def sentences_of(name: str) -> dict[str, list[str]]:
    """Return the sentences of a file by language."""
    path = Path(__file__).parent / "sentences" / f"{name}.yaml"
    found: dict[str, list[str]] = read_yaml(path)
    return found


def wall(moment: datetime) -> str:
    """Return an instant as sentences write it: "Thu 19 Nov 15:00"."""
    return moment.astimezone(ZoneInfo(ZONE)).strftime("%a %d %b %H:%M")


def span(interval: Interval) -> str:
    """Return an interval as sentences write it; the end has its date only where it is another day's."""
    start, end = (each.astimezone(ZoneInfo(ZONE)) for each in (interval.start, interval.end))
    return f"{wall(start)} - {end.strftime('%H:%M') if start.date() == end.date() else wall(end)}"


def moment(said: str) -> datetime:
    """Return the instant of a wall time of November or December 2026."""
    return (
        datetime.strptime(f"2026 {said}", "%Y %a %d %b %H:%M").replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    )


def hearing_of(case: Mapping[str, Any]) -> Hearing:
    """Return the scene as a case changes it."""
    hearing = replace(
        HOST if case.get("is_host") else HEARING,
        locale=case.get("locale", "en"),
        asked=Asked(case.get("asked", "")),
        offers=tuple(Interval.of(moment(each), 30) for each in case.get("offers", ())),
        labels=tuple(case.get("labels", ())),
        anchor_days=tuple(date.fromisoformat(each) for each in case.get("anchor_days", ())),
    )
    if "titles" in case:
        hearing = replace(hearing, event_titles=tuple(case["titles"]))
    if "anchor" in case:
        hearing = replace(hearing, anchor=Interval.of(moment(case["anchor"]), 30))
    if "anchor_clock" in case:
        start, end = case["anchor_clock"]
        hearing = replace(hearing, anchor_clock=(start, end))
    return replace(hearing, hours=EVENINGS) if case.get("hours") == "evenings" else hearing
