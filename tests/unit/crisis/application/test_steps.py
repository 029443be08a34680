"""Steps of an incident have owners and due times; a late one is told, and the review has what people found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.people import UnknownAt, UnknownPeople
from services.crisis.application.step_commands import StepWish
from services.crisis.domain.incident import IncidentNotAllowed
from services.crisis.domain.incident_step import MOST_STEPS, NoSuchStep, StepDone, TooManySteps
from services.crisis.domain.review_record import ReviewFinding, ReviewRecord
from tests.support.crisis.builders import NOON, a_person
from tests.support.crisis.in_memory_rig import InMemoryRig

SCOPE = StepWish("Count the bags", "By flight.", "ben", NOON + timedelta(minutes=10))


def ann(command: str, expected: int | None = None) -> CommandCaller:
    return CommandCaller("klm", "ann", command, expected)


@pytest.fixture
async def incident(rig: InMemoryRig) -> str:
    await rig.people.take([a_person("ben", "Ben")])
    return (await rig.commands.declare(ann("c1"), "Ash", 2, None, None)).id


async def late(rig: InMemoryRig, incident: str) -> list[str]:
    return [each.text for each in await rig.timeline(incident) if each.kind == "late"]


async def test_a_step_is_added_once_however_often_the_command_comes(rig: InMemoryRig, incident: str) -> None:
    steps = rig.process.application.steps
    first = await steps.add(ann("s1"), incident, SCOPE)
    again = await steps.add(ann("s1"), incident, SCOPE)

    assert (len(first.steps), again) == (6, first)
    added = first.steps[5]
    assert (added.title, added.owner, added.due_at) == (SCOPE.title, "ben", SCOPE.due_at)
    assert "Step 6 was added: Count the bags." in [each.text for each in await rig.timeline(incident)]


async def test_a_step_that_is_not_done_in_time_is_told_once(rig: InMemoryRig, incident: str) -> None:
    steps = rig.process.application.steps
    await steps.add(ann("s1"), incident, SCOPE)
    await steps.complete(ann("s2"), incident, 1)
    rig.clock.advance(601)
    await rig.turn()
    await rig.turn()

    assert await late(rig, incident) == [
        "Step 2 is late: Scope it.",
        "Step 3 is late: Approve the holding statements.",
        "Step 6 is late (Ben): Count the bags.",
    ]
    (now,) = await rig.incidents()
    assert now.sequence > now.version, "what happens in an incident is counted"


async def test_a_step_gets_an_owner_and_another_due_time_or_none(rig: InMemoryRig, incident: str) -> None:
    steps = rig.process.application.steps
    await steps.assign(ann("s1"), incident, 1, "ben", NOON + timedelta(minutes=2))
    await steps.assign(ann("s2"), incident, 2, None, None)
    rig.clock.advance(121)
    await rig.turn()
    assert await late(rig, incident) == ["Step 1 is late (Ben): Publish the first public note."]
    rig.clock.advance(500)
    await rig.turn()
    assert len(await late(rig, incident)) == 2, "the third, and not the second, which has no due time any more"


async def test_what_is_not_there_or_done_or_too_much_is_refused(rig: InMemoryRig, incident: str) -> None:
    steps = rig.process.application.steps
    with pytest.raises(UnknownPeople):
        await steps.add(ann("s1"), incident, StepWish("x", "", "zoe", None))
    with pytest.raises(UnknownPeople):
        await steps.assign(ann("s2"), incident, 1, "zoe", None)
    with pytest.raises(NoSuchStep):
        await steps.assign(ann("s3"), incident, 6, None, None)
    await steps.complete(ann("s4"), incident, 1)
    with pytest.raises(StepDone):
        await steps.assign(ann("s5"), incident, 1, None, None)
    for number in range(MOST_STEPS - 5):
        await steps.add(ann(f"a{number}"), incident, StepWish("x", "", None, None))
    with pytest.raises(TooManySteps):
        await steps.add(ann("s6"), incident, StepWish("x", "", None, None))


async def test_a_review_is_written_whole_once_the_incident_is_over(rig: InMemoryRig, incident: str) -> None:
    reviews = rig.process.application.reviews
    record = ReviewRecord(incident, "ben", None, "It rained.", (ReviewFinding("No template", "ben"),))
    with pytest.raises(IncidentNotAllowed):
        await reviews.write(ann("r1"), record)
    await rig.commands.stand_down(ann("c2"), incident)
    with pytest.raises(UnknownAt) as unknown:
        await reviews.write(ann("r2"), ReviewRecord(incident, "zoe", findings=(ReviewFinding("x", "yan"),)))
    assert unknown.value.pointers == ("/owner", "/findings/0/owner")

    assert (await reviews.write(ann("r3", 0), record)).version == 1
    with pytest.raises(StaleVersion):
        await reviews.write(ann("r4", 0), record)
    review = await rig.process.application.queries.review("klm", incident)
    assert (review.record.owner, review.record.findings) == ("ben", record.findings)
    assert review.names["ben"] == "Ben"
