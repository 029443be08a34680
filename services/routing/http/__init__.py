"""Routing's HTTP API: thin routes over the desk, the staff and the rules."""

from services.routing.http import employees, offers, queues, tasks, workflows

ROUTERS = (employees.router, queues.router, workflows.router, tasks.router, offers.router)
