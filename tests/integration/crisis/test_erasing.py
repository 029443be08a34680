"""Erasing on a real MongoDB."""

from __future__ import annotations

from tests.integration.crisis.conftest import MongoRig
from tests.support.crisis.builders import a_message, an_erasure
from tests.support.crisis.counting_suite import ASH
from tests.support.crisis.erasure_suite import ErasureSuite


class TestErasing(ErasureSuite):
    """The suite, over the fixture of this room."""

    async def test_an_untold_story_of_an_older_build_loses_its_words(self, rig: MongoRig) -> None:
        await rig.hear([a_message(0, text=ASH), a_message(1, text=ASH)])
        await rig.mongo.work_collection("stories").update_many({}, {"$unset": {"begun_in": 1}})
        await rig.hear([an_erasure(1)])
        (story,) = await rig.stories()
        assert (story.example, len(story.untold)) == (ASH, 1)

        await rig.hear([an_erasure(0)])

        (story,) = await rig.stories()
        assert (story.example, story.bands, story.untold) == ("", (), ())

    async def test_erasing_reads_by_index(self, rig: MongoRig) -> None:
        stories = rig.mongo.work_collection("stories")
        for place in ("begun_in", "untold.conversation"):
            plan = await stories.find({"brand": "klm", place: {"$in": ["a", "b"]}}).explain()
            assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])
            assert place in str(plan["queryPlanner"]["winningPlan"])
