"""Whether Google Calendar is set up as it should be: pairs of how it stands and, where something is wrong, what to do."""

import asyncio

from core.errors import Fault
from core.ports import Clock
from integrations.calendars.google.config import GoogleConfig
from integrations.calendars.google.tokens import Tokens
from integrations.calendars.google.wire import Wire

State = tuple[str, str]
"""How something stands, and how to mend it; empty where it is well."""


async def examine(config: GoogleConfig, clock: Clock) -> list[State]:
    """Look at the client's id and secret, at who renews tokens, and at how we learn of changes."""
    if not config.client_id or not config.client_secret:
        missing = "GOOGLE_CLIENT_SECRET" if config.client_id else "GOOGLE_CLIENT_ID"
        return [(f"{missing} is missing", f"Set {missing} (docs/calendars/google.md).")]
    return [await _issuer(config, clock), _pushes(config)]


async def _issuer(config: GoogleConfig, clock: Clock) -> State:
    try:
        wire = Wire(clock, config.patience, config.ca_bundle)
        await asyncio.to_thread(Tokens(config, wire, clock).endpoint)
    except Fault as fault:
        return (
            f"{config.issuer} does not answer as it should ({fault})",
            "Check the network, and GOOGLE_ISSUER if you set it.",
        )
    return f"{config.issuer} answers", ""


def _pushes(config: GoogleConfig) -> State:
    if config.pushes:
        return "tells us of changes", ""
    return "is asked for changes: it tells only public https addresses of them", ""
