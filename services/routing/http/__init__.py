"""The HTTP API of routing: thin routes over its commands and stores; what a person asks is a sign of their life."""

from services.routing.http import (
    certificate_importing,
    certificates,
    courses,
    coverage,
    employees,
    enrolments,
    invitations,
    offers,
    queues,
    sessions,
    tasks,
    workflows,
)

ROUTERS = (
    employees.router,
    certificate_importing.router,
    certificates.router,
    courses.router,
    enrolments.router,
    sessions.router,
    coverage.router,
    queues.router,
    workflows.router,
    tasks.router,
    invitations.router,
    offers.router,
)
