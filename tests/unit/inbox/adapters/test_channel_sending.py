"""The way out of the house: what an integration was kept with is judged again at the moment of sending."""

from __future__ import annotations

from typing import Any

import pytest

from channels.addresses import Reach
from channels.sending import HttpAnswer, SendFailed, SendResult, Sent
from channels.withdrawing import CannotBeWithdrawn, SentReply, Withdrawn, WithdrawResult
from chassis.seal import Sealer
from contracts.directory import IntegrationChanged
from services.inbox.adapters.channel_sending import ChannelSending
from services.inbox.application.directory import Directory, IntegrationCopy
from services.inbox.domain.conversation import Visibility
from tests.support.channels.accounts import SECRETS
from tests.support.channels.rig import NOW, FakeOutward, a_reply

SEALER = Sealer(b"k" * 32)
TAKEN = HttpAnswer(200, {}, b'{"data":{"dm_event_id":"9"}}')


async def sent(settings: dict[str, Any], reach: Reach, **secrets: str) -> tuple[SendResult, list[str]]:
    """Send a reply through an integration as the directory tells it; the result, and the addresses posted to."""
    outward = FakeOutward(TAKEN, reach=reach)
    result = await ChannelSending(SEALER, outward).send(await known(settings, **secrets), a_reply())
    return result, [url for url, _, _ in outward.posts]


async def known(settings: dict[str, Any], channel: str = "x", **secrets: str) -> IntegrationCopy:
    """An integration as the directory tells it."""
    event = IntegrationChanged(
        id="0" * 32,
        brand="klm",
        subject="integration:klm_x",
        version=1,
        at=NOW,
        integration="klm_x",
        channel=channel,
        name="X",
        settings=settings,
        sealed=SEALER.seal({**SECRETS[channel], **secrets}, "klm/klm_x"),
    )
    directory = Directory()
    await directory.on_events([event])
    found = directory.integration("klm", "klm_x")
    assert found is not None
    return found


async def test_an_integration_kept_with_a_retired_setting_still_sends() -> None:
    result, posted = await sent({"user_id": "42", "allow_loopback": True}, Reach())
    assert (result, posted) == (Sent("9"), ["https://api.x.com/2/dm_conversations/with/42/messages"])


@pytest.mark.parametrize("base", ["https://collector.example.org", "http://127.0.0.1:8899", "https://127。0。0。1"])
async def test_a_base_that_was_kept_before_it_was_checked_gets_nothing(base: str) -> None:
    result, posted = await sent({"user_id": "42", "api_base": base, "allow_loopback": True}, Reach(loopback=True))
    assert (result, posted) == (SendFailed("address_refused"), [])


async def test_the_operators_list_counts_at_the_moment_of_sending() -> None:
    reach = Reach(loopback=True, api_bases=("http://127.0.0.1:*",))
    _, posted = await sent({"user_id": "42", "api_base": "http://127.0.0.1:8899"}, reach)
    assert posted == ["http://127.0.0.1:8899/2/dm_conversations/with/42/messages"]


async def test_a_secret_that_was_kept_before_it_was_checked_is_not_used() -> None:
    result, posted = await sent({"user_id": "42"}, Reach(), access_token="t\r\nx-more: 1")
    assert (result, posted) == (SendFailed("integration_misconfigured"), [])


CALLBACK = {"callback_url": "https://hook.northwind.example/replies"}


@pytest.mark.parametrize(
    ("channel", "settings", "place", "result"),
    [
        ("x", {"user_id": "42"}, "public", Withdrawn()),
        ("x", {"user_id": "42"}, "private", CannotBeWithdrawn("channel_cannot")),
        ("x", {"user": "42"}, "public", SendFailed("integration_misconfigured")),
        ("whatsapp", {"phone_number_id": "5"}, "private", CannotBeWithdrawn("channel_cannot")),
        ("generic", CALLBACK, "private", CannotBeWithdrawn("account_cannot")),
        ("generic", {**CALLBACK, "takes_withdrawals": True}, "private", Withdrawn()),
    ],
)
async def test_a_reply_is_withdrawn_where_channel_and_account_take_it(
    channel: str, settings: dict[str, Any], place: Visibility, result: WithdrawResult
) -> None:
    outward = FakeOutward(HttpAnswer(200, {}, b'{"data":{"deleted":true}}'))
    integration = await known(settings, channel)
    asked = await ChannelSending(SEALER, outward).withdraw(integration, SentReply("r1", "99", "42", place))
    assert asked == result
    assert bool(outward.deletions or outward.posts) == isinstance(result, Withdrawn)
