"""Commands on incident rules: written whole, one version after another."""

from __future__ import annotations

from dataclasses import replace

from services.crisis.application.caller import CommandCaller
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.incident_rule import (
    MOST_RULES,
    IncidentRule,
    IncidentRuleInvalid,
    IncidentRuleNotAllowed,
    check_rule,
)


class IncidentRuleCommands:
    """The commands on incident rules."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def write(self, caller: CommandCaller, rule: IncidentRule) -> IncidentRule:
        """Write a rule one version on; it judges the signals that come from then on.

        Raises:
            IncidentRuleInvalid: It declares by copies, or names a playbook there is none of.
            IncidentRuleNotAllowed: The brand has MOST_RULES.
            StaleVersion: The caller saw another version.
        """
        check_rule(rule)

        async def work(unit: UnitOfWork) -> IncidentRule:
            before = await unit.store.incident_rules.find(rule.id)
            version = 0 if before is None else before.version
            caller.check_version(version)
            if before is None and len(await unit.store.incident_rules.all()) >= MOST_RULES:
                raise IncidentRuleNotAllowed("too_many_rules")
            playbook = rule.then.playbook
            if playbook is not None and await unit.store.playbooks.find(playbook) is None:
                raise IncidentRuleInvalid({"/then/playbook": "unknown_playbook"})
            following = replace(rule, version=version + 1)
            await unit.store.incident_rules.write(following)
            return following

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def remove(self, caller: CommandCaller, id_: str) -> None:
        """Remove a rule; what it proposed still waits for an answer. Raises Missing, StaleVersion."""

        async def work(unit: UnitOfWork) -> None:
            before = await unit.store.incident_rules.find(id_)
            if before is None:
                raise Missing
            caller.check_version(before.version)
            await unit.store.incident_rules.remove(id_)

        await self._units.run(caller.brand, caller.command, caller.person, work)
