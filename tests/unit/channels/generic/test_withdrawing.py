"""A callback is asked to delete a reply only where its settings say that it takes withdrawals."""

from __future__ import annotations

import json

import pytest

from channels.generic.callback import CallbackWithdrawing
from channels.generic.settings import GenericSecrets, GenericSettings
from channels.sending import AnswerLost, HttpAnswer, OutcomeUnknown, RetryLater, SendFailed
from channels.withdrawing import CannotBeWithdrawn, SentReply, Withdrawn, WithdrawResult
from tests.support.channels.accounts import SECRETS
from tests.support.channels.rig import FakeOutward, answered

URL = "https://hook.northwind.example/replies"
OPENED = GenericSecrets(**SECRETS["generic"])
ACCOUNT = GenericSettings(callback_url=URL, takes_withdrawals=True)
SENT = SentReply("r1", "ours-1", "42", "private", "t1")


async def test_a_withdrawal_is_signed_under_a_key_of_its_own() -> None:
    outward = FakeOutward(answered(204))
    assert await CallbackWithdrawing().withdraw(outward, OPENED, ACCOUNT, SENT) == Withdrawn()
    ((url, body, headers),) = outward.posts
    assert (url, headers["webhook-id"]) == (URL, "withdraw-r1")
    assert json.loads(body) == {
        "kind": "withdrawal",
        "id": "withdraw-r1",
        "reply": "r1",
        "external_id": "ours-1",
        "contact": "42",
        "visibility": "private",
        "thread": "t1",
    }


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (answered(410), Withdrawn()),
        (answered(409), CannotBeWithdrawn("http_409")),
        (answered(404), SendFailed("http_404")),
        (answered(429, None, retry_after="3"), RetryLater(3.0, "http_429")),
        (answered(502), OutcomeUnknown("http_502")),
        (AnswerLost(), OutcomeUnknown("no_answer")),
    ],
)
async def test_what_becomes_of_it_is_never_guessed(answer: HttpAnswer | Exception, result: WithdrawResult) -> None:
    assert await CallbackWithdrawing().withdraw(FakeOutward(answer), OPENED, ACCOUNT, SENT) == result


@pytest.mark.parametrize("settings", [GenericSettings(callback_url=URL), GenericSettings(takes_withdrawals=True)])
def test_what_the_settings_do_not_say_is_not_taken(settings: GenericSettings) -> None:
    assert not CallbackWithdrawing().takes(settings)
