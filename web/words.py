"""What visitors of the pages read: refusals as sentences, and labels of places and statuses."""

from collections.abc import Mapping

from core.booking import Booking, Guest, Rsvp, Status
from core.errors import Code, Refusal
from core.event_types import Place, PlaceKind

REFUSALS: Mapping[Code, str] = {
    Code.PAST: "That time has already passed.",
    Code.TOO_SOON: "That time is too soon: the host needs more notice.",
    Code.TOO_FAR: "That time is further ahead than can be booked.",
    Code.OUTSIDE_HOURS: "That time is outside the host’s hours.",
    Code.OVERRIDE: "The host has different hours on that day.",
    Code.TIME_OFF: "The host is away at that time.",
    Code.BUSY: "The host is busy at that time.",
    Code.BUFFER: "That time is too close to another meeting of the host.",
    Code.LIMIT: "The host has no room for another meeting on that day.",
    Code.HELD: "Somebody else is just booking that time.",
    Code.OFF_GRID: "Meetings do not start at that time.",
    Code.HOST_PAUSED: "The host is not taking bookings at the moment.",
    Code.EVENT_TYPE_PAUSED: "This kind of meeting cannot be booked at the moment.",
    Code.LENGTH: "This meeting cannot be booked with that length.",
    Code.DURATION_LIMIT: "The host has no room for that much more time around that day.",
    Code.ALREADY_BOOKED: "There is a seat in this class for this e-mail address already.",
    Code.SEATS_FULL: "There are not enough free seats at that time.",
    Code.UNREADABLE: "The host’s calendar cannot be read just now. Please try again in a few minutes.",
    Code.NO_HOST: "Nobody who could take it is free at that time.",
    Code.SERIES: "Not all of these dates are free.",
    Code.TOO_LATE_TO_CHANGE: "It is too close to the meeting to change it here. Please write to the host.",
    Code.TOO_MANY_GUESTS: "That is more guests than can come.",
    Code.NOT_ALLOWED: "Somebody else has to do that.",
    Code.OVERLAP: "That overlaps with what is there already.",
    Code.TAKEN: "Sorry, that time has just been taken.",
    Code.HOLD_EXPIRED: "We could not keep that time any longer.",
    Code.TOO_MANY_BOOKINGS: "There are too many bookings from this e-mail address today. Please come back tomorrow.",
    Code.TOO_MANY_ATTEMPTS: "That was tried too often. Please wait a while before you try again.",
    Code.UNVERIFIED: "Please confirm your e-mail address first.",
    Code.WRONG_CODE: "That is not the code we sent. Please check the latest mail from us.",
    Code.CODE_EXPIRED: "That code is no longer valid. You can ask for a new one.",
    Code.WRONG_SIGN_IN: "That does not fit. Please check it and try again.",
    Code.LOCKED: "That was wrong too often; please wait a quarter of an hour. Meanwhile you can sign in by e-mail.",
    Code.SIGN_IN_AGAIN: "Please sign in again.",
    Code.NOT_FOUND: "We could not find that.",
    Code.NOT_YOURS: "That belongs to somebody else.",
    Code.WRONG_STATUS: "That is not possible any more: the meeting has changed meanwhile.",
    Code.ALREADY_OVER: "That meeting is already over.",
    Code.NAME_TAKEN: "That name is in use already.",
    Code.INVALID: "Something in what you entered is not right.",
    Code.MISSING_ANSWER: "A question of the host still needs an answer.",
    Code.NOTHING_TO_UNDO: "There is nothing to undo.",
    Code.TOO_LATE_TO_UNDO: "It is too late to undo that.",
    Code.CHANGED_SINCE: "It has been changed since, so it cannot be undone.",
}

PLACES: Mapping[PlaceKind, str] = {
    PlaceKind.ZOOM: "Zoom",
    PlaceKind.MEET: "Google Meet",
    PlaceKind.TEAMS: "Teams",
    PlaceKind.PHONE: "Phone",
    PlaceKind.IN_PERSON: "In person",
    PlaceKind.CUSTOM: "As agreed",
}

STATUSES: Mapping[Status, str] = {
    Status.PENDING: "Waiting for the host’s answer",
    Status.PENDING_PAYMENT: "Waiting for payment",
    Status.CONFIRMED: "Confirmed",
    Status.CANCELLED: "Cancelled",
    Status.COMPLETED: "Over",
    Status.NO_SHOW: "Missed",
    Status.REFUNDED: "Refunded",
}

ABOUT_THE_TIME = frozenset(
    {
        Code.PAST, Code.TOO_SOON, Code.TOO_FAR, Code.OUTSIDE_HOURS, Code.OVERRIDE, Code.TIME_OFF, Code.BUSY,
        Code.BUFFER, Code.LIMIT, Code.DURATION_LIMIT, Code.SEATS_FULL, Code.UNREADABLE, Code.NO_HOST, Code.HELD,
        Code.OFF_GRID, Code.TAKEN, Code.HOLD_EXPIRED,
    }
)  # fmt: skip
"""Refusals after which other times are worth showing."""


def sentence(refusal: Refusal) -> str:
    """Say a refusal to a visitor; never what a meeting is about."""
    if refusal.code is Code.INVALID and refusal.facts.get("why") == "same":
        return "The meeting is at that time already."
    return REFUSALS[refusal.code]


def place(where: Place) -> str:
    """Say where a meeting happens."""
    if where.kind is PlaceKind.CUSTOM:
        return where.detail or PLACES[where.kind]
    return f"{PLACES[where.kind]}: {where.detail}" if where.detail else PLACES[where.kind]


def kind_of_place(where: Place) -> str:
    """Say where a meeting happens to somebody who has not booked it: numbers and links are for those who have."""
    if "://" in where.detail and where.kind is PlaceKind.CUSTOM:
        return "Online"
    private = where.kind in (PlaceKind.ZOOM, PlaceKind.PHONE) or "://" in where.detail
    return PLACES[where.kind] if private else place(where)


ANSWERS: Mapping[Rsvp, str] = {
    Rsvp.NONE: "no answer yet",
    Rsvp.ACCEPTED: "comes",
    Rsvp.REJECTED: "cannot come",
    Rsvp.MAYBE: "may come",
}


def answer(guest: Guest) -> str:
    """Say what a guest answered."""
    return ANSWERS[guest.answer]


def seats(left: int, all_seats: int) -> str:
    """Say how many seats are left: "3 of 8 left"."""
    return f"{left} of {all_seats} left"


def status(booking: Booking) -> str:
    """Say where a booking stands."""
    return STATUSES[booking.status]


def minutes(length: int) -> str:
    """Say a length: "45 minutes", "1 hour", "1 hour 30 minutes"."""
    hours, rest = divmod(length, 60)
    parts = [_count(hours, "hour")] * bool(hours) + [_count(rest, "minute")] * bool(rest)
    return " ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
