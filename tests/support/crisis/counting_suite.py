"""Messages are counted once, whatever comes again, and near-duplicates become stories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from chassis.messaging import Retry
from chassis.messaging.testing import a_delivery
from contracts.crisis import StoryFound, StoryGrew
from services.crisis.application.approval_notices import ApprovalNotices
from services.crisis.application.counting import MEMBERS_MOST, Batch, CountState
from services.crisis.consumers.inbox_events import OnInboxEvents, batch_of
from services.crisis.domain.service_work import WorkDone
from tests.support.crisis.builders import NOON, a_message
from tests.support.crisis.rig import Process, Rig

ASH = "All flights from Amsterdam are cancelled because of the volcanic ash and nobody tells us anything"


def overtaken(process: Process, state: CountState) -> OnInboxEvents:
    """Give the consumer of a process that loaded a batch before another one counted it."""

    async def count(batch: Batch) -> None:
        await process.count.commit(process.count.decide(state, batch))

    async def no_work(done: Sequence[WorkDone]) -> None:
        assert not done

    return OnInboxEvents(count, ApprovalNotices(process.application.units), process.application.publications, no_work)


DISCLAIMER = (
    "This message and any attachment are meant for the addressee alone and may hold confidential matter of the firm.\n"
    "Whoever receives it by mistake is asked to tell the sender and to destroy every copy without reading it further.\n"
    "Acme Holding is registered in Utrecht under number 12345678 and accepts no liability for what is written here."
)
QUESTIONS = (
    "May I take my cello into the cabin on the flight to Rome?",
    "Where is my bag?",
    "Do you still serve the vegetarian meal on short flights?",
    "The refund of my ticket to Oslo has not come in after six weeks.",
    "How early does the desk at Schiphol open on Sundays in May?",
    "My daughter flies alone in July, who brings her to the gate?",
    "I would like to change the name on booking seven four two.",
)
FOOTERS = tuple(
    "\n".join(
        f"{name} of the {firm} office: {words}" for words in ("confidential, for the reader alone", "no liability")
    )
    for name, firm in (("Legal", "Utrecht"), ("Sales", "London branch"), ("Care", "Berlin north"))
)


class CountingSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_replayed_batch_counts_once(self, rig: Rig) -> None:
        messages = [a_message(n) for n in range(10)]

        await rig.hear(messages, offset=0)
        await rig.hear(messages, offset=0)

        assert await rig.inbound() == 10

    async def test_a_batch_that_overlaps_one_counted_before_adds_only_the_rest(self, rig: Rig) -> None:
        await rig.hear([a_message(n) for n in range(10)], offset=0)
        await rig.hear([a_message(n) for n in range(5, 15)], offset=5)

        assert await rig.inbound() == 15

    async def test_an_event_published_again_under_another_offset_counts_once(self, rig: Rig) -> None:
        await rig.hear([a_message(1), a_message(1), a_message(2)], offset=0)
        await rig.hear([a_message(1)], offset=100)

        assert await rig.inbound() == 2

    async def test_a_second_process_that_counted_the_batch_first_makes_the_other_read_again(self, rig: Rig) -> None:
        batch = [a_delivery(a_message(n), offset=n) for n in range(5)]
        slow = rig.another()
        late_consumer = overtaken(slow, await slow.count.load(batch_of(batch)))
        await rig.process.on_inbox(batch)

        with pytest.raises(Retry):
            await late_consumer(batch)
        assert await rig.inbound() == 5

    async def test_sentiment_reach_and_cases_are_counted_and_unknown_is_not_neutral(self, rig: Rig) -> None:
        await rig.hear(
            [
                a_message(1, mood="negative", reach=100),
                a_message(2, mood="unknown", triage="monitor", reach=None),
                a_message(3, mood="positive", triage="escalate"),
            ]
        )

        (count,) = (await rig.store().detection.counts(0, 2**40)).values()
        assert (count.inbound, count.negative, count.unknown, count.reach, count.cases) == (3, 1, 1, 110, 2)

    async def test_near_duplicates_become_one_story_that_is_told_once(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=f"{ASH} {'!' * n} @klm https://t.co/{n}") for n in range(4)])
        await rig.hear([a_message(10 + n, NOON + timedelta(seconds=n), text=f"RT {ASH}") for n in range(4)])
        await rig.hear([a_message(20, text="My suitcase has not arrived in Rome, who can help me find it please")])

        (found,) = await rig.told(StoryFound)
        stories = await rig.stories()
        assert (found.messages, [story.messages for story in stories]) == (8, [8, 1])

    async def test_who_wrote_a_story_is_told_from_its_finding_on_each_message_once(self, rig: Rig) -> None:
        messages = [a_message(n, NOON + timedelta(seconds=n), text=f"{ASH} {'!' * n}") for n in range(9)]
        await rig.hear(messages[:3])
        assert await rig.told(StoryGrew) == []
        await rig.hear(messages[3:6], offset=3)
        await rig.hear([*messages[3:6], *messages[6:8]], offset=3)
        await rig.hear([a_message(20, text="Where is my bag? It has not come since Monday, please"), messages[8]])

        (found,) = await rig.told(StoryFound)
        grown = await rig.told(StoryGrew)
        assert [len(each.members) for each in grown] == [6, 2, 1]
        assert {each.story for each in grown} == {found.story}
        told = [member for each in grown for member in each.members]
        wanted = [(each.conversation.id, each.message, each.at) for each in messages]
        assert [(member.conversation, member.message, member.at) for member in told] == wanted
        assert len({each.id for each in grown}) == 3
        (story, _) = await rig.stories()
        assert (story.messages, story.untold) == (9, ())

    async def test_a_process_that_did_not_see_a_story_found_meanwhile_reads_again_and_tells_of_its_own(
        self, rig: Rig
    ) -> None:
        await rig.hear([a_message(n, text=ASH) for n in range(3)])
        late = [a_delivery(a_message(9, text=ASH), partition=1)]
        slow = rig.another()
        late_consumer = overtaken(slow, await slow.count.load(batch_of(late)))
        await rig.hear([a_message(n, text=ASH) for n in range(3, 6)])

        with pytest.raises(Retry):
            await late_consumer(late)
        await slow.on_inbox(late)

        assert len(await rig.told(StoryFound)) == 1
        assert [len(each.members) for each in await rig.told(StoryGrew)] == [6, 1]

    async def test_who_joined_unseen_by_the_process_that_finds_the_story_is_told_too(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=ASH) for n in range(3)])
        finding = [a_delivery(a_message(n, text=ASH), partition=1, offset=n) for n in range(10, 13)]
        slow = rig.another()
        late_consumer = overtaken(slow, await slow.count.load(batch_of(finding)))
        await rig.hear([a_message(3, text=ASH)], offset=3)

        with pytest.raises(Retry):
            await late_consumer(finding)
        await slow.on_inbox(finding)

        assert len(await rig.told(StoryFound)) == 1
        assert [len(each.members) for each in await rig.told(StoryGrew)] == [7]

    async def test_versions_of_a_story_grow_when_two_processes_add_to_it_at_once(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=ASH) for n in range(6)])
        late = [a_delivery(a_message(n, text=ASH), partition=1, offset=n) for n in (20, 21)]
        slow = rig.another()
        late_consumer = overtaken(slow, await slow.count.load(batch_of(late)))
        await rig.hear([a_message(n, text=ASH) for n in (6, 7, 8)], offset=6)
        await late_consumer(late)

        grown = await rig.told(StoryGrew)
        assert [(len(each.members), each.version) for each in grown] == [(6, 6), (3, 9), (2, 11)]

    async def test_of_very_many_at_once_each_event_has_a_version_of_its_own(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=ASH) for n in range(4)])
        await rig.hear([a_message(4 + n, text=ASH) for n in range(MEMBERS_MOST)])

        grown = await rig.told(StoryGrew)
        assert [(len(each.members), each.version) for each in grown] == [(500, 500), (4, 504)]

    async def test_brands_never_share_a_story(self, rig: Rig) -> None:
        await rig.hear([a_message(n, brand=brand, text=ASH) for n in range(3) for brand in ("klm", "other")])

        assert await rig.told(StoryFound) == []
        for brand in ("klm", "other"):
            (story,) = await rig.stories(brand)
            assert story.messages == 3

    async def test_unlike_questions_above_one_disclaimer_are_no_story(self, rig: Rig) -> None:
        for n, question in enumerate(QUESTIONS):
            await rig.hear([a_message(n, text=f"{question}\n\n{DISCLAIMER}")])
        assert await rig.told(StoryFound) == []
        together = [a_message(10 + n, text=f"Dear KLM,\n{each}\n{DISCLAIMER}") for n, each in enumerate(QUESTIONS)]
        await rig.hear(together)
        assert await rig.told(StoryFound) == []

    async def test_one_complaint_above_unlike_known_footers_is_one_story(self, rig: Rig) -> None:
        usual = [f"{question}\n{footer}" for footer in FOOTERS for question in QUESTIONS]
        await rig.hear([a_message(n, text=text) for n, text in enumerate(usual)])
        assert await rig.told(StoryFound) == []
        await rig.hear([a_message(100 + n, text=f"{ASH}\n{FOOTERS[n % 3]}") for n in range(6)])
        (found,) = await rig.told(StoryFound)
        assert (found.messages, found.example) == (6, ASH)

    async def test_one_complaint_above_footers_nobody_saw_before_is_one_story(self, rig: Rig) -> None:
        words = DISCLAIMER.split()
        footers = [" ".join(words[n * 8 : n * 8 + 8] * 3) for n in range(6)]
        await rig.hear([a_message(n, text=f"{ASH}\n{footer}") for n, footer in enumerate(footers)])
        (story,) = await rig.stories()
        assert (story.messages, story.found) == (6, True)

    async def test_what_many_write_from_its_first_line_on_stays_a_story(self, rig: Rig) -> None:
        viral = (
            f"{ASH}\nShare this with everybody you know who has a ticket for this week.\nThey owe us an answer today."
        )
        for n in range(6):
            await rig.hear([a_message(n, text=f"Hello all,\n{viral}" if n % 2 else viral)])
        (found,) = await rig.told(StoryFound)
        assert found.messages == 5
        assert found.example.endswith("today.")
