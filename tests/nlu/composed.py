"""Composed sentences about time, as their files write them, and the protocol lines and answers that they stand for.

A file has a scene (`lang`, `now`, `zone`, `horizon`, `hours`, `anchor`) and cases; a case may change the scene. Times are wall
times of the zone in the year of `now`, or the next year for months that are over:

    Thu 19 Nov                            that day, midnight to midnight
    Thu 19 Nov 13:00-16:00                a stretch of it
    Thu 19 Nov 13:00                      a point; in windows a point up to the end of the day
    Mon 23 Nov - Wed 25 Nov               each of these days
    Mon 23 Nov - Wed 25 Nov 10:00-12:00   the same stretch of each of these days
    Tue 24 Nov 15:00 - Thu 26 Nov 12:00   one long stretch
    all                                   the whole horizon, from now on

A case: `say`; `windows`, `points`, `min` (minutes), `prefer` (none of each if left out); `except` (taken out of the windows, which
are `all` if it stands alone); `not: true` for a mere refusal; `ask` with the readings ({windows, points} or a list of windows),
or `ask: true`; `rrule`, compared only where it is given.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.interval import Interval, merge, subtract
from tests.support.yamls import read_yaml

FOLDER = Path(__file__).parent / "sentences"
_DAY = r"(?:\w{3} )?(\d{1,2} \w{3})"
_CLOCK = r"(\d\d:\d\d)"
_LONG = re.compile(rf"{_DAY} {_CLOCK} - {_DAY} {_CLOCK}")
_DAYS = re.compile(rf"{_DAY}(?: - {_DAY})?(?: {_CLOCK}(?:-{_CLOCK})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where and when a sentence is said."""

    lang: str
    now: datetime
    zone: str
    horizon: Interval
    hours: Mapping[str, Any] | None = None
    anchor: Mapping[str, str] | None = None

    def line(self, text: str) -> dict[str, Any]:
        """Return the protocol's line for a sentence."""
        said: dict[str, Any] = {"text": text, "now": _iso(self.now), "tz": self.zone, "lang": self.lang}
        said["horizon"] = [_iso(self.horizon.start), _iso(self.horizon.end)]
        said |= {"hours": self.hours} if self.hours else {}
        return said | ({"anchor": self.anchor} if self.anchor else {})

    def windows(self, said: Any) -> tuple[Interval, ...]:
        """Return what a list of windows stands for, inside the horizon and not over."""
        found = [self.left] if said == "all" else [w for each in said or () for w in self._one(each)]
        met = [(max(w.start, self.left.start), min(w.end, self.left.end)) for w in found]
        return merge(Interval(a, b) for a, b in met if a < b)

    def point(self, said: str) -> datetime:
        """Return the instant of a point."""
        return self._one(said)[0].start

    def told(self, windows: Iterable[Interval]) -> list[str]:
        """Return windows as a report shows them."""
        return [f"{self.wall(w.start)} - {self.wall(w.end)}" for w in windows]

    def wall(self, moment: datetime) -> str:
        """Return an instant as a report shows it."""
        return moment.astimezone(ZoneInfo(self.zone)).strftime("%a %d %b %H:%M")

    @property
    def left(self) -> Interval:
        """The horizon from now on."""
        return Interval(max(self.horizon.start, self.now), self.horizon.end)

    def _one(self, said: str) -> list[Interval]:
        if match := _LONG.fullmatch(said):
            return [Interval(self._at(match[1], match[2]), self._at(match[3], match[4]))]
        match = _DAYS.fullmatch(said)
        if match is None:
            raise ValueError(f"not a time: {said!r}")
        first, last = self._date(match[1]), self._date(match[2] or match[1])
        days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        return [
            Interval(self._wall(d, match[3] or "00:00"), self._wall(d, match[4] or "24:00")) for d in days
        ]

    def _at(self, day: str, clock: str) -> datetime:
        return self._wall(self._date(day), clock)

    def _date(self, said: str) -> date:
        here = self.now.astimezone(ZoneInfo(self.zone)).date()
        found = datetime.strptime(f"{said} {here.year}", "%d %b %Y").replace(tzinfo=UTC).date()
        return found if found >= here - timedelta(days=60) else found.replace(year=here.year + 1)

    def _wall(self, day: date, clock: str) -> datetime:
        hour, minute = map(int, clock.split(":"))
        wall = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24, minute))
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sentence in its scene, and what it is to mean."""

    scene: Scene
    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        """What it is called in a report."""
        return f"{self.scene.lang}: {self.data['say']}"

    @property
    def line(self) -> dict[str, Any]:
        """The line that asks for its meaning."""
        return self.scene.line(self.data["say"])

    def expected(self) -> dict[str, Any]:
        """Return the answer as data that can be compared."""
        data, scene = self.data, self.scene
        expected: dict[str, Any] = {
            "ask": bool(data.get("ask")),
            "not": data.get("not", False),
            "min": data.get("min"),
        }
        expected |= {"prefer": scene.told(scene.windows(data.get("prefer")))}
        expected |= {"rrule": data["rrule"]} if "rrule" in data else {}
        if not data.get("ask"):
            return expected | self._times(data)
        if data["ask"] is True:
            return expected
        return expected | {"readings": [self._times(_reading(each)) for each in data["ask"]]}

    def answered(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return an answer of the reader as data that can be compared: what the case tells about."""
        said = {
            "ask": answer["ask"],
            "not": answer["not"],
            "min": answer["duration_min"],
            "rrule": answer["rrule"],
        }
        said |= {"prefer": self.scene.told(_parsed(answer["prefer"])), **self._answered(answer)}
        said |= {"readings": [self._answered(each) for each in answer.get("readings", ())]}
        return {name: said[name] for name in self.expected()}

    def _times(self, data: Mapping[str, Any]) -> dict[str, Any]:
        said = data.get("windows", "all" if "except" in data else [])
        windows = subtract(self.scene.windows(said), self.scene.windows(data.get("except")))
        points = [self.scene.wall(self.scene.point(each)) for each in data.get("points", ())]
        return {"windows": self.scene.told(windows), "points": points}

    def _answered(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        points = [self.scene.wall(datetime.fromisoformat(each)) for each in answer["points"]]
        return {"windows": self.scene.told(_parsed(answer["windows"])), "points": points}


@cache
def composed() -> tuple[Case, ...]:
    """Return the cases of all files of composed sentences."""
    return tuple(case for path in sorted(FOLDER.glob("composed_*.yaml")) for case in _cases(path))


def _cases(path: Path) -> Iterable[Case]:
    data = read_yaml(path)
    shared = data["scene"]
    for case in data["cases"]:
        known = {k: v for k, v in case.items() if k in ("now", "zone", "horizon", "hours", "anchor")}
        yield Case(scene=_scene(shared | known), data=case)


def _scene(data: Mapping[str, Any]) -> Scene:
    zone = ZoneInfo(data["zone"])
    now, *horizon = (
        datetime.fromisoformat(each).replace(tzinfo=zone).astimezone(UTC)
        for each in (data["now"], *data["horizon"])
    )
    anchor = data.get("anchor")
    return Scene(
        lang=data["lang"],
        now=now,
        zone=data["zone"],
        horizon=Interval(horizon[0], horizon[1]),
        hours=data.get("hours"),
        anchor={"start": anchor[0], "end": anchor[1]} if anchor else None,
    )


def _reading(said: Any) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {"windows": said}


def _parsed(windows: Iterable[list[str]]) -> tuple[Interval, ...]:
    """Return an answer's windows just as they stand: they must be sorted and merged."""
    pairs = ([datetime.fromisoformat(each).astimezone(UTC) for each in window] for window in windows)
    return tuple(Interval(start, end) for start, end in pairs)


def _iso(moment: datetime) -> str:
    return moment.isoformat()
