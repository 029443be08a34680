"""Notices leave by SMTP and HTTP to servers that listen, in the form each of them reads, under one key."""

from __future__ import annotations

import email
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.policy import SMTP

import pytest

from channels import signing
from channels.addresses import Reach
from channels.email.smtp import MailPost
from channels.outward import HttpOutward
from channels.sending import RetryLater, SendFailed, Sent
from chassis.seal import Sealer
from chassis.signed_links import NOTICE_LINKS, Link, SignedLinks
from services.crisis.adapters.notice_ways import NoticeLinks, NoticeWays
from services.crisis.application.notice_delivery import AddressUnusable, OpenAddress
from services.crisis.domain.notice import Notice
from services.crisis.domain.notice_plan import NoticeAddress
from tests.e2e.receiver import receiver
from tests.support.channels.hosts_inside import URLS
from tests.support.channels.mail_server import a_mail_server

KEY = bytes(32)
LINKS = SignedLinks(KEY, NOTICE_LINKS)
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SECRET = "whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw="  # noqa: S105 - it says in base64 that it is none
NOTICE = Notice(
    "0123456789abcdef" * 2, "page", "p1", "i1", "ada", "Ash <cloud> & *wind*", 3, NOW, NOW + timedelta(hours=1)
)


def post_to(port: int) -> MailPost:
    reach = Reach(loopback=True, anywhere=True)
    return MailPost("127.0.0.1", port, "none", reach, None, None, "muster@klm.example", "Muster", 2.0)


@pytest.fixture
async def outward() -> AsyncIterator[HttpOutward]:
    async with HttpOutward(Reach(loopback=True), total_seconds=5.0) as opened:
        yield opened


def ways(outward: HttpOutward, post: MailPost | None = None, base: str | None = "https://muster.example") -> NoticeWays:
    return NoticeWays(outward, Sealer(KEY), NoticeLinks(LINKS, base), post, lambda: NOW)


def stored(ways: NoticeWays, address: OpenAddress, person: str = "ada") -> NoticeAddress:
    sealed, shown = ways.seal("klm", person, address)
    return NoticeAddress(address.id, address.kind, shown, sealed)


async def test_a_mail_has_its_own_subject_and_a_link_that_reads(outward: HttpOutward) -> None:
    with a_mail_server() as server:
        by = ways(outward, post_to(server.server_address[1]))
        assert isinstance(
            await by.send("klm", "klm", NOTICE, stored(by, OpenAddress("a1", "email", "ada@klm.example"))), Sent
        )
        again = await by.send("klm", "klm", NOTICE, stored(by, OpenAddress("a1", "email", "ada@klm.example")))

    assert isinstance(again, Sent)
    first, second = (email.message_from_bytes(mail, policy=SMTP) for mail in server.taken)
    assert first["Subject"] == "[klm] You are paged, severity 3: Ash <cloud> & *wind*"
    assert first["To"] == "ada@klm.example"
    assert first["Message-ID"] == second["Message-ID"]
    (token,) = re.findall(r"https://muster\.example/v1/notice-links/(\S+)", first.get_content())
    assert LINKS.read(token) == Link("klm", NOTICE.id)


async def test_a_webhook_is_signed_and_says_what_is_asked(outward: HttpOutward) -> None:
    with receiver() as there:
        by = ways(outward)
        address = stored(by, OpenAddress("a1", "webhook", there.url, SECRET))
        assert await by.send("klm", "klm", NOTICE, address) == Sent("")

    (came,) = there.received
    signing.verify_standard([SECRET], came.headers, came.body, NOW)
    assert came.headers["webhook-id"] == f"{NOTICE.id}.a1"
    body = json.loads(came.body)
    assert body["type"] == "muster.notice.page"
    assert (body["data"]["person"], body["data"]["severity"], body["data"]["about"]) == ("ada", 3, "p1")


async def test_a_chat_gets_a_button_and_no_markup_of_the_title(outward: HttpOutward) -> None:
    with receiver() as there:
        by = ways(outward)
        for kind in ("slack", "teams"):
            assert await by.send("klm", "klm", NOTICE, stored(by, OpenAddress("a1", kind, there.url))) == Sent("")

    slack, teams = (json.loads(came.body) for came in there.received)
    assert "Ash &lt;cloud&gt; &amp; *wind*" in slack["blocks"][0]["text"]["text"]
    assert slack["blocks"][1]["elements"][0]["url"].startswith("https://muster.example/v1/notice-links/klm_")
    card = teams["attachments"][0]["content"]
    assert card["body"][0]["inlines"][0]["text"].endswith("Ash <cloud> & *wind*")
    assert card["actions"][0]["type"] == "Action.OpenUrl"


async def test_without_a_public_address_there_is_no_link(outward: HttpOutward) -> None:
    with receiver() as there:
        by = ways(outward, base=None)
        await by.send("klm", "klm", NOTICE, stored(by, OpenAddress("a1", "slack", there.url)))

    assert len(json.loads(there.received[0].body)["blocks"]) == 1


async def test_what_does_not_answer_is_tried_again_and_what_is_gone_is_not(outward: HttpOutward) -> None:
    with receiver() as there:
        url = there.url
    by = ways(outward, post_to(1))

    assert await by.send("klm", "klm", NOTICE, stored(by, OpenAddress("a1", "slack", url))) == RetryLater(
        5.0, "not_connected"
    )
    mailed = await by.send("klm", "klm", NOTICE, stored(by, OpenAddress("a2", "email", "ada@klm.example")))
    assert mailed == RetryLater(60.0, "not_connected")


async def test_an_address_opens_for_its_own_person_of_its_own_brand_alone(outward: HttpOutward) -> None:
    by = ways(outward)
    address = stored(by, OpenAddress("a1", "slack", "https://hooks.slack.example/x"), person="bo")

    assert await by.send("klm", "klm", NOTICE, address) == SendFailed("secrets_do_not_open")
    assert address.shown == "hooks.slack.example/…le/x"


async def test_a_webhook_of_the_brand_gets_what_its_level_says_signed_and_without_a_link(outward: HttpOutward) -> None:
    call = replace(NOTICE, kind="level", about="i1", person=None, webhook="alerts", level=2, round=1)
    with receiver() as there:
        by = ways(outward)
        sealed, shown = by.seal("klm", None, OpenAddress("alerts", "webhook", there.url, SECRET))
        address = NoticeAddress("alerts", "webhook", shown, sealed)
        assert await by.send("klm", "klm", call, address) == Sent("")

    (came,) = there.received
    signing.verify_standard([SECRET], came.headers, came.body, NOW)
    body = json.loads(came.body)
    assert body["type"] == "muster.notice.level"
    told = {
        name: body["data"][name] for name in ("person", "webhook", "incident", "title", "severity", "link", "drill")
    }
    assert told == {
        "person": None,
        "webhook": "alerts",
        "incident": "i1",
        "title": "Ash <cloud> & *wind*",
        "severity": 3,
        "link": None,
        "drill": False,
    }
    assert (body["data"]["level"], body["data"]["round"]) == (2, 1)
    assert body["data"]["text"].startswith("Escalation of an incident of klm, level 2, round 1, severity 3 of 3: Ash")


async def test_the_address_of_a_webhook_opens_for_no_person_and_for_no_other_webhook(outward: HttpOutward) -> None:
    by = ways(outward)
    sealed, shown = by.seal("klm", None, OpenAddress("alerts", "webhook", "https://alerts.example/x", SECRET))
    call = replace(NOTICE, kind="level", person=None, webhook="alerts", level=1, round=1)

    for notice, id_, home in ((NOTICE, "alerts", "klm"), (call, "desk", "klm"), (call, "alerts", "afr")):
        address = NoticeAddress(id_, "webhook", shown, sealed)
        assert await by.send("klm", home, notice, address) == SendFailed("secrets_do_not_open")


@pytest.mark.parametrize(
    ("address", "field", "code"),
    [
        (OpenAddress("a", "email", "ada@klm.example"), "kind", "mail_not_set_up"),
        (OpenAddress("a", "slack", "http://169.254.169.254/latest"), "target", "address_refused"),
        (OpenAddress("a", "teams", "https://10.0.0.1/x"), "target", "address_refused"),
        (OpenAddress("a", "webhook", "https://klm.example/x"), "secret", "missing"),
        (OpenAddress("a", "webhook", "https://klm.example/x", "short"), "secret", "secret"),
        (OpenAddress("a", "slack", "https://klm.example/x", SECRET), "secret", "not_here"),
    ],
)
async def test_an_address_that_cannot_be_used_is_refused_beforehand(
    outward: HttpOutward, address: OpenAddress, field: str, code: str
) -> None:
    with pytest.raises(AddressUnusable) as refused:
        await ways(outward).check(address)

    assert (refused.value.field, refused.value.code) == (field, code)


async def test_no_address_inside_is_taken_or_sent_to() -> None:
    async with HttpOutward(Reach(), total_seconds=5.0) as outside:
        by = ways(outside)
        for url in URLS:
            with pytest.raises(AddressUnusable):
                await by.check(OpenAddress("a1", "slack", url))
            sent = await by.send("klm", "klm", NOTICE, stored(by, OpenAddress("a1", "teams", url)))
            assert isinstance(sent, SendFailed | RetryLater), url


async def test_the_probe_says_what_is_wrong_with_the_mail_server(outward: HttpOutward) -> None:
    with a_mail_server() as server:
        assert await ways(outward, post_to(server.server_address[1])).probe() is None
        assert server.taken == []
    assert await ways(outward, post_to(1)).probe() == "not_connected"
    assert await ways(outward).probe() is None
