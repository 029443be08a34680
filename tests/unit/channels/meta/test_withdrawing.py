"""A comment of the brand's own is deleted by the Graph API, and what became of it is never guessed."""

from __future__ import annotations

import pytest

from channels.meta.settings import MetaSettings
from channels.meta.withdrawing import CommentWithdrawing
from channels.meta_webhook import MetaSecrets
from channels.registry import channel
from channels.sending import AnswerLost, HttpAnswer, OutcomeUnknown, RetryLater, SendFailed
from channels.withdrawing import CannotBeWithdrawn, SentReply, Withdrawn, WithdrawResult
from tests.support.channels.accounts import SECRETS, SETTINGS
from tests.support.channels.rig import FakeOutward, answered

ACCOUNT = MetaSettings(**SETTINGS["messenger"])
OPENED = MetaSecrets(**SECRETS["messenger"])
SENT = SentReply("r1", "61_9/9", "42", "public")


def failed(code: int, **more: object) -> HttpAnswer:
    return answered(400, {"error": {"code": code, "message": "no", **more}})


async def test_a_comment_is_deleted_by_its_id() -> None:
    outward = FakeOutward(answered(200, {"success": True}))
    assert await CommentWithdrawing().withdraw(outward, OPENED, ACCOUNT, SENT) == Withdrawn()
    ((url, headers),) = outward.deletions
    assert url == "https://graph.facebook.com/v23.0/61_9%2F9"
    assert headers["authorization"] == f"Bearer {OPENED.access_token}"


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (failed(100, error_subcode=33), OutcomeUnknown("meta_100")),
        (failed(100), SendFailed("meta_100")),
        (failed(200), CannotBeWithdrawn("meta_200")),
        (failed(10), CannotBeWithdrawn("meta_10")),
        (failed(190), SendFailed("meta_190")),
        (failed(32), RetryLater(60.0, "meta_32")),
        (failed(2, is_transient=True), RetryLater(5.0, "meta_2")),
        (answered(200, {}), OutcomeUnknown("answer_unreadable")),
        (answered(500), OutcomeUnknown("http_500")),
        (AnswerLost(), OutcomeUnknown("no_answer")),
    ],
)
async def test_what_becomes_of_it_is_never_guessed(answer: HttpAnswer | Exception, result: WithdrawResult) -> None:
    assert await CommentWithdrawing().withdraw(FakeOutward(answer), OPENED, ACCOUNT, SENT) == result


async def test_a_private_message_stays() -> None:
    outward, private = FakeOutward(answered(200, {"success": True})), SentReply("r1", "m_1", "42", "private")
    for name in ("messenger", "instagram"):
        withdrawing = channel(name).withdrawing
        assert withdrawing is not None
        result = await withdrawing.withdraw(outward, OPENED, ACCOUNT, private)
        assert (result, outward.deletions) == (CannotBeWithdrawn("channel_cannot"), [])
