"""Migrations: whether steps are missing, and whether a newer build was here."""

from __future__ import annotations

from chassis.migration_states import StepState
from chassis.settings import CommonSettings
from deploy.doctor.finding import Finding, or_well
from deploy.keeping.installation import Installation
from deploy.keeping.migrating import ServiceSteps, migration_status
from deploy.stack.errors import StackError

PAGE = "docs/runbooks/tasks/upgrade.md"


async def check_migrations(common: CommonSettings) -> list[Finding]:
    """Ask each service's database; where MongoDB does not answer, that is said elsewhere."""
    try:
        return findings(await migration_status(Installation.of(common)))
    except StackError:
        return []


def findings(found: list[ServiceSteps]) -> list[Finding]:
    """What is to be done about the steps of all services, or one finding that all is well."""
    wrong = [_finding(each.service, step) for each in found if not each.fresh for step in each.steps]
    return or_well(
        [each for each in wrong if each is not None], "migrations", "every step that this build has is taken"
    )


def _finding(service: str, step: StepState) -> Finding | None:
    named = f"step {step.number} of {service} ({step.sentence})"
    if step.state == "done":
        return None
    if step.state == "newer":
        if step.phase == "contract":
            do = f"Start the newer build: this one refuses to start {service}; {PAGE}."
            return Finding("migrations", "problem", f"{named} is of a newer build", do)
        return Finding("migrations", "warning", f"{named} is of a newer build", f"Finish the upgrade; {PAGE}.")
    is_left = "was begun and is not done" if step.state == "running" else "is missing"
    command = "muster migrate --contract, once no older build runs" if step.phase == "contract" else "muster migrate"
    return Finding("migrations", "warning", f"{named} {is_left}", f"Run {command}; {PAGE}.")
