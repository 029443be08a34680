"""Posts in a Page's feed, by the Graph API."""

from __future__ import annotations

import json

import pytest

from channels.meta.publishing import PagePublishing
from channels.meta.settings import MetaSettings
from channels.meta_webhook import MetaSecrets
from channels.registry import channel
from channels.sending import (
    AnswerLost,
    HttpAnswer,
    OutboundPost,
    OutcomeUnknown,
    RetryLater,
    SendFailed,
    SendResult,
    Sent,
)
from tests.support.channels.accounts import SECRETS, SETTINGS
from tests.support.channels.rig import FakeOutward, answered

ACCOUNT = MetaSettings(**SETTINGS["messenger"])
OPENED = MetaSecrets(**SECRETS["messenger"])
POST = OutboundPost("p1", "We know of it.", "en")
BASE = "https://graph.facebook.com/v23.0"


async def test_a_post_is_created_in_the_feed_of_the_page() -> None:
    outward = FakeOutward(answered(200, {"id": "61_99"}))
    assert await PagePublishing().publish(outward, OPENED, ACCOUNT, POST) == Sent("61_99")
    ((url, body, headers),) = outward.posts
    assert (url, json.loads(body)) == (f"{BASE}/61/feed", {"message": "We know of it."})
    assert headers["authorization"] == f"Bearer {OPENED.access_token}"


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (AnswerLost(), OutcomeUnknown("no_answer")),
        (answered(400, {"error": {"code": 200, "message": "no"}}), SendFailed("meta_200")),
        (answered(400, {"error": {"code": 32, "message": "busy"}}), RetryLater(60.0, "meta_32")),
        (answered(200, {}), OutcomeUnknown("answer_unreadable")),
    ],
)
async def test_what_becomes_of_a_post_is_never_guessed(answer: HttpAnswer | Exception, result: SendResult) -> None:
    assert await PagePublishing().publish(FakeOutward(answer), OPENED, ACCOUNT, POST) == result


def test_a_page_publishes_and_instagram_takes_no_post_without_a_picture() -> None:
    assert channel("messenger").publishing is not None
    assert channel("instagram").publishing is None
