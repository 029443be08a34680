"""The events of a small incident and its work, for tests of analytics."""

from typing import Any, Literal

from contracts.crisis import (
    CalloutOpened,
    IncidentDeclared,
    IncidentStoodDown,
    PageSent,
    SignalRaised,
    VolunteerAnswered,
    VolunteerAsked,
)
from contracts.event import Event
from contracts.ids import derived_id
from contracts.routing import (
    Explanation,
    OfferClosed,
    OfferMade,
    StaffingReported,
    SurgePlaceClosed,
    SurgePlaceOpened,
    TaskAssigned,
    TaskCompleted,
    TaskQueued,
    TaskSnapshot,
)
from tests.support.analytics.builders import NOON, later

WHY = Explanation(workflow_version=1, rule="r", reason="because")


def base(kind: str, seconds: float, subject: str, *parts: str) -> dict[str, Any]:
    return {"id": derived_id(kind, subject, *parts), "brand": "klm", "subject": subject, "at": later(seconds)}


def an_incident() -> list[Event]:
    """A signal at 0 s, declared at 30 s, paged at 35 s, one of two volunteers at work at 90 s, over at 600 s."""
    asked = [
        VolunteerAsked(
            **base("asked", 60, "i1", who), incident="i1", callout="k1", employee=who, wave=1, expires_at=later(300)
        )
        for who in ("ben", "cora")
    ]
    answers: tuple[tuple[str, Literal["accepted", "declined"]], ...] = (("ben", "accepted"), ("cora", "declined"))
    answered = [
        VolunteerAnswered(**base("said", 80, "i1", who), incident="i1", callout="k1", employee=who, answer=answer)
        for who, answer in answers
    ]
    return [
        SignalRaised(
            **base("signal", 0, "e1"),
            episode="e1",
            measure="volume",
            observed=90,
            expected=3,
            score=9,
            window_seconds=60,
            detector_version=1,
            reason="far above",
        ),
        IncidentDeclared(
            **base("declared", 30, "i1"),
            incident="i1",
            title="Ash over the north",
            severity=2,
            declared_by="detection",
            signal="e1",
        ),
        PageSent(**base("page", 35, "i1"), incident="i1", level=1, person="dora", page="p1"),
        CalloutOpened(
            **base("callout", 50, "i1"),
            incident="i1",
            callout="k1",
            needed=2,
            arrivals_per_hour=900,
            handle_seconds=120,
            staffed=3,
        ),
        *asked,
        *answered,
        SurgePlaceOpened(**base("place", 90, "ben"), incident="i1", employee="ben", seats=2, until=later(9000)),
        SurgePlaceClosed(**base("closed", 601, "ben"), incident="i1", employee="ben", reason="stood_down"),
        IncidentStoodDown(**base("over", 600, "i1"), incident="i1", by="dora", lasted_seconds=570, messages=777),
    ]


def a_task(conversation: str = "c1", employee: str | None = "anna", team: str | None = "service") -> TaskSnapshot:
    return TaskSnapshot(
        conversation=conversation,
        queue="general",
        team=team,
        state="waiting",
        priority=50,
        employee=employee,
        queued_at=NOON,
    )


def some_work(conversation: str = "c1", seconds: float = 0) -> list[Event]:
    """A task that is offered, declined, offered again, accepted after 20 s and handled for 95 s."""
    task = a_task(conversation)

    def at(kind: str, after: float) -> dict[str, Any]:
        return {**base(kind, seconds + after, conversation), "task": task}

    return [
        TaskQueued(**base("queued", seconds, conversation), task=a_task(conversation, None), explanation=WHY),
        OfferMade(**at("offer1", 1), offer="o1", expires_at=later(60), explanation=WHY, waited_seconds=1),
        OfferClosed(
            **{**at("closed1", 10), "task": a_task(conversation, None)}, offer="o1", outcome="declined", employee="anna"
        ),
        OfferMade(**at("offer2", 11), offer="o2", expires_at=later(60), explanation=WHY, waited_seconds=11),
        TaskAssigned(**at("assigned", 20), offer="o2", waited_seconds=20),
        TaskCompleted(
            **{**at("done", 115), "task": a_task(conversation, None)},
            outcome="completed",
            employee="anna",
            handled_seconds=95,
        ),
        StaffingReported(
            **base("staffing", seconds + 30, "staffing", conversation),
            online=12,
            seats=30,
            seats_busy=9,
            waiting=4,
            oldest_wait_seconds=33.5,
        ),
    ]


def done_by(employee: str, conversation: str, *, offers: int, completed: bool = True) -> list[Event]:
    """Offers of a task to an employee, and its completion by them after 95 s."""
    task = a_task(conversation, employee)

    def at(kind: str, after: float) -> dict[str, Any]:
        return {**base(kind, after, conversation), "task": task}

    made: list[Event] = [
        OfferMade(**at(f"offer{n}", n), offer=f"o{n}", expires_at=later(60), explanation=WHY, waited_seconds=1)
        for n in range(offers)
    ]
    if completed:
        made.append(TaskCompleted(**at("done", 115), outcome="completed", employee=employee, handled_seconds=95))
    return made
