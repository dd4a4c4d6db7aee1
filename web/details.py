"""What an invitee fills in, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from core.event_types import EventType

NAME = range(2, 101)
"""Characters that a name may have."""
MESSAGE_MAX = 500
ANSWER_MAX = 500
GUESTS_MAX = 2000
"""Characters of the field of guests that are read."""
PHONE = re.compile(r"\+?[0-9 ()./-]{5,24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The fields as they were filled in."""

    name: str = ""
    email: str = ""
    phone: str = ""
    message: str = ""
    guests: str = ""
    """E-mail addresses, as they were typed."""
    seats: str = ""
    """A number, as it was typed; empty is one."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """By the question's id."""


def read_details(form: Mapping[str, str], event_type: EventType) -> Details:
    """Take the details out of a posted form, white space trimmed."""
    asked = (str(question.id) for question in event_type.questions)
    given = {each: form.get(f"q_{each}", "").strip() for each in asked}
    return Details(
        name=" ".join(form.get("name", "").split()),
        email=form.get("email", "").strip(),
        phone=form.get("phone", "").strip(),
        message=form.get("message", "").strip().replace("\r\n", "\n"),
        guests=form.get("guests", "").strip()[:GUESTS_MAX],
        seats=form.get("seats", "").strip(),
        answers={each: answer for each, answer in given.items() if answer},
    )


def faults(details: Details, event_type: EventType) -> dict[str, str]:
    """Return a sentence for each field that is not right, by the field's name."""
    return dict(_faults(details, event_type))


def _faults(details: Details, event_type: EventType) -> Iterator[tuple[str, str]]:
    if len(details.name) not in NAME:
        yield "name", f"Please give your name, {NAME.start} to {NAME.stop - 1} characters."
    wrong = _email_fault(details.email)
    if wrong:
        yield "email", wrong
    if details.phone and not PHONE.fullmatch(details.phone):
        yield "phone", "Please give a phone number such as +49 30 1234567, or leave it empty."
    if len(details.message) > MESSAGE_MAX:
        yield (
            "message",
            f"Please keep the message to {MESSAGE_MAX} characters; it has {len(details.message)}.",
        )
    yield from _company_faults(details, event_type)
    for question in event_type.questions:
        answer = details.answers.get(str(question.id), "")
        if question.required and not answer:
            yield f"q_{question.id}", "Please answer this question."
        if len(answer) > ANSWER_MAX:
            yield f"q_{question.id}", f"Please keep the answer to {ANSWER_MAX} characters."


def _company_faults(details: Details, event_type: EventType) -> Iterator[tuple[str, str]]:
    """Look at who else comes: guests with addresses of their own, seats of a class."""
    guests = guests_of(details)
    bad = [each for each in guests if _email_fault(each)]
    if bad:
        yield "guests", f"This is no e-mail address: {bad[0]}"
    elif details.email.lower() in {each.lower() for each in guests}:
        yield "guests", "You need not invite yourself."
    elif len(guests) > event_type.most_guests:
        yield "guests", f"At most {event_type.most_guests} guests can come."
    if seats_of(details) not in range(1, event_type.seats + 1):
        yield "seats", f"Please give a number from 1 to {event_type.seats}."


def guests_of(details: Details) -> tuple[str, ...]:
    """Return the addresses of the guests, each once."""
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,;]+", details.guests) if part))


def seats_of(details: Details) -> int:
    """Return how many seats are wanted; 0 for what is no number."""
    if not details.seats:
        return 1
    return int(details.seats) if details.seats.isdecimal() and len(details.seats) < 5 else 0


def _email_fault(email: str) -> str:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return "Please give an e-mail address such as name@example.com."
    return ""
