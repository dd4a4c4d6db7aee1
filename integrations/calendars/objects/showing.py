"""How an event of a calendar object shows the time that it takes up."""

from collections.abc import Iterator
from typing import Any

from core.calendars import Showing
from integrations.calendars.objects.values import VEvent

_OUTLOOK = {
    "FREE": Showing.FREE,
    "WORKINGELSEWHERE": Showing.FREE,
    "TENTATIVE": Showing.TENTATIVE,
    "OOF": Showing.AWAY,
}
"""Values of X-MICROSOFT-CDO-BUSYSTATUS (MS-OXCICAL, 2.1.3.1.1.20.31)."""
_ANSWERS = {"DECLINED": Showing.FREE, "TENTATIVE": Showing.TENTATIVE, "NEEDS-ACTION": Showing.TENTATIVE}


def showing(event: VEvent, mine: frozenset[str]) -> Showing:
    """Return how an event shows its time; `mine` are the owner's addresses, by which their answer to an invitation is found."""
    status = str(event.get("STATUS", "")).upper()
    answer = _answer(event, mine)
    if status == "CANCELLED" or answer is Showing.FREE:
        return Showing.FREE
    outlook = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT" and outlook != "OOF":
        return Showing.FREE
    tentative = Showing.TENTATIVE if status == "TENTATIVE" else answer
    return _OUTLOOK.get(outlook) or tentative or Showing.BUSY


def _answer(event: VEvent, mine: frozenset[str]) -> Showing | None:
    """Return what the owner answered, as it shows; None: yes, or they were not asked."""
    for each in _attendees(event):
        address = str(each).lower().removeprefix("mailto:")
        if address in mine or str(each.params.get("EMAIL", "")).lower() in mine:
            said = each.params.get("PARTSTAT", "NEEDS-ACTION")
            return _ANSWERS.get(str(said).upper())
    return None


def _attendees(event: VEvent) -> Iterator[Any]:
    said: Any = event.get("ATTENDEE", [])
    yield from (each for each in (said if isinstance(said, list) else [said]) if hasattr(each, "params"))
