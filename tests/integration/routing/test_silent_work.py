"""Who is silent loses what they hold, on a real MongoDB."""

from chassis.mongo import Mongo
from services.routing.domain import defaults
from tests.support.routing.builders import BRAND
from tests.support.routing.rig import Rig
from tests.support.routing.silence_suite import SilenceSuite


class TestSilenceOnMongo(SilenceSuite):
    """The fixture `rig` is over MongoDB here."""


async def test_a_queue_that_was_stored_before_silence_was_known_never_takes_back(rig: Rig, mongo: Mongo) -> None:
    await rig.core.application.rule_commands.put_queue(BRAND, defaults.GENERAL, None)
    queues = mongo.brand_collection("queues")
    await queues.write([queues.update(BRAND, "general", {"$unset": {"silent_after_seconds": ""}})])
    rig.stores.rules.forget(BRAND)
    assert (await rig.stores.rules.queues(BRAND))["general"].silent_after_seconds is None
