"""Notes to people who are no side of a booking: to hosts about teams and event types, to who waits and who votes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.booking import Invitee
from core.effects import Note, Notice
from core.people import Host
from core.waiting import Waiting


def host_note(host: Host, notice: Notice, key: str, facts: Mapping[str, Any]) -> Note:
    """Return a note to a host; by mail only to an address that was proved. The key tells it from other notes."""
    return Note(
        key=f"{notice.value}:{key}:{host.id}",
        notice=notice,
        person_id=host.person_id,
        email=host.email if host.email_verified else None,
        name=host.name,
        locale=host.locale,
        zone=host.zone,
        host_id=host.id,
        facts=facts,
    )


def waiting_note(
    waiting: Waiting, notice: Notice, facts: Mapping[str, Any], not_after: datetime | None = None
) -> Note:
    """Return a note to somebody who waits; each version of their place in line makes its own."""
    invitee: Invitee = waiting.invitee
    return Note(
        key=f"{notice.value}:{waiting.id}:{waiting.version}",
        notice=notice,
        person_id=invitee.person_id,
        email=invitee.email,
        name=invitee.name,
        locale=invitee.locale,
        zone=invitee.zone,
        host_id=waiting.host_id,
        facts=facts,
        not_after=not_after,
    )
