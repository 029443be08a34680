"""The store of story answers in memory keeps what every one promises."""

import pytest

from chassis.timers import DueTimer
from services.inbox.application.timers import STORY_ANSWER_TIMER
from tests.support.inbox.builders import NOON
from tests.support.inbox.in_memory import InMemoryInbox
from tests.support.inbox.story_answer_suite import StoryAnswerSides, StoryAnswerStoreSuite
from tests.support.inbox.story_answers_in_memory import InMemoryStoryAnswers


class TestInMemory(StoryAnswerStoreSuite):
    @pytest.fixture
    def sides(self) -> StoryAnswerSides:
        store = InMemoryInbox()

        async def due() -> list[DueTimer]:
            return store.due(STORY_ANSWER_TIMER, NOON)

        return StoryAnswerSides(InMemoryStoryAnswers(store), due)
