"""From the domain to the bodies of the API, and from written bodies to the domain."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from contracts.http import routing as http
from services.routing.domain.certificate import How, entered
from services.routing.domain.employee import Employee, Shift, on_shift
from services.routing.domain.queue import Queue, RelaxationStep
from services.routing.domain.workflow import Condition, Requirements, Workflow, WorkflowRule


def employee_view(employee: Employee, now: datetime) -> http.Employee:
    """An employee as read."""
    return http.Employee(
        id=employee.id,
        name=employee.name,
        department=employee.department,
        role=employee.role,
        level=employee.level,
        languages=list(employee.languages),
        skills=dict(employee.skills),
        certificates=[
            http.Certificate(id=each.id, expires_at=each.expires_at)
            for each in employee.certificates
            if each.revoked is None
        ],
        queues=list(employee.queues),
        shifts=[http.Shift(starts_at=each.starts_at, ends_at=each.ends_at) for each in employee.shifts],
        seats=employee.seats,
        volunteer=employee.volunteer,
        active=employee.active,
        may_answer=employee.may_answer,
        presence=employee.presence,
        presence_at=employee.presence_at,
        on_shift=on_shift(employee, now),
        places=[
            http.SurgePlace(
                incident=place.incident,
                seats=place.seats,
                skills=dict(place.skills),
                queues=list(place.queues),
                until=place.until,
                closed=place.closed,
            )
            for place in employee.places
        ],
        version=employee.version,
    )


def as_written(before: Employee | None, id_: str, written: http.EmployeeUpdate, how: How, now: datetime) -> Employee:
    """The employee after a write: what the entry does not speak of stays as it was."""
    current = before or Employee(id_)
    shifts = current.shifts if written.shifts is None else shifts_of(written.shifts)
    return replace(
        current,
        name=written.name,
        department=written.department,
        role=written.role,
        level=written.level,
        languages=tuple(written.languages),
        skills=dict(written.skills),
        certificates=entered(
            current.certificates, [(each.id, each.expires_at) for each in written.certificates], how, now
        ),
        queues=tuple(written.queues),
        seats=written.seats,
        volunteer=written.volunteer,
        active=written.active,
        shifts=shifts,
    )


def shifts_of(written: list[http.Shift]) -> tuple[Shift, ...]:
    """Shifts in their order."""
    return tuple(sorted((Shift(each.starts_at, each.ends_at) for each in written), key=lambda each: each.starts_at))


def queue_view(queue: Queue) -> http.Queue:
    """A queue as read."""
    steps = [
        http.QueueStep.model_validate(
            {"after_seconds": each.after_seconds, "lower_skills": each.lower_skills, "drop": sorted(each.drop)}
        )
        for each in queue.steps
    ]
    fields = {name: getattr(queue, name) for name in Queue.__slots__ if name != "steps"}
    return http.Queue(**fields, steps=steps)


def queue_of(id_: str, written: http.QueueUpdate) -> Queue:
    """A queue from what was written."""
    steps = tuple(RelaxationStep(each.after_seconds, each.lower_skills, frozenset(each.drop)) for each in written.steps)
    fields = written.model_dump(exclude={"steps"})
    return Queue(id_, **fields, steps=steps)


def workflow_view(workflow: Workflow) -> http.Workflow:
    """A workflow as read."""
    rules = [
        http.WorkflowRule(
            id=rule.id,
            queue=rule.queue,
            boost=rule.boost,
            when=http.WorkflowCondition.model_validate(
                {n: sorted(v) if isinstance(v, frozenset) else v for n, v in asdict(rule.when).items()}
            ),
            requires=http.WorkflowRequirements.model_validate(
                {**asdict(rule.requires), "certificates": list(rule.requires.certificates)}
            ),
        )
        for rule in workflow.rules
    ]
    return http.Workflow(version=workflow.version, rules=rules)


def workflow_of(version: int, written: http.WorkflowUpdate) -> Workflow:
    """A workflow from what was written; ValueError when its last rule has a condition."""
    return Workflow(version, tuple(_rule(each) for each in written.rules))


def _rule(written: http.WorkflowRule) -> WorkflowRule:
    when = Condition(
        channels=frozenset(written.when.channels),
        integrations=frozenset(written.when.integrations),
        languages=frozenset(tag.lower() for tag in written.when.languages),
        topics=frozenset(written.when.topics),
        triage=frozenset(written.when.triage),
        visibility=written.when.visibility,
        min_priority=written.when.min_priority,
        incident=written.when.incident,
        min_severity=written.when.min_severity,
    )
    required = written.requires
    requires = Requirements(required.language, dict(required.skills), tuple(required.certificates), required.team)
    return WorkflowRule(written.id, written.queue, when, requires, written.boost)
