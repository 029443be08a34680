"""Changes of queues and workflows: each after the version that was read, and employees' seats follow."""

from __future__ import annotations

import pytest

from chassis.timers import DueTimer
from services.routing.application.rule_commands import REPLAN, RULES_SECONDS, TICK, StaleRules
from services.routing.domain.queue import Queue
from services.routing.domain.workflow import Workflow, WorkflowRule
from tests.support.routing.builders import BRAND, an_employee
from tests.support.routing.memory_backend import MemoryBackend
from tests.support.routing.rig import Rig


def timers(rig: Rig) -> dict[str, float]:
    """The timers that are set, with the seconds until each is due."""
    assert isinstance(rig.backend, MemoryBackend)
    now = rig.clock.now()
    return {key: (timer.due_at - now).total_seconds() for key, timer in rig.backend.database.timers.items()}


async def test_a_new_open_queue_is_worked_by_everybody_who_is_bound_to_none(rig: Rig) -> None:
    await rig.staff(an_employee("anna"), an_employee("bound", queues=("general",)))
    rules = rig.core.application.rule_commands
    assert (await rules.put_queue(BRAND, Queue("refunds"), None)).version == 1
    tick = {f"{TICK}/{BRAND}": 0.0}
    assert timers(rig) == {**tick, f"replan/{BRAND}": 0, f"replan-again/{BRAND}": 2 * RULES_SECONDS}
    due = DueTimer(f"replan/{BRAND}", BRAND, REPLAN, rig.clock.now(), {}, 1)
    await rig.core.timers[REPLAN]([due])
    assert await rig.stores.seats.count_with(BRAND, "queue:refunds") == (1, 1)
    assert set(timers(rig)) == {f"{TICK}/{BRAND}", f"replan-again/{BRAND}"}


async def test_a_queue_that_stays_as_open_as_it_was_plans_no_seats(rig: Rig) -> None:
    rules = rig.core.application.rule_commands
    await rules.put_queue(BRAND, Queue("general", name="All"), 0)
    assert timers(rig) == {f"{TICK}/{BRAND}": 0}, "what waits is looked at by the new rules"


async def test_a_change_of_another_version_than_the_present_is_refused_with_the_present(rig: Rig) -> None:
    rules = rig.core.application.rule_commands
    await rules.put_queue(BRAND, Queue("refunds"), 0)
    with pytest.raises(StaleRules) as stale:
        await rules.put_queue(BRAND, Queue("refunds", name="Money back"), 0)
    assert stale.value.version == 1


async def test_of_two_workflows_under_one_version_the_second_is_refused(rig: Rig) -> None:
    rules = rig.core.application.rule_commands
    await rules.put_workflow(BRAND, Workflow(2, (WorkflowRule("all", "general"),)), "boss")
    with pytest.raises(StaleRules) as stale:
        await rules.put_workflow(BRAND, Workflow(2, (WorkflowRule("other", "crisis"),)), "deputy")
    assert stale.value.version == 2
    assert [each.version for each in await rig.stores.rules.workflow_versions(BRAND, None, 10)] == [2, 1]
    assert (await rig.stores.rules.workflow(BRAND)).rules[0].id == "all"
