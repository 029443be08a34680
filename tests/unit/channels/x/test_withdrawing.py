"""A post of the brand's own on X is deleted, and what became of it is never guessed."""

from __future__ import annotations

import pytest

from channels.sending import AnswerLost, HttpAnswer, NotDelivered, OutcomeUnknown, RetryLater, SendFailed
from channels.withdrawing import CannotBeWithdrawn, SentReply, Withdrawn, WithdrawResult
from channels.x.settings import XSecrets, XSettings
from channels.x.withdrawing import XWithdrawing
from tests.support.channels.accounts import SECRETS, SETTINGS
from tests.support.channels.rig import FakeOutward, answered

ACCOUNT = XSettings(**SETTINGS["x"])
OPENED = XSecrets(**SECRETS["x"])
SENT = SentReply("r1", "99", "42", "public")
GONE = {"errors": [{"type": "https://api.twitter.com/2/problems/resource-not-found", "title": "Not Found Error"}]}


async def test_a_post_is_deleted_by_its_id_for_the_account() -> None:
    outward = FakeOutward(answered(200, {"data": {"deleted": True}}))
    assert await XWithdrawing().withdraw(outward, OPENED, ACCOUNT, SENT) == Withdrawn()
    ((url, headers),) = outward.deletions
    assert (url, outward.posts) == ("https://api.x.com/2/tweets/99", [])
    assert headers["authorization"] == f"Bearer {OPENED.access_token}"


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (answered(404, {}), Withdrawn()),
        (answered(200, GONE), Withdrawn()),
        (answered(200, {"data": {"deleted": False}}), CannotBeWithdrawn("not_deleted")),
        (answered(403), CannotBeWithdrawn("http_403")),
        (answered(401), SendFailed("http_401")),
        (answered(429), RetryLater(900.0, "http_429")),
        (answered(429, None, retry_after="7"), RetryLater(7.0, "http_429")),
        (answered(500), OutcomeUnknown("http_500")),
        (answered(200, {}), OutcomeUnknown("answer_unreadable")),
        (AnswerLost(), OutcomeUnknown("no_answer")),
        (NotDelivered("not_connected"), RetryLater(5.0, "not_connected")),
    ],
)
async def test_what_becomes_of_it_is_never_guessed(answer: HttpAnswer | Exception, result: WithdrawResult) -> None:
    assert await XWithdrawing().withdraw(FakeOutward(answer), OPENED, ACCOUNT, SENT) == result


@pytest.mark.parametrize("sent", [SentReply("r1", "99", "42", "private"), SentReply("r1", "../dm", "42", "public")])
async def test_a_direct_message_and_what_is_no_post_are_not_asked_for(sent: SentReply) -> None:
    outward = FakeOutward(answered(200, {"data": {"deleted": True}}))
    assert await XWithdrawing().withdraw(outward, OPENED, ACCOUNT, sent) == CannotBeWithdrawn("channel_cannot")
    assert outward.deletions == []
