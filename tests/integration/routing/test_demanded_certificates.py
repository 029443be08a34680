"""The certificate a guideline demands is asked of who is offered the conversation, on a real MongoDB."""

import asyncio

from chassis.mongo import Mongo
from services.routing.domain.guideline import DemandedCertificate, GuidelineCopy
from services.routing.domain.workflow import Condition
from services.routing.persistence.guidelines import MongoGuidelines
from tests.support.routing.builders import BRAND
from tests.support.routing.guideline_suite import GuidelineSuite

DEMANDS = (DemandedCertificate("speak", Condition(topics=frozenset({"refund"})), (Condition(visibility="private"),)),)


class TestGuidelineOnMongo(GuidelineSuite):
    """The fixture `rig` is over MongoDB here."""


async def test_of_versions_that_processes_store_at_once_the_newest_stays(mongo: Mongo) -> None:
    newest_first = [MongoGuidelines(mongo).put(BRAND, GuidelineCopy(version, DEMANDS)) for version in range(20, 0, -1)]
    await asyncio.gather(*newest_first)
    assert await MongoGuidelines(mongo).get(BRAND) == GuidelineCopy(20, DEMANDS)
