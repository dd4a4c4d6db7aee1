"""How people are written: names with the reader among them, roles, groups, answers, and what the clock shows others."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.phrases import times
from bot.phrases.times import Asked
from core.booking import Rsvp
from core.zones import local


def people(value: Any, asked: Asked) -> str:
    """Names joined with `and`, where None is the reader: `Ann, Bob and you`; the rest of the spec is another form of "you"."""
    you = asked.rest or asked.word("you")
    return times.listed([you if v is None else str(v) for v in value], asked, "and")


def role(value: Any, asked: Asked) -> str:
    """What a member of a team is (`core.teams.Role`), in a word."""
    return str(asked.words[f"role.{value}"])


def network(value: Any, asked: Asked) -> str:
    """What a channel is called."""
    return str(asked.words.get(f"network.{value}", value))


def networks(value: Any, asked: Asked) -> str:
    """What several channels are called, joined with `and`."""
    return times.listed([network(each, asked) for each in value], asked, "and")


def provider(value: Any, asked: Asked) -> str:
    """What who keeps calendars is called (`core.calendars.Provider`)."""
    return str(asked.words[f"provider.{value}"])


def providers(value: Any, asked: Asked) -> str:
    """What several of them are called, joined with `and`."""
    return times.listed([provider(each, asked) for each in value], asked, "and")


def groups(value: Any, asked: Asked) -> str:
    """One of each group, with who is in it: `one of engineering (Ann, Bob and you) and one of sales (Kim)`."""
    told = [asked.word("one_of").format(group=name, names=people(who, asked)) for name, who in value]
    return times.listed(told, asked, "and")


def elsewhere(value: Any, asked: Asked) -> str:
    """What the clock shows others whose zone shows another time (pairs of name and zone): `09:00 for Ann and Bob`.

    The fact `slot` says when.
    """
    here = local(times.start_of(asked.facts["slot"]), asked.zone).replace(tzinfo=None)
    shown: dict[str, list[str]] = {}
    for name, zone in value:
        there = local(times.start_of(asked.facts["slot"]), zone)
        if there.replace(tzinfo=None) == here:
            continue
        clock_there = times.clock_at(times.start_of(asked.facts["slot"]), replace(asked, zone=zone))
        day_there = f"{times.short_day(there.date(), asked)}, " if there.date() != here.date() else ""
        shown.setdefault(f"{day_there}{clock_there}", []).append(name)
    told = [asked.word("clock_for").format(clock=k, names=people(v, asked)) for k, v in shown.items()]
    return f" ({', '.join(told)})" if told else ""


def rsvp(value: Any, asked: Asked) -> str:
    """What a guest answered (`core.booking.Rsvp`), in words."""
    return str(asked.words[f"rsvp.{value}"])


def guests(value: Any, asked: Asked) -> str:
    """Guests (`core.booking.Guest`) with what they answered: `Kim (comes) and bob@example.org`."""
    told = [each.name or each.email for each in value]
    answers = ["" if each.answer is Rsvp.NONE else f" ({rsvp(each.answer, asked)})" for each in value]
    return times.listed([a + b for a, b in zip(told, answers, strict=True)], asked, "and")


def by(value: Any, asked: Asked) -> str:
    """Who changed something, where it was not the host: `by the invitee`."""
    return asked.word(f"by_{value}")


FORMATS: Mapping[str, Callable[[Any, Asked], str]] = {
    "people": people,
    "network": network,
    "networks": networks,
    "provider": provider,
    "providers": providers,
    "role": role,
    "groups": groups,
    "elsewhere": elsewhere,
    "rsvp": rsvp,
    "guests": guests,
    "by": by,
}
