"""The HTTP API of crisis: thin routes over the use cases."""

from services.crisis.http import (
    callouts,
    escalation_webhooks,
    explanations,
    incident_playbooks,
    incident_rules,
    incidents,
    maintenance_windows,
    notices,
    pages,
    places,
    policy,
    proposed_incidents,
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
    *(signals.router, explanations.router, incidents.router, incident_playbooks.router, steps.router),
    *(reviews.router, statements.router),
    *(callouts.router, places.router, pages.router, notices.router, policy.router, rotations.router, swaps.router),
    *(incident_rules.router, proposed_incidents.router, maintenance_windows.router),
    *(escalation_webhooks.router, status.router, service.router),
)
