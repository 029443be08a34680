"""The HTTP API of crisis: thin routes over the use cases."""

from services.crisis.http import (
    callouts,
    escalation_webhooks,
    incidents,
    notices,
    pages,
    places,
    policy,
    reviews,
    rotations,
    service,
    signals,
    statements,
    status,
    steps,
    swaps,
)

ROUTERS = (
    *(signals.router, incidents.router, steps.router, reviews.router, statements.router, callouts.router),
    *(places.router, pages.router, notices.router, policy.router, rotations.router, swaps.router),
    *(escalation_webhooks.router, status.router, service.router),
)
