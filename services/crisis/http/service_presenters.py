"""What volunteers did, and the thanks they got, as the API shows them."""

from __future__ import annotations

from datetime import datetime

from contracts.http import crisis as http
from services.crisis.domain.place import ended
from services.crisis.domain.service_record import ServiceEntry
from services.crisis.domain.thanks import Thanks


def entry_view(entry: ServiceEntry, now: datetime) -> http.ServiceEntry:
    """One incident of a record, with when and how the place in it ended."""
    place, incident, thanks = entry.place, entry.incident, entry.thanks
    ended_at, how = ended(place, incident.stood_down_at, now) or (None, None)
    return http.ServiceEntry(
        incident=incident.id,
        title=incident.title,
        severity=incident.severity,
        seats=place.seats,
        granted_at=place.granted_at,
        ended_at=ended_at,
        how=how,
        conversations=entry.work.conversations,
        replies=entry.work.replies,
        thanks=thanks.text if thanks else None,
        thanked_by=thanks.by if thanks else None,
        thanked_at=thanks.at if thanks else None,
    )


def thanks_view(thanks: Thanks) -> http.IncidentThanks:
    """The thanks of an incident, as far as people have been told."""
    return http.IncidentThanks(
        incident=thanks.incident,
        text=thanks.text,
        by=thanks.by,
        at=thanks.at,
        people=thanks.people,
        finished_at=thanks.finished_at,
    )
