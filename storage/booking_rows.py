"""Rows of bookings and holds, and the values they stand for."""

from typing import Any

from core.booking import Booking, Hold, Invitee, Proposal, Side, Status
from core.event_types import Place, PlaceKind
from core.interval import Interval
from core.jsonable import dump, load
from storage.transaction import Found


def booking_of(row: Found) -> Booking:
    """Return the booking of a row."""
    return Booking(
        id=row.id,
        host_id=row.host_id,
        event_type_id=row.event_type_id,
        invitee=_invitee(row),
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
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def _invitee(row: Found) -> Invitee:
    return Invitee(
        person_id=row.person_id,
        name=row.invitee_name,
        email=row.invitee_email,
        phone=row.invitee_phone,
        zone=row.invitee_zone,
        locale=row.invitee_locale,
    )


def booking_values(booking: Booking) -> dict[str, Any]:
    """Return the columns of a booking."""
    return {
        "id": booking.id,
        "host_id": booking.host_id,
        "event_type_id": booking.event_type_id,
        **_invitee_values(booking.invitee),
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
        "created_at": booking.created_at,
        "updated_at": booking.updated_at,
        "version": booking.version,
    }


def _invitee_values(invitee: Invitee) -> dict[str, Any]:
    return {
        "person_id": invitee.person_id,
        "invitee_name": invitee.name,
        "invitee_email": invitee.email,
        "invitee_email_key": invitee.email.lower() if invitee.email else None,
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
    }
