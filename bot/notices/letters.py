"""Letters about news of a booking: to the invitee, to every host, to the guests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.links import Links
from bot.messages import GUEST, Letter
from bot.notices.parties import Hosting, Parties
from core.booking import Guest, Rsvp, Side, Status
from core.commands import SendCode
from core.effects import Effect, Kind, News, Told
from core.jsonable import dump
from core.people import Host

SILENT = frozenset({News.FOLLOW_UP})
"""News that is told in the chat only."""
FOR_GUESTS = frozenset(
    {
        News.BOOKED,
        News.ACCEPTED,
        News.MOVED,
        News.CANCELLED,
        News.RESTORED,
        News.HEALED,
        News.LINKED,
        News.REMINDER,
        News.SERIES,
        News.SERIES_CANCELLED,
    }
)
"""News that guests are told, of a meeting that was confirmed."""
FOR_CALENDARS = FOR_GUESTS - {News.REMINDER}
"""News that comes with an invitation where it is told in a chat."""
CODE_MINUTES = 10


def letters(told: Told, parties: Parties, links: Links, now: datetime) -> tuple[Effect, ...]:
    """Return a mail for everybody whom the news concerns and who has an address."""
    return tuple(_mail(told, letter, whom, now) for letter, whom in _written(told, parties, links))


def enclosed(told: Told, parties: Parties, links: Links, host: Host | None) -> Letter | None:
    """Return the letter whose invitation belongs to news that is told in a chat: to a host, or with None to the invitee."""
    if told.news not in FOR_CALENDARS:
        return None
    if parties.in_their_calendar(host):
        return None
    if host is None:
        return _to_invitee(told, parties, links)
    hosting = next((each for each in parties.hosting if each.host.id == host.id), None)
    return _to_host(told, parties, links, hosting) if hosting else None


def code_letter(command: SendCode, code: str, locale: str, now: datetime) -> tuple[dict[str, Any], str]:
    """Return payload and lane of the letter with a one-time code."""
    letter = Letter(
        news="code",
        to_name="",
        to_email=command.email,
        to_side=Side.INVITEE.value,
        locale=locale,
        zone="UTC",
        code=code,
    )
    until = now + timedelta(minutes=CODE_MINUTES)
    return {"letter": dump(letter), "not_after": until.isoformat()}, lane(command.email)


def lane(email: str) -> str:
    """Return the lane of the outbox in which mails to an address go out in order."""
    return f"mail:{email.lower()}"


def _written(told: Told, parties: Parties, links: Links) -> Iterator[tuple[Letter, str]]:
    """Yield each letter, and whom it is for as its key says it."""
    if told.news not in SILENT:
        yield from _to_sides(told, parties, links)
    yield from _to_guests(told, parties, links)


def _to_sides(told: Told, parties: Parties, links: Links) -> Iterator[tuple[Letter, str]]:
    late_by = told.by if told.news is News.LATE else None  # who is late knows
    guests_by = told.by if told.news is News.GUESTS else None  # and so does who brings guests
    if told.booking.invitee.email and Side.INVITEE not in (late_by, guests_by):
        yield _to_invitee(told, parties, links), Side.INVITEE.value
    if Side.HOST in (late_by, guests_by):
        return
    for each in parties.hosting:
        if each.email and not _is_invitee(each, told):
            yield _to_host(told, parties, links, each), _host_key(told, each)


def _to_invitee(told: Told, parties: Parties, links: Links) -> Letter:
    letter, invitee = _letter(told, parties, links, Side.INVITEE), told.booking.invitee
    letter = replace(letter, encloses=not parties.in_their_calendar(None))
    return replace(
        letter, to_name=invitee.name, to_email=invitee.email or "", locale=invitee.locale, zone=invitee.zone
    )


def _to_host(told: Told, parties: Parties, links: Links, hosting: Hosting) -> Letter:
    host = hosting.host
    letter = _letter(told, parties, links, Side.HOST, host.id)
    letter = replace(letter, encloses=not parties.in_their_calendar(host))
    return replace(
        letter, to_name=host.name, to_email=hosting.email or "", locale=host.locale, zone=host.zone
    )


def _is_invitee(hosting: Hosting, told: Told) -> bool:
    """Say whether a host who takes part is also the one it was booked for: they need not read it twice."""
    own = hosting.host.id == told.booking.host_id
    return not own and (hosting.email or "").lower() == (told.booking.invitee.email or "").lower()


def _host_key(told: Told, hosting: Hosting) -> str:
    own = hosting.host.id == told.booking.host_id
    return Side.HOST.value if own else f"{Side.HOST.value}:{hosting.host.id}"


def _to_guests(told: Told, parties: Parties, links: Links) -> Iterator[tuple[Letter, str]]:
    for guest, news in _guests(told):
        letter = _letter(told, parties, links, Side.INVITEE)
        link = links.rsvp(told.booking, guest.id) if news != "guest_removed" else ""
        yield (
            replace(
                letter,
                news=news,
                to_side=GUEST,
                to_name=guest.name,
                to_email=guest.email,
                locale=told.booking.invitee.locale,
                zone=told.booking.invitee.zone,
                link=link,
            ),
            f"{GUEST}:{guest.id}",
        )


def _guests(told: Told) -> Iterator[tuple[Guest, str]]:
    """Yield each guest who is written to, with the news as it is for them: who is new is invited, whatever happened."""
    now = told.booking.guests if told.booking.status is not Status.PENDING else ()
    if told.news is News.GUESTS:
        before = told.before.guests if told.before else ()
        yield from ((each, "guest_added") for each in now if _new(each, before))
        yield from ((each, "guest_removed") for each in before if _new(each, told.booking.guests))
    elif told.news in FOR_GUESTS:
        first = told.news in (News.BOOKED, News.ACCEPTED)
        coming = (each for each in now if each.answer is not Rsvp.REJECTED)
        yield from ((each, "guest_added" if first else told.news.value) for each in coming)


def _new(guest: Guest, others: tuple[Guest, ...]) -> bool:
    return all(each.id != guest.id for each in others)


def _letter(told: Told, parties: Parties, links: Links, side: Side, host_id: UUID | None = None) -> Letter:
    """Return a letter to a side, with None to nobody who is a host."""
    others = [hosting.host.name for hosting in parties.hosting[1:]]
    return Letter(
        news=told.news.value,
        to_name="",
        to_email="",
        to_side=side.value,
        locale="en",
        zone="UTC",
        booking=dump(told.booking.as_shown_to(host_id)),
        before=dump(told.before.as_shown_to(host_id)) if told.before else None,
        others=tuple(dump(each.as_shown_to(host_id)) for each in told.others),
        co_hosts=tuple(others),
        by=told.by.value,
        host_name=parties.host.name,
        host_email=parties.hosting[0].email,
        host_zone=parties.host.zone,
        link=links.manage(told.booking, side),
        questions=parties.questions,
        lead=told.lead,
    )


def _mail(told: Told, letter: Letter, whom: str, now: datetime) -> Effect:
    booking = told.booking
    payload: dict[str, Any] = {"letter": dump(letter)}
    if told.news is News.REMINDER:
        payload["not_after"] = booking.slot.start.isoformat()
    return Effect(
        key=f"mail:{booking.id}:{step(told)}:{whom}",
        kind=Kind.MAIL,
        lane=lane(letter.to_email),
        due=now,
        payload=payload,
    )


def step(told: Told) -> str:
    """Return the part of a key that tells one piece of news of a booking from the others."""
    return f"{told.news.value}:{told.lead or ''}:{told.booking.version}"
