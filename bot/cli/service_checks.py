"""What the doctor looks at on outside services that are no conversations; nothing is said of those that are not configured."""

from bot.cli.checks import Finding
from bot.outside import SystemClock
from bot.settings import Settings
from bot.wiring.identities import identity_configs
from bot.wiring.services import google_config, microsoft_config, zoom_config
from core.ports.identity import IdentityProvider


async def google(settings: Settings) -> list[Finding]:
    """Look at Google's client, at who renews tokens, at the Calendar API, and whether Google reaches us."""
    given = (settings.google_client_id, settings.google_client_secret)
    if not any(given):
        return []
    if not all(given):
        mend = "Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, or none of them."
        return [Finding("Google", "is set by half", mend)]
    from integrations.calendars.google.checkup import examine  # noqa: PLC0415 - loaded where it is used

    found = await examine(google_config(settings), SystemClock())
    return [Finding("Google", state, mend) for state, mend in found]


async def zoom(settings: Settings) -> list[Finding]:
    """Ask Zoom for a token."""
    given = (settings.zoom_account_id, settings.zoom_client_id, settings.zoom_client_secret)
    if not any(given):
        return []
    if not all(given):
        mend = "Set ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or none of them."
        return [Finding("Zoom", "is set by half", mend)]
    from integrations.meetings.zoom import examine  # noqa: PLC0415 - loaded where it is used

    return [
        Finding("Zoom", state, mend) for state, mend in await examine(zoom_config(settings), SystemClock())
    ]


async def microsoft(settings: Settings) -> list[Finding]:
    """Look at Microsoft's app registration, at Graph, and whether Microsoft reaches us."""
    given = (settings.microsoft_client_id, settings.microsoft_client_secret)
    if not any(given):
        return []
    if not all(given):
        mend = "Set MICROSOFT_CLIENT_ID and MICROSOFT_CLIENT_SECRET, or none of them."
        return [Finding("Microsoft", "is set by half", mend)]
    from integrations.calendars.microsoft.checkup import examine  # noqa: PLC0415 - loaded where it is used

    found = await examine(microsoft_config(settings), SystemClock())
    return [Finding("Microsoft", state, mend) for state, mend in found]


async def github(settings: Settings) -> list[Finding]:
    """Look at our client at GitHub, by which people sign in, and at GitHub's API."""
    given = (settings.github_client_id, settings.github_client_secret)
    if not any(given):
        return []
    if not all(given):
        mend = "Set GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET, or none of them."
        return [Finding("GitHub", "is set by half", mend)]
    from integrations.identity.checkup import examine_github  # noqa: PLC0415 - loaded where it is used

    found = await examine_github(identity_configs(settings)[IdentityProvider.GITHUB])
    return [Finding("GitHub", state, mend) for state, mend in found]
