"""The record of service: the incidents a volunteer helped in, and how they answered callouts."""

from __future__ import annotations

from dataclasses import dataclass

from services.crisis.domain.incident import Incident
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.service_work import WorkCounts
from services.crisis.domain.thanks import Thanks


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """One incident somebody had a place in, and what they did in it; `thanks` are None where nobody gave any."""

    place: SurgePlace
    incident: Incident
    thanks: Thanks | None
    work: WorkCounts


@dataclass(frozen=True, slots=True)
class ServiceTotals:
    """Over all incidents: places and their hours until now, what was done in them, and asks by what came of them.

    `asked` is more than the other three together while an ask waits for its answer.
    """

    incidents: int
    hours: float
    conversations: int
    replies: int
    asked: int
    accepted: int
    declined: int
    unanswered: int
