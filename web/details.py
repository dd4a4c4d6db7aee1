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
PHONE = re.compile(r"\+?[0-9 ()./-]{5,24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The fields as they were filled in."""

    name: str = ""
    email: str = ""
    phone: str = ""
    message: str = ""
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
    for question in event_type.questions:
        answer = details.answers.get(str(question.id), "")
        if question.required and not answer:
            yield f"q_{question.id}", "Please answer this question."
        if len(answer) > ANSWER_MAX:
            yield f"q_{question.id}", f"Please keep the answer to {ANSWER_MAX} characters."


def _email_fault(email: str) -> str:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return "Please give an e-mail address such as name@example.com."
    return ""
