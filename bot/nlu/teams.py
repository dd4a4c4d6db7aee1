"""What hosts say about their teams."""

import re
from functools import partial

from bot.nlu.colleagues import PEOPLE, PERSON, THING, bare, colleagues
from bot.nlu.offerings import event_named
from bot.nlu.ordinals import option_in
from bot.nlu.phrasing import Heard, Sentences, part, sentence
from bot.together import Ask, Together
from core.teams import Role

_ROLES = {
    "admin": Role.ADMIN,
    "administrator": Role.ADMIN,
    "owner": Role.OWNER,
    "co-owner": Role.OWNER,
    "member": Role.MEMBER,
}
_ROLE = r"(?P<role>admin|administrator|co-owner|owner|(?:(?:an? )?(?:ordinary|normal|plain|simple|regular) )?member)s?"
_IN_TEAM = rf"(?: (?:of|in|for|from) (?:the |my |our )?(?:team )?(?P<team>{THING}))?"
_MAKE = r"(?:create|make|start|set ?up|open|add|form|build|found|new|i need|we need|i want|have)(?: me| us)?"
_DELETE = r"(?:delete|remove|dissolve|disband|close|scrap|get rid of)"
_SAYS_NO_NAME = frozenset({"it", "that", "this", "me", "them", "a", "the", "my", "our", "up"})


def about_teams(heard: Heard) -> Together | None:
    """Read what is said about teams; None if nothing is."""
    return _SENTENCES.first(heard)


def _create(_heard: Heard, match: re.Match[str]) -> Together | None:
    name = bare(part(match, "name", "before"))
    if name.lower().startswith("to "):
        return None
    return Together(ask=Ask.CREATE_TEAM, name="" if name.lower() in _SAYS_NO_NAME else name)


def _named_outright(heard: Heard, match: re.Match[str]) -> Together | None:
    """Read "new team: Sales", but not a mere "the team"."""
    makes = re.search(rf"\b{_MAKE}\b|:|called|named", match.group(), re.IGNORECASE)
    return _create(heard, match) if makes else None


def _join(_heard: Heard, match: re.Match[str]) -> Together:
    return Together(ask=Ask.JOIN_TEAM, code=part(match, "code").lower())


def _show(heard: Heard, match: re.Match[str]) -> Together | None:
    team = bare(part(match, "team", "before"))
    if event_named(team, heard.titles) and "team" not in match.group().lower():
        return None
    return Together(ask=Ask.SHOW_TEAM, team=team)


def _role(_heard: Heard, match: re.Match[str]) -> Together:
    role = _ROLES[part(match, "role").split()[-1].lower()]
    who = colleagues(part(match, "who"))
    return Together(ask=Ask.SET_ROLE, people=who.people, me=who.me, role=role, team=bare(part(match, "team")))


def _group(_heard: Heard, match: re.Match[str]) -> Together:
    who = colleagues(part(match, "who"))
    group = bare(part(match, "group"))
    return Together(
        ask=Ask.SET_GROUP,
        people=who.people,
        me=who.me,
        groups=(group,) if group else (),
        team=bare(part(match, "team")),
    )


def _remove(heard: Heard, match: re.Match[str]) -> Together | None:
    named = part(match, "team")
    who = colleagues(part(match, "who"))
    alone = "team" not in match.groupdict() or not named
    if alone and (heard.found.wish is not None or event_named(heard.text, heard.titles)):
        return None
    return Together(ask=Ask.REMOVE_MEMBER, people=who.people, me=who.me, team=bare(named))


def _remove_named(heard: Heard, match: re.Match[str]) -> Together | None:
    return None if heard.found.wish is not None else _remove(heard, match)


def _leave(heard: Heard, match: re.Match[str]) -> Together | None:
    team = bare(part(match, "team"))
    if heard.found.wish is not None or team.lower().split(" ")[0] in _SAYS_NO_NAME:
        return None
    return Together(ask=Ask.LEAVE_TEAM, team=team)


def _plain(_heard: Heard, match: re.Match[str], *, ask: Ask) -> Together:
    return Together(ask=ask, team=bare(part(match, "team", "before")), name=bare(part(match, "name")))


def _invite(heard: Heard, match: re.Match[str]) -> Together | None:
    team = part(match, "team")
    named = event_named(team, heard.titles) and "team" not in team.lower()
    if named or option_in(team) is not None:  # “invite Ann to the second” is about a time
        return None
    who = colleagues(part(match, "who"))
    return Together(ask=Ask.INVITE, people=who.people, team=bare(team))


def _promoted(_heard: Heard, match: re.Match[str]) -> Together:
    who = colleagues(part(match, "who"))
    role = _ROLES[(part(match, "role") or "admin").lower()]
    return Together(ask=Ask.SET_ROLE, people=who.people, me=who.me, role=role, team=bare(part(match, "team")))


def _demoted(_heard: Heard, match: re.Match[str]) -> Together:
    who = colleagues(part(match, "who", "who2", "who3"))
    return Together(
        ask=Ask.SET_ROLE, people=who.people, me=who.me, role=Role.MEMBER, team=bare(part(match, "team"))
    )


def _grouped(_heard: Heard, match: re.Match[str]) -> Together:
    who = colleagues(part(match, "who"))
    group = bare(part(match, "group", "group2"))
    return Together(
        ask=Ask.SET_GROUP, people=who.people, me=who.me, groups=(group,), team=bare(part(match, "team"))
    )


_invited = partial(_plain, ask=Ask.INVITE)

_SENTENCES = Sentences(
    sentence(
        "team for ", rf"{_MAKE} (?:an? |the |our |my )?(?:new )?team for (?:the )?(?P<name>{THING})", _create
    ),
    sentence(
        "team",
        rf"(?:{_MAKE} )?(?:an? |another |the |our |my )?(?:new )?team(?:,? (?:called|named)|:)? ?(?P<name>{THING})?",
        _named_outright,
    ),
    sentence(" team", rf"{_MAKE} (?:an? |another |the |our |my )?(?:new )?(?P<before>{THING}) team", _create),
    sentence(
        "join",
        r"join(?:ing)? (?:the |my |a )?(?:team )?(?:with )?(?:the )?(?:code )?(?P<code>[a-z0-9][\w-]{2,80})",
        _join,
    ),
    sentence(
        "code",
        r"(?:my |the |here is (?:my |the )?)?(?:join )?code(?: is|:) (?P<code>[a-z0-9]+(?:-[\w]+)+)",
        _join,
    ),
    sentence(
        " join code",
        rf"(?:give me |make |create |get |i need |set )?(?:an? )?(?:new|another|different|fresh) join code{_IN_TEAM}",
        partial(_plain, ask=Ask.NEW_JOIN_CODE),
    ),
    sentence(
        "join code",
        rf"(?:change|reset|renew|replace|revoke) (?:the |our |my )?join code{_IN_TEAM}",
        partial(_plain, ask=Ask.NEW_JOIN_CODE),
    ),
    sentence(
        " code",
        rf"(?:what(?:'s| is) |which is |give me |send me )?(?:the |our |my )?(?:join|team) code{_IN_TEAM}",
        _invited,
    ),
    sentence(
        " join code", rf"(?:what(?:'s| is) )?(?:the |our )?(?P<before>{PERSON})(?:'s)? join code", _invited
    ),
    sentence(
        "how ",
        r"how (?:do|can|does|could|would) (?:\w+ ){1,3}join(?: (?:the |my |our )?(?:team ?)?(?P<team>[\w'’& -]{1,40}?))?(?: team)?",
        _invited,
    ),
    sentence(
        "add|bring|get|have|invite",
        rf"(?:invite|add|get|bring|have) (?P<who>{PEOPLE}) (?:in|to|into|on|join) (?:the |my |our )?(?P<team>(?:team ?)?{THING}|team)",
        _invite,
    ),
    sentence(
        "who",
        rf"(?:who(?:'s| is| are| else is| all is)|who do we have|who belongs) (?:in|on|part of|to|a member of) (?:the |my |our )?(?:team ?)?(?P<team>{THING})?(?: team)?",
        _show,
    ),
    sentence(
        "colleagues|members|people",
        rf"(?:show|list|see|what are|who are|which are) ?(?:me )?(?:all )?(?:the |my |our )?(?:members|people|team members|colleagues)(?: (?:of|in|on) (?:the |my |our )?(?:team ?)?(?P<team>{THING})?(?: team)?)?",
        _show,
    ),
    sentence("my team", r"(?:show|list|see|what are|which are)? ?(?:me )?(?:all )?(?:of )?my teams?", _show),
    sentence(
        "team",
        rf"(?:show|list|see) (?:me )?(?:the |our )?(?:team (?P<team>{THING})|(?P<before>{PERSON}) team|teams?)",
        _show,
    ),
    sentence(
        " team", r"(?:which|what) teams? (?:am i (?:in|on|part of)|do i have|are there|do i belong to)", _show
    ),
    sentence("admin|member|owner", rf"make (?P<who>{PEOPLE}) (?:an? |the )?{_ROLE}{_IN_TEAM}", _role),
    sentence(
        "admin|member|owner",
        rf"(?P<who>{PEOPLE}) (?:is|are|should be|shall be|becomes?|will be) (?:now )?(?:an? |the |also an? )?{_ROLE}{_IN_TEAM}",
        _role,
    ),
    sentence(
        "promote ", rf"promote (?P<who>{PEOPLE})(?: to (?:an? )?(?P<role>admin|owner))?{_IN_TEAM}", _promoted
    ),
    sentence(
        "admin|demote |owner",
        rf"(?:demote (?P<who>{PEOPLE})|(?P<who2>{PEOPLE}) (?:is|are|should) (?:no longer|not|not be) (?:an? )?(?:admin|owner)s?(?: any ?more)?"
        rf"|(?:take|remove) (?:the )?admin (?:rights? |role )?(?:away )?from (?P<who3>{PEOPLE})){_IN_TEAM}",
        _demoted,
    ),
    sentence(
        " group|group ",
        rf"(?:put|move|add|assign) (?P<who>{PEOPLE}) (?:in|into|to) (?:the |a |our )?(?:group (?P<group>{THING})|(?P<group2>{PERSON}) group){_IN_TEAM}",
        _grouped,
    ),
    sentence(
        " group|group ",
        rf"(?P<who>{PEOPLE}) (?:is|are|am|belongs?|goes?|works?|should be) (?:in|to|into|part of) (?:the |our )?(?:group (?P<group>{THING})|(?P<group2>{PERSON}) group){_IN_TEAM}",
        _grouped,
    ),
    sentence(" belong", rf"(?P<who>{PEOPLE}) belongs? to (?:the |our )?(?P<group>{PERSON})", _grouped),
    sentence(
        "group",
        rf"(?:take|remove) (?P<who>{PEOPLE}) (?:out of|from|off) (?:the |their |his |her |any )?(?:{PERSON} )?group(?: {THING})?{_IN_TEAM}",
        _group,
    ),
    sentence(" in no group", rf"(?P<who>{PEOPLE}) (?:is|are) in no group{_IN_TEAM}", _group),
    sentence(
        "team",
        rf"(?:remove|kick|throw|take|drop|delete|expel) (?P<who>{PEOPLE}) (?:out )?(?:of|from|off) (?:the |my |our )?(?P<team>team(?: {THING})?|{THING} team)",
        _remove,
    ),
    sentence(
        "expel|kick|remove|throw",
        rf"(?:remove|kick|throw|expel) (?P<who>(?-i:@?[A-Z])[\w'’-]+(?: (?-i:[A-Z])[\w'’-]+)?) (?:out )?(?:of|from) (?:the |my |our )?(?P<team>{THING})",
        _remove_named,
    ),
    sentence(
        "expel|kick|remove|throw out",
        r"(?:remove|kick out|kick|expel|throw out) (?P<who>(?-i:@?[A-Z])[\w'’-]+(?: (?-i:[A-Z])[\w'’-]+)?)",
        _remove,
    ),
    sentence(
        " leaving|exit|leave|quit|remove me from|take me out of",
        rf"(?:leave|quit|exit|i(?:'m| am) leaving|take me out of|remove me from) (?:the |my |our )?(?P<team>(?:team )?{THING}(?: team)?|team)",
        _leave,
    ),
    sentence(
        "team",
        rf"(?:rename|call) (?:the |my |our )?team(?: (?P<team>[^\W_][\w'’&-]*?))? (?:to |as |into )?[\"“]?(?P<name>{THING})",
        partial(_plain, ask=Ask.RENAME_TEAM),
    ),
    sentence(
        " team ",
        rf"(?:rename|call) (?:the |my |our )?(?P<before>{PERSON}) team (?:to |as |into )?[\"“]?(?P<name>{THING})",
        partial(_plain, ask=Ask.RENAME_TEAM),
    ),
    sentence(
        "team",
        rf"{_DELETE} (?:the |my |our )?(?:team(?: (?P<team>{THING}))?|(?P<before>{PERSON}) team)",
        partial(_plain, ask=Ask.DELETE_TEAM),
    ),
)
