"""Whether Google Calendar is set up as it should be: pairs of how it stands and, where something is wrong, what to do."""

import asyncio

from core.errors import Expired, Fault
from core.ports import Clock
from integrations.calendars.google.config import GoogleConfig
from integrations.calendars.google.tokens import Tokens
from integrations.calendars.google.wire import Wire

State = tuple[str, str]
"""How something stands, and how to mend it; empty where it is well."""
NOBODY = {"authorization": "Bearer none"}


async def examine(config: GoogleConfig, clock: Clock) -> list[State]:
    """Look at who renews tokens, at the Calendar API, and at how we learn of changes."""
    try:
        wire = Wire(clock, config.patience, config.ca_bundle)
    except (OSError, ValueError):
        return [("the bundle of certificates cannot be read", "Correct PARLEY_CA_BUNDLE.")]
    return [
        await asyncio.to_thread(_issuer, config, Tokens(config, wire, clock)),
        await asyncio.to_thread(_calendars, config, wire),
        _pushes(config),
    ]


def _issuer(config: GoogleConfig, tokens: Tokens) -> State:
    try:
        tokens.endpoint()
    except Fault as fault:
        mend = "Check the network, and GOOGLE_ISSUER if you set it."
        return f"{config.issuer} does not answer as it should ({fault})", mend
    return f"{config.issuer} answers", ""


def _calendars(config: GoogleConfig, wire: Wire) -> State:
    """See that whoever answers wants a token of us, as Google does."""
    mend = "Check the network, and GOOGLE_CALENDAR_URL if you set it."
    try:
        wire.request(f"{config.calendar_url}/users/me/calendarList", headers=NOBODY)
    except Expired:
        return f"{config.calendar_url} answers", ""
    except Fault as fault:
        return f"{config.calendar_url} does not answer as it should ({fault})", mend
    return f"{config.calendar_url} answers anybody: it is not Google's", mend


def _pushes(config: GoogleConfig) -> State:
    if config.pushes:
        return f"tells us of changes at {config.base_url}", ""
    return "is asked for changes: it tells only https addresses of them", ""
