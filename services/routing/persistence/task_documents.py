"""A task as a document and back; builds before and after this one may read and write it too, in a rolling update."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.routing.domain.handover import Handover
from services.routing.domain.invitation import Invitation
from services.routing.domain.task import Assignee, Offer, RoutingDecision, Task
from services.routing.domain.workflow import ConversationFacts, Placement

FAR = datetime(9999, 1, 1, tzinfo=UTC)  # sorts a task without a deadline behind all that have one
APART = "transferred_by"  # of the placement; older builds refuse a nested field that they do not know


def to_document(task: Task) -> dict[str, Any]:
    """The fields queries ask for stand at the top; what only rules read is nested."""
    return {
        "conversation": task.conversation,
        "state": task.state,
        "queue": task.placement.queue,
        "pool": task.pool,
        "asks": list(task.asks),
        "relaxed": list(task.relaxed),
        "prefer": task.prefer or "",
        "priority": task.placement.priority,
        "due_order": task.facts.due_at or FAR,
        "queued_at": task.queued_at,
        "step_at": task.step_at,
        "circumstances": task.circumstances,
        "employee": task.employee or "",
        "seat": task.assignee.seat if task.assignee else None,
        "claim": task.assignee.claim if task.assignee else None,
        "offer": task.offer.id if task.offer else None,
        "offered_at": task.offer.made_at if task.offer else None,
        "expires_at": task.offer.expires_at if task.offer else None,
        "assigned_at": task.assigned_at,
        "ended_at": task.ended_at,
        "last_employee": task.last_employee,
        "declined": [{"employee": employee, "until": until} for employee, until in task.declined.items()],
        "facts": {each: getattr(task.facts, each) for each in ConversationFacts.__slots__},
        "placement": {each: getattr(task.placement, each) for each in Placement.__slots__ if each != APART},
        APART: task.placement.transferred_by,
        "decisions": [{name: getattr(each, name) for name in RoutingDecision.__slots__} for each in task.decisions],
        "handovers": [{name: getattr(each, name) for name in Handover.__slots__} for each in task.handovers],
        "invitations": [{name: getattr(each, name) for name in Invitation.__slots__} for each in task.invitations],
        "invited": [each.employee for each in task.invitations if each.live],
        "invited_until": min((each.until for each in task.invitations if each.live and each.until), default=None),
        "epoch": task.epoch,
        "version": task.version,
        "rev": task.rev,
    }


def changed_fields(before: Task, after: Task) -> dict[str, Any]:
    """The fields that differ, for an update that leaves alone the indexes of all others."""
    old, new = to_document(before), to_document(after)
    return {name: value for name, value in new.items() if value != old[name]}


def from_document(document: dict[str, Any]) -> Task:
    """The task of a document."""
    facts, placement = _known(ConversationFacts, document["facts"]), _known(Placement, document["placement"])
    assignee = None
    if document["seat"] is not None:
        assignee = Assignee(document["employee"], document["seat"], document["claim"])
    offer = None
    if document["offer"] is not None:
        offer = Offer(document["offer"], document["offered_at"], document["expires_at"])
    return Task(
        facts=ConversationFacts(**{**facts, "topics": tuple(facts["topics"])}),
        placement=Placement(**{**placement, "required": tuple(placement["required"]), APART: document.get(APART)}),
        circumstances=document["circumstances"],
        state=document["state"],
        queued_at=document["queued_at"],
        asks=tuple(document["asks"]),
        relaxed=tuple(document["relaxed"]),
        step_at=document["step_at"],
        prefer=document["prefer"] or None,
        assignee=assignee,
        offer=offer,
        assigned_at=document["assigned_at"],
        ended_at=document["ended_at"],
        last_employee=document["last_employee"],
        declined={each["employee"]: each["until"] for each in document["declined"]},
        decisions=tuple(_decision(each) for each in document["decisions"]),
        handovers=tuple(Handover(**_known(Handover, each)) for each in document.get("handovers", ())),
        invitations=tuple(Invitation(**_known(Invitation, each)) for each in document.get("invitations", ())),
        epoch=document["epoch"],
        version=document["version"],
        rev=document["rev"],
    )


def _decision(document: dict[str, Any]) -> RoutingDecision:
    fields = _known(RoutingDecision, document)
    return RoutingDecision(**{**fields, "required": tuple(fields["required"]), "relaxed": tuple(fields["relaxed"])})


def _known(
    shape: type[ConversationFacts | Placement | RoutingDecision | Handover | Invitation], document: dict[str, Any]
) -> dict[str, Any]:
    """The fields of a part that this build knows; a newer build may have stored more."""
    return {name: document[name] for name in shape.__slots__ if name in document}
