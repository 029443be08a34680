"""What a mail becomes."""

from __future__ import annotations

from channels.email.channel import EmailSettings
from contracts.channel import (
    EchoObserved,
    MessageReceived,
    PayloadUnreadable,
)
from tests.support.channels.accounts import recorded
from tests.support.channels.rig import parsed


def test_mail_is_decoded_threaded_and_its_files_named() -> None:
    (mail,) = parsed("email", recorded("email", "nested.eml")).events
    assert isinstance(mail, MessageReceived)
    assert mail.text == "Når går flyet?"
    assert (mail.contact.external_id, mail.contact.name) == ("bjorn@example.org", "Bjørn Dahl")
    assert (mail.subject_line, mail.thread, mail.reply_to) == (
        "Forsinket fly å nei",
        "root@example.org",
        "b1@northwind.example",
    )
    assert [file.name for file in mail.attachments] == ["ticket.pdf"]
    assert not mail.automated


def test_an_automatic_answer_is_flagged_and_html_becomes_text() -> None:
    (mail,) = parsed("email", recorded("email", "away.eml")).events
    assert isinstance(mail, MessageReceived)
    assert mail.automated
    assert mail.text == "I am away\n\nuntil May".replace("\n\n", "\n")


def test_mail_from_the_brands_own_address_is_an_echo() -> None:
    settings = EmailSettings(address="ida@example.org", smtp_host="mail.example.org")
    (echo,) = parsed("email", recorded("email", "away.eml"), settings).events
    assert isinstance(echo, EchoObserved)
    assert echo.contact.external_id == "care@northwind.example"


def test_a_mail_over_the_limit_or_of_too_many_parts_is_kept_unreadable() -> None:
    settings = EmailSettings(address="a@b.example", smtp_host="mail.example.org", max_mail_bytes=1024)
    big = recorded("email", "away.eml") + b"x" * 1024
    for raw, given, reason in [
        (big, settings, "too_large"),
        (b"From: a@b.example\n" + b"boundary" * 101, None, "too_many_parts"),
    ]:  # noqa: E501
        (kept,) = parsed("email", raw, given).events
        assert isinstance(kept, PayloadUnreadable)
        assert kept.reason == reason
