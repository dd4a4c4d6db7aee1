"""Whom and what a host means among colleagues: teams, people, groups, event types of several hosts; which is asked if unclear."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from bot.decisions import Decision
from bot.messages import Saying
from bot.scene import Scene, says
from bot.together import Together
from bot.understood import Act, Asked
from core.event_types import EventType, Mode
from core.jsonable import dump, load
from core.people import Host
from core.queries import TeamPage
from core.teams import Role

CLOSE = 0.8
"""How alike a name and what was said must be to be taken for a slip."""
SHORTEST = 3
"""Letters from which the beginning of a name is enough."""
LISTED = 8
"""Most choices in one question."""
WISHING = frozenset({
    Act.PROPOSE_TIME, Act.BOOK, Act.QUERY_AVAILABILITY, Act.REQUEST_ALTERNATIVES, Act.PICK, Act.CORRECT, Act.INFORM, Act.YES, Act.NO,
    Act.ANY, Act.ACCEPT, Act.DECLINE, Act.SKIP, Act.THANKS, Act.GREET,
})  # fmt: skip
"""Acts beside which a time is a wish for what is being talked about; others are about something else."""
TEAM, EVENT_TYPE, WAY = "team", "event_type", "way"
"""What is asked for beside people (who are asked for by the words said)."""


class Unclear(Exception):
    """Something that was said names nobody, nothing, or several: what to say, and among what to choose."""

    def __init__(self, saying: Saying, about: str = "", among: Iterable[tuple[str, str]] = ()) -> None:
        """Remember the question; `among` are ids and names, none if there is nothing to choose from."""
        super().__init__(saying.phrase)
        self.saying = saying
        self.about = about
        self.among = tuple(among)[:LISTED]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A host, the teams they are in, and what was chosen when something was unclear."""

    me: Host
    pages: tuple[TeamPage, ...]
    own: tuple[EventType, ...] = ()
    """The host's own event types."""
    picked: Mapping[str, str] = field(default_factory=dict)
    """Ids, by what they were asked for."""

    def hosts(self, pages: Sequence[TeamPage] = ()) -> tuple[Host, ...]:
        """Return everybody in the teams (all unless some are given), the host too."""
        found = {each.id: each for page in pages or self.pages for each in page.hosts}
        return tuple({self.me.id: self.me, **found}.values())

    def host(self, host_id: UUID) -> Host | None:
        """Return one of them by id."""
        return next((each for each in self.hosts() if each.id == host_id), None)

    def name(self, host_id: UUID) -> str | None:
        """Return how somebody is called; None for the host, "?" for somebody who is in no team any more."""
        found = self.host(host_id)
        return None if host_id == self.me.id else (called(found) if found else "?")

    def names(self, host_ids: Iterable[UUID]) -> tuple[str | None, ...]:
        """Return how people are called, the host last."""
        return tuple(sorted((self.name(each) for each in host_ids), key=lambda name: name is None))

    # -- what is meant -----------------------------------------------------------------------------

    def team(self, words: str) -> TeamPage:
        """Return the team that is named, or the only one; raise Unclear."""
        if not self.pages:
            raise Unclear(says("teams.none"))
        if TEAM in self.picked:
            return next(page for page in self.pages if str(page.team.id) == self.picked[TEAM])
        found = _alike(words, [(page, page.team.name) for page in self.pages]) if words else list(self.pages)
        if not found:
            raise Unclear(says("teams.unknown", words=words, names=[p.team.name for p in self.pages]))
        if len(found) > 1:
            raise Unclear(says("teams.which"), TEAM, [(str(p.team.id), p.team.name) for p in found])
        return found[0]

    def person(self, words: str, pages: Sequence[TeamPage] = ()) -> Host:
        """Return the host whom words name; raise Unclear."""
        hosts = self.hosts(pages)
        if words.lower() in self.picked:
            return next(each for each in hosts if str(each.id) == self.picked[words.lower()])
        found = named_hosts(words, hosts)
        if not found:
            names = [called(each) for each in hosts if each.id != self.me.id]
            raise Unclear(says("teams.nobody" if names else "teams.alone", words=words, names=names))
        if len(found) > 1:
            among = [(str(each.id), f"{called(each)} (@{each.username})") for each in found]
            raise Unclear(says("teams.which_person", words=words), words.lower(), among)
        return found[0]

    def people(self, said: Together, pages: Sequence[TeamPage] = ()) -> tuple[Host, ...]:
        """Return the hosts who are named, the speaker last if named too; raise Unclear."""
        found = [self.person(words, pages) for words in said.people]
        unique = {each.id: each for each in (*found, *((self.me,) if said.me else ()))}
        return tuple(unique.values())

    def group(self, words: str) -> tuple[Host, ...]:
        """Return everybody of a group of any of the teams, or of a team of that name; raise Unclear."""
        groups = [(page, member) for page in self.pages for member in page.team.members if member.group]
        names = tuple(dict.fromkeys(member.group for _, member in groups))
        found = _alike(words, [(name, name) for name in names])
        if found:
            ids = {member.host_id for _, member in groups if member.group == found[0]}
            return tuple(each for each in self.hosts() if each.id in ids)
        teams = _alike(words, [(page, page.team.name) for page in self.pages])
        if teams:
            return self.hosts(teams[:1]) if _is_in(self.me, teams[0]) else teams[0].hosts
        raise Unclear(says("teams.no_group", words=words, names=list(names)))

    def event_types(self) -> tuple[EventType, ...]:
        """Return the host's own event types and those that are shared in the teams."""
        shared = (each for page in self.pages for each in page.event_types)
        return tuple({each.id: each for each in (*self.own, *shared)}.values())

    def event_type(self, words: str, talked_about: str | None, *, several: bool = True) -> EventType:
        """Return the event type that is named, else the one talked about, else the only one (of several hosts); raise Unclear."""
        able = [each for each in self.event_types() if not several or each.mode is not Mode.SOLO]
        chosen = self.picked.get(EVENT_TYPE) or (None if words else talked_about)
        found = [each for each in self.event_types() if str(each.id) == chosen]
        if not found and words:
            found = _alike(words, [(e, t) for e in self.event_types() for t in (e.title, e.code)])
        found = found or ([] if words else able)
        if not found and words:
            raise Unclear(says("events.unknown", words=words))
        own = [each for each in found if each.host_id == self.me.id]
        found = own if len(own) == 1 else found
        if not found:
            raise Unclear(says("sharing.none"))
        if len(found) > 1:
            raise Unclear(says("events.which"), EVENT_TYPE, [(str(e.id), e.title) for e in found])
        return found[0]


def _is_in(host: Host, page: TeamPage) -> bool:
    return any(each.id == host.id for each in page.hosts)


def called(host: Host) -> str:
    """Return what to call a host: the name, or the username of somebody who has given none."""
    return host.name or f"@{host.username}"


def plain(text: str) -> str:
    """Return a text without case and accents."""
    marks = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in marks if not unicodedata.combining(each)).strip(" @.\"“”'")


def _alike(words: str, named: Sequence[tuple[Any, str]]) -> list[Any]:
    """Return the things of that name; else those whose name begins with or contains it as a word; else near misses."""
    said = plain(words)
    for way in (_is, _begins, _is_near):
        found = {id(thing): thing for thing, name in named if said and way(plain(name), said)}
        if found:
            return list(found.values())
    return []


def _is(name: str, said: str) -> bool:
    return name in (said, said.removesuffix("s"))


def _begins(name: str, said: str) -> bool:
    return len(said) >= SHORTEST and (name.startswith(said) or said in name.split())


def _is_near(name: str, said: str) -> bool:
    return SequenceMatcher(None, name, said).ratio() >= CLOSE


def named_hosts(words: str, hosts: Sequence[Host]) -> list[Host]:
    """Return the hosts whom words name: by username, whole name, first or last name, its beginning, or a slip of it."""
    said = plain(words)
    if words.startswith("@"):
        return [each for each in hosts if each.username == said]
    if not said:
        return []
    by_part = [(each, part) for each in hosts for part in (*plain(each.name).split(), each.username)]
    whole = [each for each in hosts if said == plain(each.name)]
    if whole:
        return whole
    exact = {each.id: each for each, part in by_part if part == said}
    begins = {each.id: each for each, part in by_part if len(said) >= SHORTEST and part.startswith(said)}
    by_name = [*by_part, *((each, plain(each.name)) for each in hosts)]
    near = {each.id: each for each, name in by_name if _is_near(name, said)}
    return list((exact or begins or near).values())


def may_run(page: TeamPage, host_id: UUID) -> bool:
    """Say whether somebody is owner or admin of a team."""
    member = page.team.member(host_id)
    return member is not None and member.role is not Role.MEMBER


# -- asking which ----------------------------------------------------------------------------------


def ask_which(scene: Scene, flow: str, said: Together, circle: Circle, unclear: Unclear) -> Decision:
    """Say what is unclear; where there is something to choose from, remember what was wanted until it is chosen."""
    if not unclear.among:
        return scene.decide(unclear.saying)
    values = [
        (
            {
                "kind": "which",
                "about": unclear.about,
                "id": key,
                "name": name.partition(" (@")[0],
                "flow": flow,
            },
            f"label.way_{key}" if unclear.about == WAY else "label.name",
            {"name": name},
        )
        for key, name in unclear.among
    ]
    laid, options = scene.remember(together=dump(said), picked=dict(circle.picked)).offering(values)
    question = Saying(phrase=unclear.saying.phrase, facts=unclear.saying.facts, options=options)
    return laid.at(flow, "which", Asked.EVENT_TYPE).decide(question)


def chosen(scene: Scene, flow: str) -> tuple[Together, dict[str, str]] | None:
    """Return what was wanted and all that was picked for it, if the message picks one of what was asked."""
    if scene.conversation.flow != flow or "together" not in scene.slots:
        return None
    offer = scene.tapped or next((o for o in scene.conversation.offers if _typed(scene, o.value)), None)
    if offer is None or offer.value["kind"] != "which":
        return None
    picked = {**scene.slots.get("picked", {}), offer.value["about"]: offer.value["id"]}
    return load(Together, scene.slots["together"]), picked


def _typed(scene: Scene, value: Mapping[str, Any]) -> bool:
    """Say whether a choice was typed by its name."""
    said = plain(scene.understood.text)
    name = plain(str(value.get("name", "")))
    return scene.conversation.step == "which" and bool(said) and (said == name or said in name.split())


def asked_again(scene: Scene, flow: str) -> tuple[Saying, ...]:
    """Return what is open after an aside: which one was meant."""
    if scene.conversation.flow != flow or scene.conversation.step != "which":
        return ()
    return (says("teams.which_one"),)
