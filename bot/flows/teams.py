"""A host makes a team, joins and leaves teams, and says who may do what there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from bot.decisions import Decision, Do, Look
from bot.mates import Circle, Unclear, ask_which, asked_again, called, chosen, may_run
from bot.messages import Saying
from bot.scene import Scene, says
from bot.together import Ask, Together
from bot.understood import Act, Asked
from core.commands import ChangeMember, ChangeTeam, Command, CreateTeam, DeleteTeam, JoinTeam, RemoveMember
from core.errors import Code, Refusal
from core.people import Host
from core.queries import ShowTeams, TeamPage
from core.teams import Role

NAME = "teams"
AT_FIRST = (Ask.CREATE_TEAM, Ask.JOIN_TEAM)
"""What can be asked for with the very first message."""
AT_ONCE = 5
"""Most members that one message changes."""


def hear(scene: Scene) -> Decision | None:
    """Take up what is said about teams; None if the message is about something else."""
    if scene.desk is None:
        return None
    said = scene.understood.together
    if said and said.ask in (*_WAYS, *AT_FIRST):
        return begin(scene, said, {})
    if scene.conversation.flow != NAME:
        return None
    again = chosen(scene, NAME)
    if again:
        return begin(scene.cleared(), *again)
    return _going_on(scene)


def resume(scene: Scene) -> tuple[Saying, ...]:
    """Ask again what was open, after an aside."""
    if scene.conversation.asked == Asked.TITLE:
        return (says("teams.ask_name"),)
    if scene.conversation.step == "delete":
        return (says("teams.go_on"),)
    return asked_again(scene, NAME)


def _going_on(scene: Scene) -> Decision | None:
    heard = scene.understood
    if scene.conversation.asked == Asked.TITLE and heard.text:
        return begin(scene.cleared(), Together(ask=Ask.CREATE_TEAM, name=heard.text[:100]), {})
    if scene.conversation.step != "delete":
        return None
    kind = scene.tapped.value["kind"] if scene.tapped else ""
    if kind == "delete" or heard.has(Act.YES):
        command = DeleteTeam(team_id=UUID(scene.slots["team"]), by=_me(scene).id)
        return scene.decide(then=Do(command, f"{NAME}:deleted"))
    if kind == "keep" or heard.has(Act.NO):
        return scene.cleared().decide(says("teams.kept"))
    return None


def begin(scene: Scene, said: Together, picked: Mapping[str, str]) -> Decision:
    """Look at the teams first, unless none is concerned."""
    if said.ask is Ask.CREATE_TEAM:
        if not said.name:
            return scene.at(NAME, "name", Asked.TITLE).decide(says("teams.ask_name"))
        return scene.decide(then=Do(CreateTeam(host_id=_me(scene).id, name=said.name), f"{NAME}:created"))
    if said.ask is Ask.JOIN_TEAM:
        command = JoinTeam(host_id=_me(scene).id, join_code=said.code)
        note = {"team": said.code, "host": command.host_id}
        return scene.decide(then=Do(command, f"{NAME}:joined", note))
    query = ShowTeams(host_id=_me(scene).id)
    return scene.decide(then=Look(query, f"{NAME}:circle", {"said": said, "picked": dict(picked)}))


def _me(scene: Scene) -> Host:
    if scene.desk is None:
        raise LookupError("only a host's own talk has teams")
    return scene.desk.host


# -- what is wanted, once the teams are known ------------------------------------------------------


def _show(scene: Scene, circle: Circle, said: Together) -> Decision:
    if not circle.pages:
        raise Unclear(says("teams.none"))
    pages = [circle.team(said.team)] if said.team else list(circle.pages)
    lines = [line for page in pages for line in _page_lines(circle, page)]
    return scene.decide(*lines)


def _page_lines(circle: Circle, page: TeamPage) -> tuple[Saying, ...]:
    members = [
        says(
            "teams.member",
            names=[circle.name(each.host_id)],
            role=each.role if each.role is not Role.MEMBER else "",
            group=each.group,
        )
        for each in page.team.members
    ]
    code = page.team.join_code if may_run(page, circle.me.id) else ""
    return (says("teams.head", team=page.team.name, n=len(members)), *members, *_how_to_join(code))


def _how_to_join(code: str) -> tuple[Saying, ...]:
    return (says("teams.tell", code=code),) if code else ()


def _invite(scene: Scene, circle: Circle, said: Together) -> Decision:
    page = circle.team(said.team)
    known = [each for each in page.hosts if _names_one(each, said)]
    if known:
        return scene.decide(says("teams.is_in", names=[called(e) for e in known], team=page.team.name))
    if not may_run(page, circle.me.id):
        return scene.decide(says("teams.ask_owner", names=_runners(circle, page), team=page.team.name))
    phrase = "teams.invite_named" if said.people else "teams.invite"
    facts = {"names": list(said.people), "team": page.team.name, "code": page.team.join_code}
    return scene.decide(says(phrase, **facts))


def _names_one(host: Host, said: Together) -> bool:
    return any(each.strip("@").casefold() in (host.username, host.name.casefold()) for each in said.people)


def _role(scene: Scene, circle: Circle, said: Together) -> Decision:
    page, members = _members(circle, said)
    role = said.role or Role.MEMBER
    commands: list[Command] = [
        ChangeMember(team_id=page.team.id, by=circle.me.id, host_id=each.id, role=role) for each in members
    ]
    return _change(scene, circle, page, commands, (f"teams.role_{role.value}", members, {}))


def _group(scene: Scene, circle: Circle, said: Together) -> Decision:
    page, members = _members(circle, said)
    group = said.groups[0] if said.groups else ""
    commands: list[Command] = [
        ChangeMember(team_id=page.team.id, by=circle.me.id, host_id=each.id, group=group) for each in members
    ]
    phrase = "teams.group" if group else "teams.no_group_any_more"
    return _change(scene, circle, page, commands, (phrase, members, {"group": group}))


def _remove(scene: Scene, circle: Circle, said: Together) -> Decision:
    page, members = _members(circle, said)
    commands: list[Command] = [
        RemoveMember(team_id=page.team.id, by=circle.me.id, host_id=each.id) for each in members
    ]
    return _change(scene, circle, page, commands, ("teams.removed", members, {}))


def _leave(scene: Scene, circle: Circle, said: Together) -> Decision:
    page, me = circle.team(said.team), circle.me
    commands: list[Command] = [RemoveMember(team_id=page.team.id, by=me.id, host_id=me.id)]
    return _change(scene, circle, page, commands, ("teams.left", (me,), {}))


def _new_code(scene: Scene, circle: Circle, said: Together) -> Decision:
    page = circle.team(said.team)
    commands: list[Command] = [ChangeTeam(team_id=page.team.id, by=circle.me.id, new_join_code=True)]
    return _change(scene, circle, page, commands, ("teams.new_code", (), {}))


def _rename(scene: Scene, circle: Circle, said: Together) -> Decision:
    page = circle.team(said.team)
    commands: list[Command] = [ChangeTeam(team_id=page.team.id, by=circle.me.id, name=said.name)]
    return _change(scene, circle, page, commands, ("teams.renamed", (), {"old": page.team.name}))


def _delete(scene: Scene, circle: Circle, said: Together) -> Decision:
    page = circle.team(said.team)
    owners = _owners(page)
    if circle.me.id not in owners:
        return scene.decide(says("teams.only_owners", team=page.team.name, names=circle.names(owners)))
    values = [
        ({"kind": "delete", "flow": NAME}, "label.delete", {"title": page.team.name}),
        ({"kind": "keep", "flow": NAME}, "label.keep", {}),
    ]
    laid, options = scene.remember(team=str(page.team.id)).offering(values)
    question = Saying(phrase="teams.confirm_delete", facts={"team": page.team.name}, options=options)
    return laid.at(NAME, "delete", Asked.CONFIRM).decide(question)


_WAYS: Mapping[Ask, Callable[[Scene, Circle, Together], Decision]] = {
    Ask.SHOW_TEAM: _show,
    Ask.INVITE: _invite,
    Ask.SET_ROLE: _role,
    Ask.SET_GROUP: _group,
    Ask.REMOVE_MEMBER: _remove,
    Ask.LEAVE_TEAM: _leave,
    Ask.NEW_JOIN_CODE: _new_code,
    Ask.RENAME_TEAM: _rename,
    Ask.DELETE_TEAM: _delete,
}


def _members(circle: Circle, said: Together) -> tuple[TeamPage, tuple[Host, ...]]:
    """Return the team that is meant and the members who are named; the team in which all of them are if none is said."""
    hosts = circle.people(said)
    if said.team or len(circle.pages) < 2:
        page = circle.team(said.team)
        return page, circle.people(said, (page,))
    ids = {each.id for each in hosts}
    having = tuple(page for page in circle.pages if ids <= {each.id for each in page.hosts})
    return replace(circle, pages=having or circle.pages).team(""), hosts


def _change(
    scene: Scene,
    circle: Circle,
    page: TeamPage,
    commands: list[Command],
    read_back: tuple[str, tuple[Host, ...], dict[str, Any]],
) -> Decision:
    """Carry out one command after the other; the last one reads all of it back."""
    phrase, members, facts = read_back
    if not commands or len(commands) > AT_ONCE:
        return scene.decide(says("teams.too_many", n=AT_ONCE))
    note = {
        "page": page,
        "circle": circle,
        "rest": commands[1:],
        "phrase": phrase,
        "facts": {"names": circle.names(each.id for each in members), "alone": len(members) < 2, **facts},
    }
    return scene.decide(then=Do(commands[0], f"{NAME}:changed", note))


# -- what came of it -------------------------------------------------------------------------------


def learn(scene: Scene, then: str, note: Mapping[str, Any], result: Any) -> Decision:
    """Go on with the teams that were looked up, or read back what was done."""
    match then:
        case "circle":
            return _wanted(scene, note, tuple(result))
        case "created":
            team = result.value
            return _closed(scene).decide(says("teams.created", team=team.name, code=team.join_code))
        case "joined":
            query = ShowTeams(host_id=note["host"])
            return scene.decide(then=Look(query, f"{NAME}:in", {**note, "team": result.value}))
        case "in":
            return _joined(scene, note["host"], note["team"].id, tuple(result))
        case "deleted":
            return scene.cleared().decide(says("teams.deleted", team=result.value.name))
        case _:
            return _changed(scene, note, result.value)


def _wanted(scene: Scene, note: Mapping[str, Any], pages: tuple[TeamPage, ...]) -> Decision:
    circle = Circle(me=_me(scene), pages=pages, own=scene.event_types, picked=note["picked"])
    said: Together = note["said"]
    try:
        return _WAYS[said.ask](scene, circle, said)
    except Unclear as unclear:
        return ask_which(scene, NAME, said, circle, unclear)


def _joined(scene: Scene, host_id: UUID, team_id: UUID, pages: tuple[TeamPage, ...]) -> Decision:
    page = next(each for each in pages if each.team.id == team_id)
    others = [called(each) for each in page.hosts if each.id != host_id]
    return _closed(scene).decide(says("teams.joined", team=page.team.name, names=others))


def _closed(scene: Scene) -> Scene:
    """Close this flow; what another had asked stays open."""
    return scene if scene.conversation.flow not in ("", NAME) else scene.cleared()


def _changed(scene: Scene, note: Mapping[str, Any], team: Any) -> Decision:
    rest: list[Command] = note["rest"]
    if rest:
        return scene.decide(then=Do(rest[0], f"{NAME}:changed", {**note, "rest": rest[1:]}))
    facts = {**note["facts"], "team": team.name, "code": team.join_code}
    return _closed(scene).decide(says(note["phrase"], **facts))


def refused(scene: Scene, then: str, note: Mapping[str, Any], refusal: Refusal) -> Decision:
    """Say why not, and who could do it."""
    page, circle = note.get("page"), note.get("circle")
    if then == "joined" and refusal.code is Code.NOT_FOUND:
        return scene.decide(says("teams.no_such_code", code=note["team"]))
    if page and circle and refusal.code is Code.NOT_ALLOWED:
        owners = circle.names(_owners(page))
        if refusal.facts.get("what") == "owner":
            return scene.decide(says("teams.only_owners", team=page.team.name, names=owners))
        return scene.decide(says("teams.not_allowed", team=page.team.name, names=_runners(circle, page)))
    if page and refusal.facts.get("why") == "last_owner":
        return scene.decide(says("teams.last_owner", team=page.team.name))
    return scene.decide(says(f"refused.{refusal.code.value}", **{"host": "", **refusal.facts}))


def _owners(page: TeamPage) -> tuple[UUID, ...]:
    return tuple(each.host_id for each in page.team.members if each.role is Role.OWNER)


def _runners(circle: Circle, page: TeamPage) -> tuple[str | None, ...]:
    """Return who is owner or admin of a team."""
    return circle.names(each.host_id for each in page.team.members if each.role is not Role.MEMBER)
