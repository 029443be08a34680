"""Replies to a callback: signed, tried again under one key, and without an address no secret goes anywhere."""

from __future__ import annotations

from datetime import UTC, datetime

from channels import signing
from channels.destinations import secrets_that_move
from channels.generic.settings import GenericSecrets, GenericSettings
from channels.registry import channel
from channels.sending import AnswerLost, RetryLater, SendFailed, Sent
from tests.support.channels.accounts import SECRETS, SETTINGS
from tests.support.channels.rig import FakeOutward, a_reply, answered

GENERIC = GenericSecrets(signing_secret=signing.new_secret())
CALLBACK = GenericSettings(callback_url="https://hook.example.org/r")


async def test_a_callback_is_signed_with_the_replys_key_and_may_be_tried_again() -> None:
    outward = FakeOutward(answered(200, {"external_id": "their-5"}))
    assert await channel("generic").send(outward, GENERIC, CALLBACK, a_reply()) == Sent("their-5")
    _, body, headers = outward.posts[0]
    assert headers["webhook-id"] == "r1"
    signing.verify_standard([GENERIC.signing_secret], headers, body, datetime.now(UTC))
    lost = await channel("generic").send(FakeOutward(AnswerLost()), GENERIC, CALLBACK, a_reply())
    assert lost == RetryLater(5.0, "no_answer")
    assert await channel("generic").send(outward, GENERIC, GenericSettings(), a_reply()) == SendFailed(
        "no_callback_url"
    )


def test_replies_that_go_nowhere_take_no_secret_along() -> None:
    found = channel("generic")
    before, after = found.settings_model(**SETTINGS["generic"]), found.settings_model()
    assert secrets_that_move(found.destinations, before, after, SECRETS["generic"]) == {}
    assert secrets_that_move(found.destinations, after, before, SECRETS["generic"]) == {
        "signing_secret": "callback_url"
    }
