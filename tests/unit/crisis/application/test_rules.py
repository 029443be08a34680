"""The policy and the playbooks are written whole, one version after another."""

from __future__ import annotations

import pytest

from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, Playbook, PlaybookStep
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.persistence.documents import value
from tests.support.crisis.in_memory_rig import InMemoryRig

PLAN = Playbook("ash", "Ash", 0, (PlaybookStep("Call the airport"),))


def ann(expected: int | None = None) -> CommandCaller:
    return CommandCaller("klm", "ann", "c1", expected)


async def test_a_policy_is_written_one_version_on_and_an_old_version_is_refused(rig: InMemoryRig) -> None:
    rules = rig.process.application.rules

    first = await rules.write_policy(ann(0), lambda version: CrisisPolicy(version=version))
    second = await rules.write_policy(ann(), lambda version: CrisisPolicy(version=version, auto_declare=False))
    with pytest.raises(StaleVersion) as refused:
        await rules.write_policy(ann(1), lambda version: CrisisPolicy(version=version))

    assert (first.version, second.version, refused.value.version) == (1, 2, 2)
    assert await rig.store().policies.current() == second


async def test_a_playbook_is_written_one_version_on_and_the_built_in_one_is_listed_until_it_is_replaced(
    rig: InMemoryRig,
) -> None:
    application = rig.process.application
    written = await application.rules.write_playbook(ann(), PLAN)
    with pytest.raises(StaleVersion):
        await application.rules.write_playbook(ann(0), PLAN)
    assert written.version == 1
    assert await application.queries.playbooks("klm") == [DEFAULT_PLAYBOOK, written]

    own = await application.rules.write_playbook(ann(), Playbook("default", "Ours", 0))
    assert await application.queries.playbooks("klm") == [written, own]


def test_a_playbook_stored_before_any_said_when_it_fits_is_read_as_one_that_does_not_say() -> None:
    assert value(Playbook, {"id": "ash", "title": "Ash", "version": 3}) == Playbook("ash", "Ash", 3)
