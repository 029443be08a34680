"""Approvals over MongoDB, and one story with a real webhook and a real mail server."""

from __future__ import annotations

import email
import json
from email.policy import SMTP

from channels import signing
from channels.addresses import Reach
from channels.email.smtp import MailPost
from channels.outward import HttpOutward
from chassis.clock import FixedClock
from chassis.messaging.testing import a_delivery
from chassis.mongo import Mongo
from chassis.seal import Sealer
from chassis.service import prepare
from chassis.signed_links import NOTICE_LINKS, SignedLinks
from chassis.timer_runner import TimerRunner
from services.crisis.adapters.notice_ways import NoticeLinks, NoticeWays
from services.crisis.application.caller import CommandCaller
from services.crisis.application.notice_plans import AddressWish
from services.crisis.wiring import core, service
from tests.e2e.receiver import receiver
from tests.support.channels.mail_server import a_mail_server
from tests.support.crisis.approval_suite import ApprovalSuite, agreed
from tests.support.crisis.builders import NOON, a_person, an_approval
from tests.support.crisis.rig import SETTINGS

KEY = bytes(32)
SECRET = "whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldCBhdCBhbGw="  # noqa: S105 - it says in base64 that it is none


class TestOnMongo(ApprovalSuite):
    """The suite."""


async def test_who_may_decide_is_told_by_mail_and_webhook_until_somebody_did(
    mongo_url: str, database_name: str
) -> None:
    """The inbox asks, ben has a mail, then a webhook; cas decides before ben's second way, and nothing more comes."""
    mongo, clock = await Mongo.connect(mongo_url, database_name), FixedClock(NOON)
    await prepare(mongo, service(SETTINGS))
    with a_mail_server() as mails, receiver() as hook:
        async with HttpOutward(Reach(loopback=True), total_seconds=5.0) as outward:
            reach = Reach(loopback=True, anywhere=True)
            port = mails.server_address[1]
            post = MailPost("127.0.0.1", port, "none", reach, None, None, "muster@klm.example", "Muster", 2.0)
            links = NoticeLinks(SignedLinks(KEY, NOTICE_LINKS), "https://muster.example")
            crisis = core(mongo, SETTINGS, clock, NoticeWays(outward, Sealer(KEY), links, post, clock.now))
            runner = TimerRunner(crisis.timers, crisis.reminders_due)

            async def seconds(number: int) -> None:
                clock.advance(number)
                while await runner.turn():
                    pass

            await crisis.directory([a_person("anna", "Anna"), a_person("ben")])
            mail = AddressWish("email", 0.0, None, target="ben@klm.example")
            called = AddressWish("webhook", 60.0, None, target=hook.url, secret=SECRET)
            plans = crisis.application.notice_plans
            await plans.write(CommandCaller("klm", "ben", "c1"), "ben", [mail, called])

            await crisis.on_inbox([a_delivery(an_approval("ben", "cas"), offset=0)])
            await seconds(119)
            assert (mails.taken, hook.received) == ([], [])
            await seconds(1)
            (told,) = (email.message_from_bytes(each, policy=SMTP) for each in mails.taken)
            assert told["Subject"] == "[klm] A reply by Anna on x waits for your approval"
            assert "notice-links" not in told.get_content()
            await seconds(60)
            (came,) = hook.received
            signing.verify_standard([SECRET], came.headers, came.body, clock.now())
            said = json.loads(came.body)
            assert (said["type"], said["data"]["about"], said["data"]["link"]) == ("muster.notice.approval", "r1", None)

            await crisis.on_inbox([a_delivery(an_approval("ben", reply="r2", opened_at=clock.now()), offset=1)])
            await seconds(120)
            await crisis.on_inbox([a_delivery(agreed(reply="r2"), offset=2)])
            await seconds(300)

            assert (len(mails.taken), len(hook.received)) == (2, 1)
            found = await crisis.application.units.read("klm").notices.newest("ben", None, None, 9, None)
            assert [(each.about, each.state) for each in found.items] == [("r2", "answered"), ("r1", "sent")]
    await mongo.close()
