"""Posts of the brand's own on X: the request, and how long a text is."""

from __future__ import annotations

import json

import pytest

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
from channels.x.publishing import XPublishing
from channels.x.settings import XSecrets, XSettings
from tests.support.channels.accounts import SECRETS, SETTINGS
from tests.support.channels.rig import FakeOutward, answered

ACCOUNT = XSettings(**SETTINGS["x"])
OPENED = XSecrets(**SECRETS["x"])
POST = OutboundPost("p1", "We know of it.", "en")


async def test_a_post_is_created_for_the_account() -> None:
    outward = FakeOutward(answered(201, {"data": {"id": "99", "text": "We know of it."}}))
    assert await XPublishing().publish(outward, OPENED, ACCOUNT, POST) == Sent("99")
    ((url, body, headers),) = outward.posts
    assert (url, json.loads(body)) == ("https://api.x.com/2/tweets", {"text": "We know of it."})
    assert headers["authorization"] == f"Bearer {OPENED.access_token}"


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (AnswerLost(), OutcomeUnknown("no_answer")),
        (answered(500), OutcomeUnknown("http_500")),
        (answered(403), SendFailed("http_403")),
        (answered(429), RetryLater(900.0, "http_429")),
        (answered(201, {}), OutcomeUnknown("answer_unreadable")),
    ],
)
async def test_what_becomes_of_a_post_is_never_guessed(answer: HttpAnswer | Exception, result: SendResult) -> None:
    assert await XPublishing().publish(FakeOutward(answer), OPENED, ACCOUNT, POST) == result


@pytest.mark.parametrize(
    ("text", "length"),
    [("abc", 3), ("é’", 2), ("航班", 4), ("\N{AIRPLANE}", 2), ("See https://example.org/a/very/long/path?q=1 now", 31)],
)
def test_a_text_is_as_long_as_x_counts_it(text: str, length: int) -> None:
    assert XPublishing().length(text) == length


def test_an_account_with_a_subscription_writes_more() -> None:
    assert XPublishing().limit(ACCOUNT) == 280
    assert XPublishing().limit(XSettings(user_id="42", post_characters=25_000)) == 25_000
