"""Rules a brand decides beforehand, the crisis policy and the playbooks: written whole, one version after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from services.crisis.application.caller import CommandCaller
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.playbook import Playbook
from services.crisis.domain.policy import CrisisPolicy


class PolicyCommands:
    """The commands on rules."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def write_policy(self, caller: CommandCaller, policy_of: Callable[[int], CrisisPolicy]) -> CrisisPolicy:
        """Write what `policy_of` makes of the new version's number; raises Stale."""

        async def work(unit: UnitOfWork) -> CrisisPolicy:
            before = await unit.store.policies.current()
            caller.check_version(before.version)
            policy = policy_of(before.version + 1)
            await unit.store.policies.write(policy, caller.person, unit.now)
            return policy

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def write_playbook(self, caller: CommandCaller, playbook: Playbook) -> Playbook:
        """Write a playbook one version on; incidents that run have a copy of their own. Raises Stale."""

        async def work(unit: UnitOfWork) -> Playbook:
            before = await unit.store.playbooks.find(playbook.id)
            version = before.version if before is not None else 0
            caller.check_version(version)
            following = replace(playbook, version=version + 1)
            await unit.store.playbooks.write(following)
            return following

        return await self._units.run(caller.brand, caller.command, caller.person, work)
