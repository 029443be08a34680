"""Sending: what a platform or the network answers becomes one of four results."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from channels import signing
from channels.addresses import Reach
from channels.email.channel import EmailSecrets, EmailSettings
from channels.generic.channel import GenericSecrets, GenericSettings
from channels.meta.channel import MetaSettings
from channels.meta_webhook import MetaSecrets
from channels.outward import HttpOutward
from channels.ports import (
    AnswerLost,
    HttpAnswer,
    NotDelivered,
    OutcomeUnknown,
    RetryLater,
    SendFailed,
    SendResult,
    Sent,
)  # fmt: skip
from channels.registry import channel
from tests.unit.channels.rig import META_SECRETS, FakeOutward, a_reply

META = MetaSecrets(**META_SECRETS)
PAGE = MetaSettings(account_id="61")
GENERIC = GenericSecrets(signing_secret=signing.new_secret())
HERE = Reach(loopback=True)
CALLBACK = GenericSettings(callback_url="https://hook.example.org/r")


def answered(status: int, body: object = None, **headers: str) -> HttpAnswer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpAnswer(status, named, json.dumps(body).encode())


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


async def test_nobody_listening_is_known_not_to_be_delivered() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        port = free.server_address[1]
    async with HttpOutward(HERE) as outward:
        with pytest.raises(NotDelivered, match="not_connected"):
            await outward.post(f"http://127.0.0.1:{port}/", b"", {})


class _MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    end_of_mail = b"250 taken\r\n"
    taken: list[bytes]


class _Conversation(socketserver.StreamRequestHandler):
    server: _MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go\r\n")
                mail = b""
                while (row := self.rfile.readline()) != b".\r\n":
                    mail += row
                self.server.taken.append(mail)
                if not self.server.end_of_mail:
                    return
                self.wfile.write(self.server.end_of_mail)
            else:
                self.wfile.write(b"250 ok\r\n")


@contextmanager
def a_mail_server(end_of_mail: bytes) -> Iterator[tuple[_MailServer, EmailSettings]]:
    with _MailServer(("127.0.0.1", 0), _Conversation) as server:
        server.end_of_mail, server.taken = end_of_mail, []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings = EmailSettings(
            address="care@northwind.example",
            smtp_host="127.0.0.1",
            smtp_port=server.server_address[1],
            smtp_security="none",
        )
        yield server, settings
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("end", "result"),
    [
        (b"250 taken\r\n", Sent("r1@northwind.example")),
        (b"451 later\r\n", RetryLater(60.0, "smtp_451")),
        (b"554 no\r\n", SendFailed("smtp_554")),
        (b"", OutcomeUnknown("no_answer")),
    ],
)
async def test_a_mail_servers_last_word_decides(end: bytes, result: SendResult) -> None:
    secrets = EmailSecrets(signing_secret=signing.new_secret())
    with a_mail_server(end) as (server, settings):
        reply = a_reply(contact="ida@example.org", subject_line="Flight", reply_to="m1@example.org")
        assert await channel("email").send(FakeOutward(AnswerLost(), reach=HERE), secrets, settings, reply) == result
        assert b"Message-ID: <r1@northwind.example>\r\n" in server.taken[0]
        assert b"In-Reply-To: <m1@example.org>\r\n" in server.taken[0]


async def test_mail_with_a_forged_field_is_never_sent() -> None:
    secrets = EmailSecrets(signing_secret=signing.new_secret())
    with a_mail_server(b"250 taken\r\n") as (server, settings):
        reply = a_reply(contact="ida@example.org", subject_line="Hi\r\nBcc: all@example.org")
        assert await channel("email").send(
            FakeOutward(AnswerLost(), reach=HERE), secrets, settings, reply
        ) == SendFailed("bad_mail")
        assert server.taken == []
