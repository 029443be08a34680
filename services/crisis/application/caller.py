"""The caller of a command, and what is refused before any command is carried out."""

from __future__ import annotations

from dataclasses import dataclass

from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.incident import Command, Incident, check


class StaleVersion(Exception):
    """The caller's version is not the present one, which is `version`."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


@dataclass(frozen=True, slots=True)
class CommandCaller:
    """The caller: `command` is the id the events are derived from, `expected` the version they saw (None: any)."""

    brand: str
    person: str
    command: str
    expected: int | None = None

    def check_version(self, version: int) -> None:
        """Raise Stale unless the caller saw this version, or names none."""
        if self.expected is not None and self.expected != version:
            raise StaleVersion(version)


async def incident_for(unit: UnitOfWork, caller: CommandCaller, id_: str, command: Command) -> Incident:
    """The incident of a command; raises Missing, Stale, NotAllowed."""
    incident = await unit.incident(id_)
    caller.check_version(incident.version)
    check(incident, command)
    return incident
