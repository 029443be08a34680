"""The HTTP API of crisis: thin routes over the use cases."""

from services.crisis.http import callouts, incidents, notices, pages, policy, rotations, signals, statements, swaps

ROUTERS = (
    *(signals.router, incidents.router, statements.router, callouts.router),
    *(pages.router, notices.router, policy.router, rotations.router, swaps.router),
)
