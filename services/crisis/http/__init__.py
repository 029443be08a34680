"""The HTTP API of crisis: thin routes over the handlers."""

from services.crisis.http import callouts, incidents, policy, signals

ROUTERS = (signals.router, incidents.router, callouts.router, policy.router)
