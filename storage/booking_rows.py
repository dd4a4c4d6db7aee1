"""Rows of bookings and holds, and the values they stand for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from core.booking import Booking, Guest, Hold, Invitee, Proposal, Side, Status
from core.calendars import Unread
from core.event_types import Place, PlaceKind, Price
from core.interval import Interval
from core.jsonable import dump, load
from core.situation import Load
from storage.transaction import Found


def booking_of(row: Found) -> Booking:
    """Return the booking of a row."""
    return Booking(
        id=row.id,
        host_id=row.host_id,
        event_type_id=row.event_type_id,
        invitee=invitee_of(row),
        slot=Interval(row.starts, row.ends),
        zone=row.zone,
        status=Status(row.status),
        sequence=row.sequence,
        title=row.title,
        place=Place(PlaceKind(row.place_kind), row.place_detail),
        message=row.message,
        answers=row.answers,
        proposal=None if row.proposal is None else load(Proposal, row.proposal),
        reason=row.reason,
        changed_by=None if row.changed_by is None else Side(row.changed_by),
        buffer_before=row.buffer_before,
        buffer_after=row.buffer_after,
        request_id=row.request_id,
        co_hosts=_ids(row.co_hosts),
        guests=() if row.guests is None else load(tuple[Guest, ...], row.guests),
        seats=row.seats,
        session=row.session,
        series_id=row.series_id,
        meant=None if row.meant is None else datetime.fromisoformat(row.meant),
        chosen=row.chosen or {},
        price=None if row.price is None else load(Price, row.price),
        unread=load(tuple[Unread, ...], row.unread or ()),
        room=row.room or "",
        metadata=row.metadata or {},
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def invitee_of(row: Found) -> Invitee:
    """Return who booked, or waits for a seat."""
    return Invitee(
        person_id=row.person_id,
        name=row.invitee_name,
        email=row.invitee_email,
        phone=row.invitee_phone,
        zone=row.invitee_zone,
        locale=row.invitee_locale,
    )


def _ids(kept: list[str] | None) -> tuple[UUID, ...]:
    return () if kept is None else tuple(UUID(each) for each in kept)


def booking_values(booking: Booking) -> dict[str, Any]:
    """Return the columns of a booking."""
    return {
        "id": booking.id,
        "host_id": booking.host_id,
        "event_type_id": booking.event_type_id,
        **invitee_values(booking.invitee),
        "invitee_email_key": booking.invitee.email.lower() if booking.invitee.email else None,
        "starts": booking.slot.start,
        "ends": booking.slot.end,
        "zone": booking.zone,
        "status": booking.status.value,
        "sequence": booking.sequence,
        "title": booking.title,
        "place_kind": booking.place.kind.value,
        "place_detail": booking.place.detail,
        "message": booking.message,
        "answers": dict(booking.answers),
        "proposal": dump(booking.proposal),
        "reason": booking.reason,
        "changed_by": booking.changed_by and booking.changed_by.value,
        "buffer_before": booking.buffer_before,
        "buffer_after": booking.buffer_after,
        "request_id": booking.request_id,
        "co_hosts": dump(booking.co_hosts) or None,
        "guests": dump(booking.guests) or None,
        "seats": booking.seats,
        "session": booking.session,
        "series_id": booking.series_id,
        "meant": None if booking.meant is None else booking.meant.isoformat(),
        "chosen": dump(booking.chosen) or None,
        "price": dump(booking.price),
        "unread": dump(booking.unread) or None,
        "room": booking.room or None,
        "metadata": dict(booking.metadata) or None,
        "created_at": booking.created_at,
        "updated_at": booking.updated_at,
        "version": booking.version,
    }


def invitee_values(invitee: Invitee) -> dict[str, Any]:
    """Return the columns of who booked, or waits for a seat."""
    return {
        "person_id": invitee.person_id,
        "invitee_name": invitee.name,
        "invitee_email": invitee.email,
        "invitee_phone": invitee.phone,
        "invitee_zone": invitee.zone,
        "invitee_locale": invitee.locale,
    }


def hold_of(row: Found) -> Hold:
    """Return the hold of a row."""
    return Hold(
        id=row.id,
        host_id=row.host_id,
        event_type_id=row.event_type_id,
        owner=row.owner,
        slot=Interval(row.starts, row.ends),
        buffer_before=row.buffer_before,
        buffer_after=row.buffer_after,
        expires_at=row.expires_at,
        moving=row.moving,
        co_hosts=_ids(row.co_hosts),
        seats=row.seats,
        session=row.session,
    )


def hold_values(hold: Hold) -> dict[str, Any]:
    """Return the columns of a hold."""
    return {
        "id": hold.id,
        "host_id": hold.host_id,
        "event_type_id": hold.event_type_id,
        "owner": hold.owner,
        "starts": hold.slot.start,
        "ends": hold.slot.end,
        "buffer_before": hold.buffer_before,
        "buffer_after": hold.buffer_after,
        "expires_at": hold.expires_at,
        "moving": hold.moving,
        "co_hosts": dump(hold.co_hosts) or None,
        "seats": hold.seats,
        "session": hold.session,
    }


def claim_values(taking: Booking | Hold) -> list[dict[str, Any]]:
    """Return the columns of the claims of a booking or hold, one for each of its hosts."""
    held = isinstance(taking, Hold)
    shared = {
        "id": taking.id,
        "subject": taking.subject,
        "kind": "hold" if held else "booking",
        "hold_id": taking.id if held else None,
        "starts": taking.claim.start,
        "ends": taking.claim.end,
        "expires_at": taking.expires_at if isinstance(taking, Hold) else None,
    }
    return [{**shared, "host_id": each} for each in taking.host_ids]


def co_host_values(booking: Booking) -> list[dict[str, Any]]:
    """Return the columns by which a booking is found for its further hosts."""
    return [
        {"booking_id": booking.id, "host_id": each, "starts": booking.slot.start, "ends": booking.slot.end}
        for each in booking.co_hosts
    ]


def load_of(row: Found) -> Load:
    """Return what counts towards limits of a row."""
    return Load(
        booking_id=row.id,
        host_id=row.host_id,
        event_type_id=row.event_type_id,
        slot=Interval(row.starts, row.ends),
        session=row.session,
    )
