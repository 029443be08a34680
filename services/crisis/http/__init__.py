"""The HTTP API of crisis: thin routes over the use cases."""

from services.crisis.http import callouts, incidents, pages, policy, signals, statements

ROUTERS = (signals.router, incidents.router, statements.router, callouts.router, pages.router, policy.router)
