"""Sending on Messenger and Instagram: where a reply goes, and what Meta's answer says of it."""

from __future__ import annotations

import pytest

from channels.meta.settings import MetaSettings
from channels.meta_webhook import MetaSecrets
from channels.registry import channel
from channels.sending import (
    AnswerLost,
    HttpAnswer,
    NotDelivered,
    OutcomeUnknown,
    RetryLater,
    SendFailed,
    SendResult,
    Sent,
)
from tests.support.channels.account import META_SECRETS
from tests.support.channels.rig import FakeOutward, a_reply, answered

META = MetaSecrets(**META_SECRETS)
PAGE = MetaSettings(account_id="61")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (answered(200, {"message_id": "m.9"}), Sent("m.9")),
        (answered(200, {}), OutcomeUnknown("answer_unreadable")),
        (answered(400, {"error": {"code": 10}}), SendFailed("meta_10")),
        (answered(400, {"error": {"code": 613}}), RetryLater(60.0, "meta_613")),
        (answered(503, None, retry_after="7"), RetryLater(7.0, "http_503")),
        (answered(500), OutcomeUnknown("http_500")),
        (answered(302), SendFailed("http_302")),
        (AnswerLost(), OutcomeUnknown("no_answer")),
        (NotDelivered("not_connected"), RetryLater(5.0, "not_connected")),
        (NotDelivered("address_refused", permanent=True), SendFailed("address_refused")),
    ],
)
async def test_messenger_answers_become_results_without_guessing(
    answer: HttpAnswer | Exception, result: SendResult
) -> None:
    assert await channel("messenger").send(FakeOutward(answer), META, PAGE, a_reply()) == result


async def test_a_private_reply_goes_to_the_person_and_a_public_one_under_the_comment() -> None:
    outward = FakeOutward(answered(200, {"id": "c2", "message_id": "m2"}))
    await channel("messenger").send(outward, META, PAGE, a_reply())
    await channel("instagram").send(outward, META, PAGE, a_reply(visibility="public", reply_to="c/1"))
    assert [url.removeprefix(PAGE.api_base) for url, _, _ in outward.posts] == ["/61/messages", "/c%2F1/replies"]
    assert outward.posts[0][2]["authorization"] == "Bearer access-token-of-the-page"
