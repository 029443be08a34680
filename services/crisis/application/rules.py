"""Rules a brand decides beforehand, the crisis policy and the playbooks: written whole, one version after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from services.crisis.application.caller import CommandCaller
from services.crisis.application.people import PeopleCopy
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.playbook import Playbook
from services.crisis.domain.policy import CrisisPolicy

NobodyCode = Literal["unknown_person", "unknown_rotation", "nobody_has_role", "unknown_webhook"]


class NobodyPaged(Exception):
    """Levels of the escalation name nobody; `found` has a code for each pointer."""

    def __init__(self, found: Mapping[str, NobodyCode]) -> None:
        super().__init__(", ".join(found))
        self.found = found


class PolicyCommands:
    """The commands on rules."""

    def __init__(self, units: Units, people: PeopleCopy) -> None:
        """Levels of the escalation page `people` of the brand."""
        self._units = units
        self._people = people

    async def write_policy(self, caller: CommandCaller, policy_of: Callable[[int], CrisisPolicy]) -> CrisisPolicy:
        """Write what `policy_of` makes of the new version's number; raises StaleVersion, NobodyPaged."""

        async def work(unit: UnitOfWork) -> CrisisPolicy:
            before = await unit.store.policies.current()
            caller.check_version(before.version)
            policy = policy_of(before.version + 1)
            await self._check_levels(unit, policy)
            await unit.store.policies.write(policy, caller.person, unit.now)
            return policy

        named = {person for level in policy_of(0).escalation.levels for person in level.persons}
        await self._people.hear_of(caller.brand, named)
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

    async def _check_levels(self, unit: UnitOfWork, policy: CrisisPolicy) -> None:
        """Raise NobodyPaged for what names a person, a rotation, a role or a webhook there is none of."""
        rotations = {each.id for each in await unit.store.rotations.all()}
        webhooks = {each.id for each in await unit.store.escalation_webhooks.all()}
        tests: tuple[tuple[str, NobodyCode, Callable[[Any], object]], ...] = (
            ("persons", "unknown_person", lambda person: self._people.knows(unit.brand, person)),
            ("rotations", "unknown_rotation", lambda rotation: rotation in rotations),
            ("roles", "nobody_has_role", lambda role: self._people.with_role(unit.brand, role)),
            ("webhooks", "unknown_webhook", lambda webhook: webhook in webhooks),
        )
        found = {
            f"/escalation/levels/{place}/{name}/{number}": code
            for place, level in enumerate(policy.escalation.levels)
            for name, code, is_there in tests
            for number, each in enumerate(getattr(level, name))
            if not is_there(each)
        }
        if found:
            raise NobodyPaged(found)
