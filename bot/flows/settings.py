"""A host sets hours, time off, rules and profile; everything is read back and can be undone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from bot import kept, told, wishes
from bot.bookable import named_event_type
from bot.decisions import Decision, Do, Look
from bot.links import start_code
from bot.messages import Saying
from bot.scene import Scene, says
from bot.sorry import sorry
from bot.understood import Act, Asked, Understood
from core.commands import (
    AddTimeOff,
    ChangeEventType,
    ChangeHost,
    Command,
    RemoveTimeOff,
    SetOverrides,
    SetWeekly,
)
from core.effects import Change
from core.errors import Refusal
from core.hours import Override, TimeOff
from core.interval import Interval
from core.people import DayCount, Rules
from core.queries import Desk, HostDesk, ShowChanges

NAME = "settings"
SEVERAL = 2
LINKED = 3
"""Most event types whose addresses on networks are told at once."""


def hear(scene: Scene) -> Decision | None:
    """Change a setting or show one; None if the message is about something else."""
    if scene.desk is None:
        return None
    heard = scene.understood
    if heard.wish and heard.wish.problem and heard.has(*CHANGES):
        said = wishes.problem(heard.wish)
        return scene.decide(said) if said else None
    for act in heard.acts:
        change = CHANGES.get(act)
        decision = change(scene) if change else None
        if decision is not None:
            return decision
    return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _do(scene: Scene, command: Command, what: str, **facts: Any) -> Decision:
    return scene.decide(then=Do(command, f"{NAME}:done", {"what": what, "facts": facts}))


def _host_id(scene: Scene) -> UUID:
    if scene.desk is None:
        raise LookupError("only a host's own talk has settings")
    return scene.desk.host.id


def _hours(scene: Scene) -> Decision | None:
    weekly = scene.understood.hours
    if weekly is None:
        return scene.at(NAME, "hours", Asked.HOURS).decide(says("settings.ask_hours"))
    return _do(scene, SetWeekly(host_id=_host_id(scene), weekly=weekly), "hours")


def _override(scene: Scene) -> Decision | None:
    special = scene.understood.special
    if special is None:
        return None
    overrides = tuple(Override(day=d, ranges=special.ranges, reason=special.reason) for d in special.days)
    command = SetOverrides(host_id=_host_id(scene), overrides=overrides)
    facts = {"days": special.days, "ranges": special.ranges, "reason": special.reason}
    return _do(scene, command, "override", **facts)


def _block(scene: Scene) -> Decision | None:
    heard = scene.understood
    if heard.special and not heard.away:
        return _override(scene)
    if heard.away is None:
        return scene.decide(says("settings.ask_away"))
    command = AddTimeOff(host_id=_host_id(scene), during=heard.away, reason=heard.reason)
    return _do(scene, command, "away", away=heard.away, reason=heard.reason)


def _unblock(scene: Scene) -> Decision | None:
    """Take away special dates, or else time off, in the time that is named."""
    wish, desk = scene.understood.wish, scene.desk
    if desk is None or wish is None or not wish.windows:
        return scene.decide(says("settings.ask_unblock"))
    days = tuple(d for d in wish.days if desk.schedules[0].override_on(d))
    if days:
        return _do(scene, SetOverrides(host_id=desk.host.id, remove=days), "unblocked", days=days)
    away = next((t for t in desk.time_off if any(w.overlaps(t.during) for w in wish.windows)), None)
    if away:
        return _back(scene, away, wish.windows, stays=scene.understood.side == "after")
    ended = any(t.during.end <= wish.windows[0].start for t in desk.time_off)
    return scene.decide(says("settings.back_anyway" if ended else "settings.nothing_blocked"))


def _back(scene: Scene, away: TimeOff, times: Sequence[Interval], *, stays: bool) -> Decision:
    """Take a part out of time off: the time that is named, or (`stays`) all from then on."""
    start = max(away.during.start, min(w.start for w in times if w.overlaps(away.during)))
    end = max(w.end for w in times if w.overlaps(away.during))
    during = Interval(start, away.during.end if stays else min(end, away.during.end))
    command = RemoveTimeOff(host_id=_host_id(scene), time_off_id=away.id, during=during)
    return _do(scene, command, "back", away=during)


def _rules(scene: Scene, rules: Rules, clear: frozenset[str], what: str, **facts: Any) -> Decision:
    """Change rules of the event type that is named, else the host's own."""
    named = named_event_type(scene)
    if named:
        command: Command = ChangeEventType(
            host_id=_host_id(scene), event_type_id=named.id, rules=rules, clear=clear
        )
        return _do(scene, command, what, title=named.title, **facts)
    return _do(scene, ChangeHost(host_id=_host_id(scene), rules=rules, clear=clear), what, **facts)


def _buffer(scene: Scene) -> Decision | None:
    heard = scene.understood
    if not heard.lengths and not heard.everything:
        return scene.decide(says("settings.ask_buffer"))
    minutes = heard.lengths[0] if heard.lengths else 0
    before = minutes if heard.side in ("before", "") else None
    after = minutes if heard.side in ("after", "") else None
    rules = Rules(buffer_before=before, buffer_after=after)
    what = "no_buffer" if minutes == 0 else f"buffer_{heard.side or 'both'}"
    return _rules(scene, rules, frozenset(), what, minutes=minutes)


def _notice(scene: Scene) -> Decision | None:
    heard = scene.understood
    if not heard.lengths and not heard.everything:
        return scene.decide(says("settings.ask_notice"))
    minutes = heard.lengths[0] if heard.lengths else 0
    what = "notice" if minutes else "no_notice"
    return _rules(scene, Rules(minimum_notice=minutes), frozenset(), what, minutes=minutes)


def _limit(scene: Scene) -> Decision | None:
    heard = scene.understood
    if heard.everything:
        return _rules(scene, Rules(), frozenset({"daily_limit"}), "no_limit")
    if not heard.count:
        return scene.decide(says("settings.ask_limit"))
    return _rules(scene, Rules(daily_limit=heard.count), frozenset(), "limit", n=heard.count)


def _window(scene: Scene) -> Decision | None:
    if not scene.understood.count:
        return scene.decide(says("settings.ask_window"))
    n = scene.understood.count
    rules = Rules(window_days=n, window_counts=DayCount.CALENDAR)
    return _rules(scene, rules, frozenset(), "window", n=n)


def _reminders(scene: Scene) -> Decision | None:
    heard = scene.understood
    if not heard.leads and not heard.everything:
        return scene.decide(says("settings.ask_reminders"))
    leads = tuple(sorted(set(heard.leads), reverse=True))
    command = ChangeHost(host_id=_host_id(scene), reminders=leads)
    return _do(scene, command, "reminders" if leads else "no_reminders", leads=leads)


def _pause(scene: Scene) -> Decision | None:
    return _paused(scene, paused=True)


def _resume(scene: Scene) -> Decision | None:
    """Take bookings again; who is not paused but away is back from now on."""
    desk = scene.desk
    here = scene.now.replace(second=0, microsecond=0)
    away = (
        next((t for t in desk.time_off if t.during.start <= scene.now < t.during.end), None) if desk else None
    )
    if desk and away and not desk.host.paused and not scene.understood.event_words:
        return _back(scene, away, (Interval(here, away.during.end),), stays=True)
    return _paused(scene, paused=False)


def _paused(scene: Scene, *, paused: bool) -> Decision | None:
    what = "paused" if paused else "resumed"
    named = named_event_type(scene)
    if named:
        command: Command = ChangeEventType(host_id=_host_id(scene), event_type_id=named.id, active=not paused)
        return _do(scene, command, what, title=named.title)
    if scene.understood.event_words:
        return scene.decide(says("events.unknown", words=scene.understood.event_words))
    return _do(scene, ChangeHost(host_id=_host_id(scene), paused=paused), what)


def _profile(scene: Scene) -> Decision | None:
    heard = scene.understood
    if heard.has(Act.SET_USERNAME) and heard.username:
        command = ChangeHost(host_id=_host_id(scene), username=heard.username)
        return _do(scene, command, "username")
    if heard.has(Act.SET_BIO) and heard.bio:
        return _do(scene, ChangeHost(host_id=_host_id(scene), bio=heard.bio), "bio", text=heard.bio)
    if heard.has(Act.SET_WELCOME) and heard.bio:
        return _do(scene, ChangeHost(host_id=_host_id(scene), welcome=heard.bio), "welcome", text=heard.bio)
    return None


def _show(scene: Scene) -> Decision | None:
    act = next(a for a in scene.understood.acts if a in SHOWS)
    return scene.decide(then=Look(HostDesk(host_id=_host_id(scene)), f"{NAME}:show", {"what": SHOWS[act]}))


def _changes(scene: Scene) -> Decision | None:
    return scene.decide(then=Look(ShowChanges(host_id=_host_id(scene)), f"{NAME}:changes"))


SHOWS: Mapping[Act, str] = {
    Act.SHOW_HOURS: "hours",
    Act.SHOW_LINK: "link",
    Act.SHOW_PROFILE: "profile",
    Act.SHOW_SETTINGS: "rules",
}

CHANGES: Mapping[Act, Callable[[Scene], Decision | None]] = {
    Act.SET_HOURS: _hours,
    Act.SET_OVERRIDE: _override,
    Act.BLOCK_TIME: _block,
    Act.UNBLOCK: _unblock,
    Act.SHOW_CHANGES: _changes,
    Act.SET_BUFFER: _buffer,
    Act.SET_NOTICE: _notice,
    Act.SET_LIMIT: _limit,
    Act.SET_WINDOW: _window,
    Act.SET_REMINDER: _reminders,
    Act.PAUSE: _pause,
    Act.RESUME: _resume,
    Act.SET_USERNAME: _profile,
    Act.SET_BIO: _profile,
    Act.SET_WELCOME: _profile,
    **dict.fromkeys(SHOWS, _show),
}


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Read back what was changed, or show what was asked for."""
    if then == "changes":
        lines = [says(f"changed.{each.verb}", at=each.at, by=_by(each)) for each in result]
        return scene.decide(says("settings.changes" if lines else "settings.no_changes"), *lines)
    if then == "show":
        links = _on_networks(scene, result) if note["what"] == "link" else ()
        calendars = _calendars(scene, result) if note["what"] in ("profile", "rules") else ()
        return scene.decide(*_shown(note["what"], result), *calendars, *links)
    done = scene if scene.conversation.flow not in ("", NAME) else scene.cleared()
    return done.decide(*_read_back(note["what"], dict(note["facts"]), result.value))


def _calendars(scene: Scene, desk: Desk) -> tuple[Saying, ...]:
    """Say which calendars are connected, and which of them cannot be read."""
    if not desk.calendars:
        return ()
    return (*kept.state(desk.calendars, brief=True), *kept.stale(scene, desk.calendars))


def _by(change: Change) -> str:
    """Who did it, where it was not the host."""
    if change.entity != "booking" or change.actor.startswith("host:"):
        return ""
    return "itself" if change.actor == "system" else "invitee"


def _read_back(what: str, facts: dict[str, Any], value: Any) -> tuple[Saying, ...]:
    match what:
        case "hours":
            return (says("settings.hours_set", weekly=value.weekly, zone=value.zone),)
        case "away":
            clash = says("settings.clashes", n=len(value.clashes)) if value.clashes else None
            return (says("settings.away_set", **facts), *((clash,) if clash else ()))
        case "username":
            return (says("settings.username_set", username=value.username),)
        case _:
            return (says(f"settings.{what}_set", **{"title": None, **facts}),)


def _on_networks(scene: Scene, desk: Desk) -> Iterator[Saying]:
    """Yield where one is booked on networks, for the first few event types; only addresses that can be opened anywhere."""
    active = [each for each in desk.event_types if each.active][:LINKED]
    for channel, door in scene.doors.items():
        for each in active:
            link = door(start_code(f"@{desk.host.username}/{each.code}"))
            if channel != "webchat" and link.startswith("https://"):
                yield says("settings.on_network", title=each.title, channel=channel, link=link)


def _shown(what: str, desk: Any) -> tuple[Saying, ...]:
    host, schedule = desk.host, desk.schedules[0]
    match what:
        case "hours":
            first = says("settings.hours", weekly=schedule.weekly, zone=schedule.zone)
            special = [
                says("settings.special", day=o.day, ranges=o.ranges, reason=o.reason)
                for o in schedule.overrides[-10:]
            ]
            away = [says("settings.away", away=t.during, reason=t.reason) for t in desk.time_off[:10]]
            stays = [says("settings.stay", period=each) for each in schedule.periods]
            rules = [says("settings.rule", rule=each) for each in schedule.recurring]
            return (first, *special, *away, *stays, *rules)
        case "link":
            links = [
                says("settings.link", username=host.username, code=e.code, title=e.title)
                for e in desk.event_types
                if e.active
            ]
            return (says("settings.page", username=host.username), *links[:8])
        case "profile":
            facts = {"host": host.name, "username": host.username, "zone": host.zone, "bio": host.bio}
            return (says("settings.profile", welcome=host.welcome, **facts),)
        case _:
            return (*_rules_shown(host.rules, host.reminders), *_more_shown(desk))


_FIRST_LINE = (
    "buffer_before",
    "buffer_after",
    "minimum_notice",
    "window_days",
    "window_counts",
    "daily_limit",
)
"""Rules that the first line of the overview says."""


def _more_shown(desk: Desk) -> tuple[Saying, ...]:
    """Say what else is set: further rules, stays elsewhere, recurring time, what single event types have of their own."""
    blank: dict[str, Any] = dict.fromkeys(_FIRST_LINE)
    rules = told.rules_told(replace(desk.host.rules, **blank))
    stays = (says("settings.stay", period=each) for s in desk.schedules for each in s.periods)
    recurring = (says("settings.rule", rule=each) for s in desk.schedules for each in s.recurring)
    return (*rules, *_schedules_shown(desk), *stays, *recurring, *_types_shown(desk))


def _schedules_shown(desk: Desk) -> tuple[Saying, ...]:
    if len(desk.schedules) < SEVERAL:
        return ()
    return tuple(told.schedule_told(each, desk.event_types) for each in desk.schedules)


def _types_shown(desk: Desk) -> Iterator[Saying]:
    link = {"username": desk.host.username}
    for each in desk.event_types:
        own = (*told.properties_told(each, told.properties_set(each), link), *told.rules_told(each.rules))
        if own:
            yield says("settings.event_type", title=each.title, told=own)


def _rules_shown(rules: Rules, reminders: tuple[int, ...]) -> tuple[Saying, ...]:
    facts = {
        "before": rules.buffer_before,
        "after": rules.buffer_after,
        "notice": rules.minimum_notice,
        "window": rules.window_days,
        "business": "yes" if rules.window_counts is DayCount.BUSINESS else "",
        "limit": rules.daily_limit,
        "leads": reminders,
        "no_leads": "" if reminders else "yes",
    }
    return (says("settings.rules", **facts),)


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not."""
    return scene.decide(sorry(refusal))


def understood_change(heard: Understood) -> bool:
    """Say whether a message changes or shows a setting."""
    return heard.has(*CHANGES)
