"""What we write into a Google calendar. Pure."""

import base64
import hashlib
import html
import re
from datetime import datetime
from typing import Any

from core.calendars import Draft
from core.zones import local
from integrations.calendars.google.reading import BOOKING, EVENT, SEQUENCE

LONGEST_TITLE, LONGEST_TEXT = 1024, 8192
"""Characters that Google takes."""


def event_id(draft: Draft, number: int = 0) -> str:
    """Return the id of a booking's event in its owner's calendar: always the same, of the letters that Google allows (base32hex).

    `number` counts those before it that are gone for good and whose id cannot be had again.
    """
    told = f"{draft.uid}\n{draft.owner}\n{number}".encode()
    return base64.b32hexencode(hashlib.sha256(told).digest()[:20]).decode().lower()


def whole_event(draft: Draft, remote: str) -> dict[str, Any]:
    """Return an event as it is made."""
    return {"id": remote, **_shown(draft, remote), **_times(draft)}


def new_version(draft: Draft, remote: str) -> dict[str, Any]:
    """Return what is changed of an event that exists: what is ours to say. What its owner has added (colour, reminders) stays."""
    times = _times(draft)
    return {**_shown(draft, remote), **{edge: {"date": None, **times[edge]} for edge in times}}


def room_wanted(request: str) -> dict[str, Any]:
    """Return what asks for a Google Meet room; a request of the same name is heard once."""
    kind = {"type": "hangoutsMeet"}
    return {"conferenceData": {"createRequest": {"requestId": request, "conferenceSolutionKey": kind}}}


def _shown(draft: Draft, remote: str) -> dict[str, Any]:
    return {
        "summary": draft.title[:LONGEST_TITLE],
        "description": _description(draft),
        "location": draft.place[:LONGEST_TITLE],
        "status": "tentative" if draft.tentative else "confirmed",
        "extendedProperties": {
            "private": {BOOKING: str(draft.booking_id), EVENT: remote, SEQUENCE: str(draft.sequence)}
        },
    }


def _description(draft: Draft) -> str:
    """Return the text, and who takes part as far as it does not say so. They are no attendees: Google would put the event into their calendars too."""
    unnamed = [each for each in draft.others if (each[1] or each[0]) not in draft.text]
    people = "\n".join(f"{name} ({email})" if email else name for name, email in unnamed)
    text = "\n\n".join(part for part in (draft.text, people) if part)
    shown = html.escape(text, quote=False)  # Google shows it as HTML
    return re.sub(r"&[a-z]*$", "", shown[:LONGEST_TEXT]) if len(shown) > LONGEST_TEXT else shown


def _times(draft: Draft) -> dict[str, dict[str, str]]:
    return {
        "start": _edge(draft.during.start, draft.zone),
        "end": _edge(draft.during.end, draft.zone),
    }


def _edge(moment: datetime, name: str) -> dict[str, str]:
    return {"dateTime": local(moment, name).isoformat(), "timeZone": name}
