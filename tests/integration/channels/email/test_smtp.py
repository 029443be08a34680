"""Mail to a server that listens: its last word decides, and a forged field never reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from channels import signing
from channels.addresses import Reach
from channels.email.channel import EmailSecrets, EmailSettings
from channels.registry import channel
from channels.sending import AnswerLost, OutcomeUnknown, RetryLater, SendFailed, SendResult, Sent
from tests.support.channels.mail_server import MailServer, a_mail_server
from tests.support.channels.rig import FakeOutward, a_reply

HERE = Reach(loopback=True)


@contextmanager
def a_mailbox(end_of_mail: bytes) -> Iterator[tuple[MailServer, EmailSettings]]:
    with a_mail_server(end_of_mail) as server:
        yield (
            server,
            EmailSettings(
                address="care@northwind.example",
                smtp_host="127.0.0.1",
                smtp_port=server.server_address[1],
                smtp_security="none",
            ),
        )


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
    with a_mailbox(end) as (server, settings):
        reply = a_reply(contact="ida@example.org", subject_line="Flight", reply_to="m1@example.org")
        assert await channel("email").send(FakeOutward(AnswerLost(), reach=HERE), secrets, settings, reply) == result
        assert b"Message-ID: <r1@northwind.example>\r\n" in server.taken[0]
        assert b"In-Reply-To: <m1@example.org>\r\n" in server.taken[0]


async def test_mail_with_a_forged_field_is_never_sent() -> None:
    secrets = EmailSecrets(signing_secret=signing.new_secret())
    with a_mailbox(b"250 taken\r\n") as (server, settings):
        reply = a_reply(contact="ida@example.org", subject_line="Hi\r\nBcc: all@example.org")
        assert await channel("email").send(
            FakeOutward(AnswerLost(), reach=HERE), secrets, settings, reply
        ) == SendFailed("bad_mail")
        assert server.taken == []


async def test_a_domain_of_other_characters_is_answered_as_the_internet_has_it() -> None:
    secrets = EmailSecrets(signing_secret=signing.new_secret())
    with a_mailbox(b"250 taken\r\n") as (server, settings):
        reply = a_reply(contact="jorg@bücher.example")
        result = await channel("email").send(FakeOutward(AnswerLost(), reach=HERE), secrets, settings, reply)
        assert isinstance(result, Sent)
        assert b"rcpt TO:<jorg@xn--bcher-kva.example>" in server.commands
        assert b"To: jorg@xn--bcher-kva.example\r\n" in server.taken[0]


async def test_a_name_of_other_characters_is_answered_where_the_server_takes_it() -> None:
    secrets = EmailSecrets(signing_secret=signing.new_secret())
    with a_mailbox(b"250 taken\r\n") as (server, settings):
        reply = a_reply(contact="jörg@xn--bcher-kva.example")
        outward = FakeOutward(AnswerLost(), reach=HERE)
        assert await channel("email").send(outward, secrets, settings, reply) == SendFailed("smtp_without_utf8")
        assert server.taken == []
        server.extensions = (b"8BITMIME", b"SMTPUTF8")
        assert isinstance(await channel("email").send(outward, secrets, settings, reply), Sent)
        assert "rcpt TO:<jörg@xn--bcher-kva.example>".encode() in server.commands
        assert "To: jörg@xn--bcher-kva.example\r\n".encode() in server.taken[0]


async def test_a_copy_is_handed_over_with_the_mail_and_named_in_it() -> None:
    secrets = EmailSecrets(signing_secret=signing.new_secret())
    with a_mailbox(b"250 taken\r\n") as (server, settings):
        reply = replace(a_reply(contact="ann@example.org"), copy_to=("bo@example.org", "cy@example.org"))
        assert isinstance(
            await channel("email").send(FakeOutward(AnswerLost(), reach=HERE), secrets, settings, reply), Sent
        )
        assert [each for each in server.commands if each.startswith(b"rcpt")] == [
            b"rcpt TO:<ann@example.org>",
            b"rcpt TO:<bo@example.org>",
            b"rcpt TO:<cy@example.org>",
        ]
        assert b"Cc: bo@example.org, cy@example.org\r\n" in server.taken[0]
