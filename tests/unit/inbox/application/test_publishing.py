"""A statement is published once in effect: claimed before it leaves, and no outcome is guessed."""

from __future__ import annotations

import pytest

from channels.sending import OutcomeUnknown, RetryLater, SendFailed
from chassis.messaging.testing import a_delivery
from contracts.inbox import PublicationChanged
from services.inbox.domain.brand_post import BrandPost
from tests.support.inbox.events import BRAND
from tests.support.inbox.publications import a_brand, a_request, an_incident, its_end
from tests.unit.inbox.application.rig import Rig


@pytest.fixture
async def asked(rig: Rig) -> Rig:
    await rig.crisis([a_delivery(an_incident()), a_delivery(a_request())])
    return rig


def stored(rig: Rig) -> BrandPost:
    return rig.store.stored_posts[BRAND, "p1"]


async def test_it_goes_out_once_under_its_own_key_and_the_outcome_is_told(asked: Rig) -> None:
    assert await asked.posts_due() == 1
    await asked.crisis([a_delivery(a_request())])
    assert await asked.posts_due() == 0

    (post,) = asked.channel.published
    assert (post.key, post.text, post.language) == ("p1", "We know of it.", "en")
    (told,) = asked.emitted(PublicationChanged)
    assert (told.state, told.external_id, told.statement, told.incident) == ("sent", "ext-p1", "s1", "i1")
    assert asked.channel.sent == []


async def test_a_lost_answer_is_unknown_and_is_not_sent_again(asked: Rig) -> None:
    asked.channel.results = [OutcomeUnknown("no_answer")]
    await asked.posts_due()
    await asked.crisis([a_delivery(a_request(2))])
    assert await asked.posts_due() == 0
    (told,) = asked.emitted(PublicationChanged)
    assert (told.state, told.error_code) == ("unknown", "no_answer")


async def test_a_sender_that_died_leaves_an_unknown(asked: Rig) -> None:
    post = stored(asked)
    assert await asked.inbox.posts.sender._claim(post) is not None
    assert await asked.posts_due() == 1
    assert (stored(asked).state, stored(asked).error_code) == ("unknown", "sender_interrupted")
    assert asked.channel.published == []
    assert [each.state for each in asked.emitted(PublicationChanged)] == ["unknown"]


async def test_a_second_process_that_holds_the_same_timer_sends_nothing(asked: Rig) -> None:
    before = stored(asked)
    await asked.posts_due()
    assert await asked.inbox.posts.sender.deliver(before)
    assert len(asked.channel.published) == 1


async def test_what_the_platform_puts_off_is_tried_later_under_the_same_key(asked: Rig) -> None:
    asked.channel.results = [RetryLater(60, "http_429")]
    await asked.posts_due()
    assert await asked.posts_due() == 0
    asked.clock.advance(61)
    assert await asked.posts_due() == 1
    assert [each.key for each in asked.channel.published] == ["p1", "p1"]
    assert [each.state for each in asked.emitted(PublicationChanged)] == ["sent"]


async def test_a_failed_one_goes_again_when_a_person_asks_again(asked: Rig) -> None:
    asked.channel.results = [SendFailed("http_403")]
    await asked.posts_due()
    await asked.crisis([a_delivery(a_request())])
    assert await asked.posts_due() == 0
    await asked.crisis([a_delivery(a_request(2))])
    assert await asked.posts_due() == 1
    told = asked.emitted(PublicationChanged)
    assert [(each.state, each.round) for each in told] == [("failed", 1), ("sent", 2)]
    assert told[0].version < told[1].version


async def test_in_a_drill_nothing_leaves(asked: Rig) -> None:
    await asked.inbox.directory.on_events([a_brand(drill_of="home")])
    await asked.posts_due()
    assert asked.channel.published == []
    assert [each.state for each in asked.emitted(PublicationChanged)] == ["withheld"]


async def test_it_waits_while_replies_are_turned_off_and_goes_when_they_are_on(asked: Rig) -> None:
    await asked.inbox.directory.on_events([a_brand(off=("replies",))])
    await asked.posts_due()
    assert (stored(asked).state, asked.channel.published) == ("queued", [])
    await asked.inbox.directory.on_events([a_brand(2)])
    asked.clock.advance(21)
    await asked.posts_due()
    assert stored(asked).state == "sent"


async def test_what_waited_until_its_incident_was_over_does_not_leave(asked: Rig) -> None:
    await asked.crisis([a_delivery(its_end())])
    await asked.posts_due()
    assert asked.channel.published == []
    (told,) = asked.emitted(PublicationChanged)
    assert (told.state, told.error_code) == ("failed", "incident_over")


async def test_an_account_that_is_gone_fails_and_says_so(rig: Rig) -> None:
    await rig.crisis([a_delivery(an_incident()), a_delivery(a_request(integration="gone"))])
    await rig.posts_due()
    assert [each.error_code for each in rig.emitted(PublicationChanged)] == ["integration_gone"]
