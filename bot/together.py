"""What a host says about several people: teams, event types of several hosts, common free time, polls, waiting lists."""

from dataclasses import dataclass
from enum import StrEnum

from core.event_types import Mode, Share
from core.teams import Role


class Ask(StrEnum):
    """What the host wants."""

    CREATE_TEAM = "create_team"
    JOIN_TEAM = "join_team"
    SHOW_TEAM = "show_team"
    """One team if it is named, else all."""
    INVITE = "invite"
    """How colleagues join."""
    SET_ROLE = "set_role"
    SET_GROUP = "set_group"
    REMOVE_MEMBER = "remove_member"
    LEAVE_TEAM = "leave_team"
    NEW_JOIN_CODE = "new_join_code"
    RENAME_TEAM = "rename_team"
    DELETE_TEAM = "delete_team"
    SHARE = "share"
    """An event type is for several hosts from now on."""
    ADD_HOST = "add_host"
    DROP_HOST = "drop_host"
    WEIGHT = "weight"
    PRIORITY = "priority"
    DAILY_CAP = "daily_cap"
    FAIRNESS = "fairness"
    MAX_LEAD = "max_lead"
    SHOW_HOSTS = "show_hosts"
    SOLO = "solo"
    """An event type is the host's alone again."""
    WHY_HOST = "why_host"
    COMMON_FREE = "common_free"
    NEW_POLL = "new_poll"
    SHOW_POLL = "show_poll"
    CLOSE_POLL = "close_poll"
    CANCEL_POLL = "cancel_poll"
    SHOW_WAITLIST = "show_waitlist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What one message says about several people; words stand as they were said."""

    ask: Ask
    team: str = ""
    """Words that may name a team."""
    people: tuple[str, ...] = ()
    """Words that may name hosts, without the speaker."""
    me: bool = False
    """Whether the speaker is among them."""
    everybody: bool = False
    """Everybody of the team or group that `team` names."""
    groups: tuple[str, ...] = ()
    """Groups of which one is wanted of each; for SET_GROUP the group itself, "" to leave it."""
    event_words: str = ""
    """Title or code of an event type that exists."""
    title: str = ""
    """Title of an event type that does not exist yet, or of a poll."""
    name: str = ""
    """New name of a team."""
    code: str = ""
    """Join code."""
    role: Role | None = None
    mode: Mode | None = None
    share: Share | None = None
    weight: int | None = None
    """Share in percent of an ordinary one."""
    number: int | None = None
    """Most a day, days of the horizon, most ahead; for PRIORITY 1 is first and -1 last. None takes a bound away."""
    option: int | None = None
    """Option of a poll, from 0; -1 is the last."""
