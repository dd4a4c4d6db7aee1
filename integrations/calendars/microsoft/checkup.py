"""What `parley doctor` looks at: the app registration, the addresses, and whether Microsoft can reach us."""

from collections.abc import Iterator

import aiohttp

from core.errors import Fault, Rejected
from core.ports import Clock
from integrations.calendars.microsoft.config import MicrosoftConfig
from integrations.calendars.microsoft.door import PUSH
from integrations.calendars.microsoft.tokens import Tokens
from integrations.trust import proxy_for, trust

Found = tuple[str, str]
"""How something stands, and what to do about it; nothing to do means that it is well."""


async def examine(config: MicrosoftConfig, clock: Clock) -> list[Found]:
    """Look at sign-in, at Graph and at our own address."""
    return [await _sign_in(config, clock), await _graph(config), *_address(config)]


async def _sign_in(config: MicrosoftConfig, clock: Clock) -> Found:
    try:
        await Tokens(config, clock, trust(config.ca_bundle)).check()
    except Rejected:
        mend = "Copy MICROSOFT_CLIENT_ID and a MICROSOFT_CLIENT_SECRET that has not expired from the app registration."
        return "Microsoft does not know the app registration", mend
    except Fault as fault:
        return str(fault), "Check the network, MICROSOFT_AUTHORITY and PARLEY_CA_BUNDLE."
    return "sign-in answers, and has nothing against the app registration", ""


async def _graph(config: MicrosoftConfig) -> Found:
    """See that Graph answers; without a token it says that one is needed."""
    limit = aiohttp.ClientTimeout(total=config.patience)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, proxy=proxy_for(config.graph_url)) as session,
            session.get(f"{config.graph_url}/me", ssl=trust(config.ca_bundle)) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return (
            f"Graph cannot be reached ({type(error).__name__})",
            "Check the network and MICROSOFT_GRAPH_URL.",
        )
    if status != 401:
        return f"what should be Graph answers {status}", "Correct MICROSOFT_GRAPH_URL."
    return "Graph answers", ""


def _address(config: MicrosoftConfig) -> Iterator[Found]:
    if config.pushes:
        yield f"Microsoft tells {config.base_url}{PUSH} of changes", ""
    else:
        yield "calendars are read every 30 minutes: Microsoft tells of changes only to https addresses", ""
