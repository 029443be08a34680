"""Why a task is where it is, as a body of the API."""

from __future__ import annotations

from dataclasses import asdict

from contracts.http import routing as http
from services.routing.domain.shortfall import Shortfall
from services.routing.domain.task import Task


def explanation_view(task: Task, shortfall: Shortfall | None) -> http.Explanation:
    """Why the task is where it is."""
    decisions = [
        http.Decision.model_validate({**asdict(each), "required": list(each.required), "relaxed": list(each.relaxed)})
        for each in task.decisions
    ]
    return http.Explanation(
        conversation=task.conversation,
        state=task.state,
        transferred_by=task.placement.transferred_by,
        decisions=decisions,
        spared=dict(task.declined),
        nobody_fits=None if shortfall is None else nobody_fits_view(task, shortfall),
    )


def nobody_fits_view(task: Task, shortfall: Shortfall) -> http.NobodyFits:
    """Why nobody could be asked yet."""
    step = shortfall.next_step
    return http.NobodyFits(
        looked_at=shortfall.looked_at,
        asks=list(task.asks),
        employees=[
            http.PassedOver(
                employee=each.employee, missing=list(each.missing), busy=each.busy, spared_until=each.spared_until
            )
            for each in shortfall.nearest
        ],
        guideline_not_accepted=list(shortfall.unaccepted),
        next_step=None
        if step is None
        else http.NextRelaxation(at=step.at, asks=list(step.asks), relaxed=list(step.relaxed)),
    )
