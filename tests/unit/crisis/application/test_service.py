"""What volunteers did, their thanks and what counts later, over the store in memory."""

from __future__ import annotations

from tests.support.crisis.builders import a_person
from tests.support.crisis.in_memory_rig import InMemoryRig
from tests.support.crisis.service_suite import (
    OVER,
    ExperienceSuite,
    ServiceRecordSuite,
    ServiceWorkSuite,
    ThanksSuite,
    give,
    helped,
    notices,
)


class TestServiceRecords(ServiceRecordSuite):
    """The suite."""


class TestServiceWork(ServiceWorkSuite):
    """The suite."""


class TestThanks(ThanksSuite):
    """The suite."""


class TestExperience(ExperienceSuite):
    """The suite."""


async def test_who_left_the_company_is_not_thanked_and_not_counted_and_keeps_their_name_in_the_record(
    rig: InMemoryRig,
) -> None:
    await rig.people.take([a_person("ben", "Ben de Boer", active=False), a_person("cas")])
    await helped(rig, ["ben", "cas"])
    await give(rig)
    await rig.turn()
    assert [each.person for each in await notices(rig)] == ["cas"]
    thanks = await rig.store().thanks.of(OVER.id)
    assert thanks is not None
    assert (thanks.people, thanks.finished_at) == (1, rig.clock.now())
    name, found = await rig.process.application.queries.service_record("klm", "ben", 10, None)
    assert (name, found.totals.incidents) == ("Ben de Boer", 1)
