"""A host sets recurring open and busy time, sees it and takes it away."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.decisions import Decision, Do, Look
from bot.messages import Saying
from bot.scene import Scene, says
from bot.sorry import sorry
from bot.terms import Lack, NewRule, RuleEnd, RuleGone, Show, Topic
from bot.understood import Act, Asked
from core.commands import AddRecurring, RemoveRecurring
from core.errors import Code, Refusal
from core.hours import Recurring, RuleKind, Schedule
from core.jsonable import dump, load
from core.queries import HostDesk
from core.recurrence import default_last

NAME = "recurring"
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KINDS = {
    "busy": RuleKind.BUSY,
    "blocked": RuleKind.BUSY,
    "open": RuleKind.AVAILABLE,
    "available": RuleKind.AVAILABLE,
    "free": RuleKind.AVAILABLE,
}


def hear(scene: Scene) -> Decision | None:
    """Set, show or take away recurring rules; None if the message is about something else."""
    if scene.desk is None:
        return None
    if scene.conversation.flow == NAME and (going_on := _going_on(scene)):
        return going_on
    match scene.understood.setting:
        case NewRule() as told:
            return _add(scene, _rule(scene, told), default_end=told.last is None)
        case RuleEnd(last):
            return _prolonged(scene, last)
        case RuleGone() as gone:
            return _drop(scene, gone)
        case Lack() as lack:
            return scene.decide(Saying(phrase=f"lack.{lack.value}"))
        case Show(Topic.RECURRING):
            return scene.decide(then=Look(HostDesk(host_id=_schedule(scene).host_id), f"{NAME}:show"))
        case _:
            return None


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Nothing is kept open here."""
    return ()


def _schedule(scene: Scene) -> Schedule:
    if scene.desk is None:
        raise LookupError("only a host's own talk has recurring rules")
    return scene.desk.schedules[0]


def _rule(scene: Scene, told: NewRule) -> Recurring:
    """Return the rule with an id derived from the delivery, so that the same turn makes the same rule; it lasts a year unless more was said."""
    return Recurring(
        id=uuid5(NAMESPACE_URL, f"{scene.incoming.key}:rule"),
        kind=told.kind,
        rrule=told.rrule,
        start=told.start,
        length=told.length,
        first=told.first,
        last=told.last or default_last(told.first),
        note=told.note,
    )


def _add(scene: Scene, rule: Recurring, *, default_end: bool, how: str = "") -> Decision:
    host_id = _schedule(scene).host_id
    command = AddRecurring(
        host_id=host_id, rule=rule, merge=how == "merge_rules", instead=how == "replace_rule"
    )
    note = {"rule": rule, "default_end": "yes" if default_end else "", "how": how}
    return scene.decide(then=Do(command, f"{NAME}:added", note))


def _prolonged(scene: Scene, last: date) -> Decision | None:
    """Let the rule just talked about, or the only one, go on until another date."""
    rules = _schedule(scene).recurring
    meant = next((each for each in rules if str(each.id) == scene.slots.get("rule")), None)
    meant = meant or (rules[0] if len(rules) == 1 else None)
    if meant is None:
        return None
    changed = replace(meant, last=last)
    host_id = _schedule(scene).host_id
    command = AddRecurring(host_id=host_id, rule=changed, merge=True, replaces=meant.id)
    return scene.decide(
        then=Do(command, f"{NAME}:added", {"rule": changed, "default_end": "", "how": "until"})
    )


def _going_on(scene: Scene) -> Decision | None:
    heard, tapped = scene.understood, scene.tapped
    if tapped is None:
        keeps = scene.conversation.step == "overlap" and heard.has(Act.NO) and heard.setting is None
        return scene.cleared().decide(says("recurring.kept")) if keeps else None
    match tapped.value["kind"]:
        case "keep":
            return scene.cleared().decide(says("recurring.kept"))
        case "drop_rule":
            return _dropped(scene, tapped.value["id"])
        case "merge_rules" | "replace_rule" as how:
            rule = load(Recurring, scene.slots["new_rule"])
            return _add(scene, rule, default_end=False, how=how)
        case _:
            return None


def _drop(scene: Scene, gone: RuleGone) -> Decision:
    """Take away the one rule that fits what is said, or ask which."""
    rules = _schedule(scene).recurring
    if not rules:
        return scene.decide(says("recurring.none"))
    fitting = _fitting(rules, gone)
    if len(fitting) == 1:
        return _dropped(scene, str(fitting[0].id))
    values = [
        ({"kind": "drop_rule", "id": str(each.id), "flow": NAME}, "label.rule", {"rule": each})
        for each in (fitting or rules)[:5]
    ]
    laid, options = scene.offering(values)
    return laid.at(NAME, "which", Asked.BOOKING).decide(Saying(phrase="recurring.which", options=options))


def _fitting(rules: Sequence[Recurring], gone: RuleGone) -> list[Recurring]:
    """Return the rules that are meant: those whose note is named, else those of the weekdays and kind that are."""
    low = gone.words.lower()
    noted = [each for each in rules if each.note and each.note.lower() in low]
    codes = {_CODES[day] for day in gone.weekdays}
    kinds = {kind for word, kind in _KINDS.items() if word in low.split()}
    fitting = noted or (list(rules) if codes or kinds else [])
    return [
        each
        for each in fitting
        if all(code in each.rrule for code in codes) and (not kinds or each.kind in kinds)
    ]


def _dropped(scene: Scene, rule_id: str) -> Decision:
    schedule = _schedule(scene)
    rule = next((each for each in schedule.recurring if str(each.id) == rule_id), None)
    if rule is None:
        return scene.cleared().decide(says("refused.not_found"))
    command = RemoveRecurring(host_id=schedule.host_id, rule_id=UUID(rule_id))
    return scene.decide(then=Do(command, f"{NAME}:dropped", {"rule": rule}))


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Read back what was set or taken away, or show the rules."""
    if then == "show":
        return scene.decide(*_shown(result.schedules[0].recurring))
    done = scene if scene.conversation.flow not in ("", NAME) else scene.cleared()
    if then == "dropped":
        return done.decide(says("recurring.dropped", rule=note["rule"]))
    rule = result.value.recurring[-1]
    facts = {"rule": rule, "default_end": note["default_end"]}
    return done.remember(rule=str(rule.id)).decide(says("recurring.added", **facts))


def _shown(rules: Sequence[Recurring]) -> tuple[Saying, ...]:
    if not rules:
        return (says("recurring.none"),)
    return (says("recurring.list", n=len(rules)), *(says("recurring.line", rule=each) for each in rules))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Ask what to do about a rule that is met, or say why not."""
    if refusal.code is Code.OVERLAP and not note.get("how"):
        return _ask_overlap(scene, note["rule"], refusal)
    return scene.cleared().decide(sorry(refusal))


def _ask_overlap(scene: Scene, rule: Recurring, refusal: Refusal) -> Decision:
    met = refusal.facts.get("rule")
    choices = {"merge_rules": "label.merge_rules", "replace_rule": "label.replace_rule", "keep": "label.keep"}
    laid, options = scene.remember(new_rule=dump(rule)).offering(
        [({"kind": kind, "flow": NAME}, label, {}) for kind, label in choices.items()]
    )
    known = next((each for each in _schedule(scene).recurring if str(each.id) == str(met)), met)
    facts = {"rule": known if isinstance(known, Recurring) else None}
    return laid.at(NAME, "overlap", Asked.BOOKING).decide(
        Saying(phrase="recurring.overlap", facts=facts, options=options)
    )
