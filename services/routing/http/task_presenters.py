"""Tasks, their handovers and offers as bodies of the API."""

from __future__ import annotations

from dataclasses import asdict

from contracts.http import routing as http
from services.routing.domain.handover import Handover
from services.routing.domain.invitation import Invitation
from services.routing.domain.task import Task


def task_view(task: Task) -> http.Task:
    """A task as read."""
    return http.Task(
        conversation=task.conversation,
        state=task.state,
        queue=task.placement.queue,
        team=task.placement.team,
        priority=task.placement.priority,
        due_at=task.facts.due_at,
        queued_at=task.queued_at,
        employee=task.employee,
        epoch=task.epoch,
        version=task.version,
        offer=task.offer.id if task.offer and task.state == "offered" else None,
        offer_expires_at=task.offer.expires_at if task.offer and task.state == "offered" else None,
        assigned_at=task.assigned_at,
        ended_at=task.ended_at,
        last_employee=task.last_employee,
        required=list(task.placement.required),
        relaxed=list(task.relaxed),
        transferred_by=task.placement.transferred_by,
        channel=task.facts.channel,
        language=task.facts.language,
        triage=task.facts.triage,
        topics=list(task.facts.topics),
        handover=last_handover(task),
    )


def task_detail(task: Task) -> http.TaskDetail:
    """A task with its handovers."""
    shown = dict(task_view(task))
    return http.TaskDetail(
        **shown,
        handovers=[handover_view(each) for each in task.handovers],
        invitations=[invitation_view(each) for each in task.invitations],
    )


def invitation_view(invitation: Invitation) -> http.Invitation:
    """An invitation as read."""
    return http.Invitation(**asdict(invitation))


def last_handover(task: Task) -> http.Handover | None:
    """The newest handover of a task."""
    return handover_view(task.handovers[-1]) if task.handovers else None


def handover_view(handover: Handover) -> http.Handover:
    """A handover as read."""
    return http.Handover(**asdict(handover))


def offer_view(task: Task) -> http.Offer:
    """The open offer of a task."""
    if task.offer is None or task.assignee is None:
        raise ValueError("the task is not offered")
    return http.Offer(
        id=task.offer.id,
        conversation=task.conversation,
        employee=task.assignee.employee,
        queue=task.placement.queue,
        priority=task.placement.priority,
        made_at=task.offer.made_at,
        expires_at=task.offer.expires_at,
        epoch=task.epoch,
        channel=task.facts.channel,
        language=task.facts.language,
        reason=next((each.reason for each in reversed(task.decisions) if each.kind == "offered"), ""),
        handover=last_handover(task),
    )
