"""Holding statements: drafted by one person, approved and published by another."""

from __future__ import annotations

from contracts.ids import derived_id
from services.crisis.application.caller import CommandCaller, incident_for
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.playbook import Playbook
from services.crisis.domain.statement import FROM_PLAYBOOK, Statement, approve
from services.crisis.events import statement_published


class StatementCommands:
    """The commands on statements."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def write(self, caller: CommandCaller, incident: str, language: str, text: str) -> Statement:
        """Draft a holding statement."""
        id_ = derived_id("statement", incident, caller.command)

        async def work(unit: UnitOfWork) -> Statement:
            await unit.save(await incident_for(unit, caller, incident, "statement"))
            before = await unit.store.statements.find(id_)
            if before is not None:
                return before
            draft = Statement(id_, incident, language, text, caller.person, unit.now)
            await unit.store.statements.add([draft])
            unit.record(incident, "statement_drafted", f"Statement drafted in {language}.")
            return draft

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def approve(self, caller: CommandCaller, incident: str, statement: str) -> Statement:
        """Approve somebody else's draft; raises OwnStatement, AlreadyApproved."""

        async def work(unit: UnitOfWork) -> Statement:
            following = await unit.save(await incident_for(unit, caller, incident, "statement"))
            draft = await unit.store.statements.find(statement)
            if draft is None or draft.incident != incident:
                raise Missing
            approved = approve(draft, caller.person, unit.now)
            await unit.store.statements.save(approved)
            unit.record(incident, "statement_approved", f"Statement approved in {approved.language}.")
            unit.emit(statement_published(following, approved))
            return approved

        return await self._units.run(caller.brand, caller.command, caller.person, work)


async def draft_from_playbook(unit: UnitOfWork, incident: str, playbook: Playbook) -> tuple[str, ...]:
    """Draft what a playbook says in languages that have no approved statement, unless it stands there word for word.

    Gives the languages of the new drafts.
    """
    before = await unit.store.statements.of_incident(incident)
    approved = {each.language for each in before if each.state == "approved"}
    there = {(each.language, each.text) for each in before}
    drafts = [
        Statement(
            derived_id("statement", incident, language, playbook.id, str(playbook.version)),
            incident,
            language,
            text,
            FROM_PLAYBOOK,
            unit.now,
        )
        for language, text in playbook.statements
        if language not in approved and (language, text) not in there
    ]
    await unit.store.statements.add(drafts)
    return tuple(each.language for each in drafts)
