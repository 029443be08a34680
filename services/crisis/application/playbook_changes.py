"""An incident gets another playbook: the steps it has not yet, and statements where none is approved."""

from __future__ import annotations

from dataclasses import replace

from services.crisis.application.caller import CommandCaller, incident_for
from services.crisis.application.statements import draft_from_playbook
from services.crisis.application.step_commands import schedule_steps
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.incident import Incident
from services.crisis.domain.incident_step import joined
from services.crisis.domain.playbook import Playbook
from services.crisis.events import incident_changed


class PlaybookChanges:
    """The command that changes the playbook of an incident."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def change(self, caller: CommandCaller, incident: str, playbook: str) -> Incident:
        """Go on by another playbook, or by a newer version of the present one; all steps that are there stay.

        Raises:
            Missing: There is no such incident, or no such playbook.
            StaleVersion, IncidentNotAllowed: As of any command.
            TooManySteps: The incident would have more steps than it can.
        """

        async def work(unit: UnitOfWork) -> Incident:
            before = await incident_for(unit, caller, incident, "playbook")
            wanted = await unit.store.playbooks.find(playbook)
            if wanted is None:
                raise Missing
            if (before.playbook, before.playbook_version) == (wanted.id, wanted.version):
                return before
            steps = joined(before.steps, wanted, unit.now)
            after = replace(before, playbook=wanted.id, playbook_version=wanted.version, steps=steps)
            following = await unit.save(after)
            schedule_steps(unit, following, first=len(before.steps) + 1)
            languages = await draft_from_playbook(unit, incident, wanted)
            unit.record(incident, "playbook", _words(wanted, len(steps) - len(before.steps), languages))
            unit.emit(incident_changed(following, "playbook", caller.person))
            return following

        return await self._units.run(caller.brand, caller.command, caller.person, work)


def _words(playbook: Playbook, steps: int, languages: tuple[str, ...]) -> str:
    drafted = f" Statements drafted in {', '.join(languages)}." if languages else ""
    return f"Playbook {playbook.title} from now on. Steps added: {steps}.{drafted}"
