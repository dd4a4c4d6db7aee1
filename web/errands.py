"""Words of the pages on which calendars are connected and one signs in at a provider."""

from collections.abc import Mapping

from bot.errands import Why
from core.calendars import Provider

PROVIDERS: Mapping[str, str] = {
    "google": "Google",
    "microsoft": "Microsoft",
    "github": "GitHub",
    "caldav": "your calendar server",
    "ics": "a calendar feed",
}
CALENDARS: Mapping[Provider, str] = {
    Provider.GOOGLE: "Google Calendar",
    Provider.MICROSOFT: "Outlook calendar",
    Provider.CALDAV: "calendar",
    Provider.ICS: "calendar feed",
}
OFFERED: Mapping[Provider, str] = {
    Provider.GOOGLE: "Google",
    Provider.MICROSOFT: "Outlook / Microsoft 365",
    Provider.CALDAV: "iCloud, Fastmail, Nextcloud, …",
    Provider.ICS: "A calendar feed",
}
CHANNELS: Mapping[str, str] = {
    "webchat": "in the web chat",
    "console": "in the terminal",
    "telegram": "on Telegram",
    "slack": "on Slack",
    "whatsapp": "on WhatsApp",
    "sms": "by text message",
}
READ_ONLY = (
    "See when you are busy. Parley keeps only when something takes up your time, not what it is about.",
)
ASKED: Mapping[Provider, tuple[str, ...]] = {
    Provider.GOOGLE: (
        *READ_ONLY,
        "Write the meetings for which you are booked into your calendar, and keep them up to date.",
        "See your name and e-mail address, to tell your accounts apart.",
    ),
    Provider.MICROSOFT: (
        *READ_ONLY,
        "Write the meetings for which you are booked into your calendar, and keep them up to date.",
        "Do so while you are not there.",
        "See your name and e-mail address, to tell your accounts apart.",
    ),
    Provider.CALDAV: (
        *READ_ONLY,
        "Write the meetings for which you are booked into the calendar that you choose.",
    ),
    Provider.ICS: (*READ_ONLY, "Nothing can be written into a feed."),
}
"""What is asked for and why, for each provider."""
BOXES: Mapping[str, str] = {
    "calendar.events": "“View and edit events on all your calendars”",
    "calendar.readonly": "“See and download any calendar you can access”",
    "calendars.readwrite": "“Have full access to your calendars”",
}
"""How a provider calls what was not allowed, by the last part of its scope."""

STRANDED: Mapping[Why, tuple[str, str]] = {
    Why.UNKNOWN: (
        "This link does not work",
        "It may have been cut in two on its way. Ask for a new one in the chat, by writing “calendars”.",
    ),
    Why.EXPIRED: (
        "This link has expired",
        "Such links work for fifteen minutes. Ask for a new one in the chat; nothing was connected.",
    ),
    Why.USED: (
        "This link was used already",
        "Each link works once. If you need another, ask for it in the chat.",
    ),
    Why.ELSEWHERE: (
        "This was begun in another browser",
        "For your safety it has to end where it began: go back to that browser, or ask for a new link in the chat. "
        "Nothing was connected here.",
    ),
    Why.DENIED: (
        "Nothing was connected",
        "{provider} was not allowed to let us in, and that is fine. You can try again whenever you like.",
    ),
    Why.PARTIAL: (
        "One box was not ticked",
        "To know when you are busy and to write your meetings down, we need all that {provider} asked you about. "
        "Missing is {missing}. Nothing was connected; please try again and tick every box.",
    ),
    Why.AWAY: (
        "{provider} does not answer",
        "Nothing was connected. Please try again in a few minutes.",
    ),
    Why.REJECTED: (
        "That did not work",
        "{provider} did not let us in. Nothing was connected; please try once more.",
    ),
    Why.ABSENT: (
        "This cannot be connected here",
        "Whoever runs this Parley has not set it up. Nothing was connected.",
    ),
    Why.SOMEBODY: (
        "This browser is somebody else’s",
        "It is known as another person than the one who asked for this link. Open the link in your own browser, or in a "
        "private window; nothing was connected.",
    ),
    Why.THEIRS: (
        "This account belongs to somebody else",
        "Its e-mail address was confirmed by another person who uses Parley. If that is you too, join the two first; "
        "nothing was connected.",
    ),
}
"""Title and text for each way in which an errand comes to nothing."""

NOT_SIGNED_IN: Mapping[Why, tuple[str, str]] = {
    Why.EXPIRED: ("That took too long", "You had fifteen minutes. Please sign in once more."),
    Why.USED: ("You have been here before", "Each way in works once. Please sign in once more."),
    Why.ELSEWHERE: (
        "This was begun in another browser",
        "For your safety it has to end where it began. You can sign in here once more.",
    ),
    Why.DENIED: (
        "You are not signed in",
        "{provider} was not allowed to tell us who you are, and that is fine. There are other ways in.",
    ),
    Why.AWAY: ("{provider} does not answer", "Please try again in a few minutes, or sign in another way."),
    Why.REJECTED: ("That did not work", "{provider} did not tell us who you are. Please try once more."),
    Why.ABSENT: (
        "One cannot sign in there",
        "Whoever runs this Parley has not set it up. There are other ways in.",
    ),
}
"""The same where somebody only wanted to sign in."""


def stranded(
    why: Why, provider: str, missing: tuple[str, ...] = (), *, signing_in: bool = False
) -> tuple[str, str]:
    """Return title and text of the page that says so."""
    title, text = NOT_SIGNED_IN.get(why, STRANDED[why]) if signing_in else STRANDED[why]
    boxes = " and ".join(BOXES.get(each.rpartition("/")[2].lower(), f"“{each}”") for each in missing)
    facts = {"provider": PROVIDERS.get(provider, "The other side"), "missing": boxes}
    called = facts["provider"][:1].upper() + facts["provider"][1:]
    return title.format(provider=called), text.format(**facts)


def channel(name: str) -> str:
    """Say on which channel something was asked for."""
    return CHANNELS.get(name, "in a chat")
