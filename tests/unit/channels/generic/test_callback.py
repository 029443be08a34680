"""A callback gets posts only where its settings say that it takes them."""

from __future__ import annotations

import json

import pytest

from channels.generic.callback import CallbackPublishing
from channels.generic.settings import GenericSecrets, GenericSettings
from channels.sending import AnswerLost, OutboundPost, RetryLater, Sent
from tests.support.channels.accounts import SECRETS
from tests.support.channels.rig import FakeOutward, answered

URL = "https://hook.northwind.example/replies"
OPENED = GenericSecrets(**SECRETS["generic"])
ACCOUNT = GenericSettings(callback_url=URL, takes_posts=True)
POST = OutboundPost("p1", "We know of it.", "en")


async def test_a_post_is_signed_under_its_key_and_may_be_tried_again() -> None:
    outward = FakeOutward(answered(200, {"external_id": "ours-1"}))
    assert await CallbackPublishing().publish(outward, OPENED, ACCOUNT, POST) == Sent("ours-1")
    ((url, body, headers),) = outward.posts
    assert (url, headers["webhook-id"]) == (URL, "p1")
    assert json.loads(body) == {"kind": "post", "id": "p1", "text": "We know of it.", "language": "en"}
    lost = FakeOutward(AnswerLost())
    assert isinstance(await CallbackPublishing().publish(lost, OPENED, ACCOUNT, POST), RetryLater)


@pytest.mark.parametrize("settings", [GenericSettings(callback_url=URL), GenericSettings(takes_posts=True)])
def test_what_the_settings_do_not_say_is_not_taken(settings: GenericSettings) -> None:
    assert not CallbackPublishing().takes(settings)
