"""What a mail becomes."""

from __future__ import annotations

import pytest

from channels.email.channel import EmailSettings
from channels.email.quoting import Words
from contracts.channel import (
    EchoObserved,
    MessageReceived,
    PayloadUnreadable,
)
from tests.support.channels.accounts import recorded
from tests.support.channels.rig import parsed
from tests.unit.channels.email.mails import OUR_ID, OWN, a_mail, events_of


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
    assert mail.text == "I am away\n\nuntil May"


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


VISITOR = "Mister Customer <customer.one@mail.example>"


@pytest.mark.parametrize(
    "fields",
    [
        {"From": f"Website form <{OWN}>", "Reply_To": VISITOR, "Return_Path": f"<{OWN}>"},
        {"From": "noreply@shop.example", "Reply_To": VISITOR, "Precedence": "junk"},
        {"From": "no-reply@shop.example", "Reply_To": VISITOR, "Auto_Submitted": "auto-generated"},
    ],
)
def test_what_a_form_of_the_website_sends_is_the_visitors_question(fields: dict[str, str]) -> None:
    (event,) = events_of(a_mail(**fields))
    assert isinstance(event, MessageReceived)
    assert (event.contact.external_id, event.contact.name) == ("customer.one@mail.example", "Mister Customer")
    assert not event.automated


def test_what_the_visitor_filled_in_is_no_history_though_it_looks_like_the_head_of_a_mail() -> None:
    text = "New message\n\nFrom: Mister Customer\nDate: 3 May\nSubject: Refund\n\nMy wheelchair was lost"
    (event,) = events_of(a_mail(text, From=f"Website form <{OWN}>", Reply_To=VISITOR))
    assert isinstance(event, MessageReceived)
    assert (event.text, event.quoted) == (text, "")


@pytest.mark.parametrize("reply_to", ["tickets+77@northwind.example", "crm@tool.example"])
def test_what_the_brand_sent_out_is_its_own_whatever_address_it_is_answered_at(reply_to: str) -> None:
    (event,) = events_of(a_mail(From=OWN, To="ann@mail.example", Reply_To=reply_to))
    assert isinstance(event, EchoObserved)
    assert event.contact.external_id == "ann@mail.example"


def test_a_form_may_write_to_an_alias_of_the_mailbox() -> None:
    (event,) = events_of(a_mail(From=OWN, To=f"info@{OWN.partition('@')[2]}", Reply_To=VISITOR))
    assert isinstance(event, MessageReceived)
    assert event.contact.external_id == "customer.one@mail.example"


def test_a_reply_address_of_a_persons_own_mail_or_of_a_newsletter_changes_nobody() -> None:
    (person,) = events_of(a_mail(Reply_To="ann.private@mail.example"))
    assert person.contact.external_id == "ann@mail.example"
    (letter,) = events_of(
        a_mail(From="noreply@shop.example", Reply_To=VISITOR, Precedence="bulk", List_Unsubscribe="<https://x>")
    )
    assert isinstance(letter, MessageReceived)
    assert letter.automated


def test_mail_from_the_brand_to_itself_is_a_message_that_can_be_found() -> None:
    (event,) = events_of(a_mail(From=f"Website form <{OWN}>"))
    assert isinstance(event, MessageReceived)
    assert event.contact.external_id == OWN


def test_mail_from_the_brand_to_nobody_is_set_aside() -> None:
    (event,) = events_of(a_mail(From=OWN, To="undisclosed-recipients:;"))
    assert isinstance(event, PayloadUnreadable)
    assert event.reason == "receiver_unknown"


def test_every_message_that_a_mail_answers_is_named_the_nearest_first() -> None:
    (event,) = events_of(a_mail(In_Reply_To=f"<{OUR_ID}>", References="<root@mail.example> <cut <second@mail.example>"))
    assert isinstance(event, MessageReceived)
    assert event.references == (OUR_ID, "second@mail.example", "root@mail.example")
    assert (event.thread, event.reply_to) == ("root@mail.example", OUR_ID)
    (echo,) = events_of(a_mail(From=OWN, To="ann@mail.example", In_Reply_To="<m1@mail.example>"))
    assert isinstance(echo, EchoObserved)
    assert echo.references == ("m1@mail.example",)


def test_a_subject_of_raw_characters_beside_an_encoded_word() -> None:
    (event,) = events_of(a_mail(Subject="Fluggastrechte – Frist € 250 =?utf-8?Q?f=C3=BCr?= Müller"))
    assert isinstance(event, MessageReceived)
    assert event.subject_line == "Fluggastrechte – Frist € 250 für Müller"


def test_a_character_cut_in_two_between_encoded_words_is_whole() -> None:
    (event,) = events_of(a_mail(Subject="=?utf-8?B?6KGM?=\n =?utf-8?B?5p0=?= =?utf-8?B?jg==?="))
    assert isinstance(event, MessageReceived)
    assert event.subject_line == "行李"


def test_the_sender_is_one_contact_however_their_domain_is_written() -> None:
    contacts = {
        event.contact.external_id
        for domain in ("bücher.example", "xn--bcher-kva.example", "BÜCHER.example")
        for event in events_of(a_mail(From=f"Jörg <jorg@{domain}>"))
    }
    assert contacts == {"jorg@xn--bcher-kva.example"}


def test_new_words_and_history_are_apart_and_another_history_is_another_content() -> None:
    text = "Thank you!\n\nOn 26 Nov 2026, Care <care@northwind.example> wrote:\n> {}"
    first, second = (events_of(a_mail(text.format(line)))[0] for line in ("Smoke", "Fire"))
    assert isinstance(first, MessageReceived)
    assert (first.text, first.quoted) == ("Thank you!", text.format("Smoke").removeprefix("Thank you!\n\n"))
    assert first.body_hash != second.body_hash


@pytest.mark.parametrize("sender", ["Ada <ada@example.org>", f"Care <{OWN}>"])
def test_a_mail_posted_again_is_the_same_content_though_we_have_learnt_to_read_it_better(
    sender: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = a_mail("Thank you!\n\nOn 26 Nov 2026, Care wrote:\n> Smoke", From=sender, To="ada@example.org")
    (before,) = events_of(mail)
    monkeypatch.setattr("channels.email.mail.told_apart", lambda text, *_, **__: Words(text, ""))
    (after,) = events_of(mail)
    assert isinstance(before, (MessageReceived, EchoObserved))
    assert isinstance(after, (MessageReceived, EchoObserved))
    assert before.text != after.text
    assert (before.id, before.body_hash) == (after.id, after.body_hash)


def test_characters_that_cannot_be_read_are_flagged() -> None:
    (bad,) = events_of(a_mail(b"My bag \xff\xfe\xff", Content_Type="text/plain; charset=utf-8"))
    (good,) = events_of(a_mail("My bag"))
    assert (getattr(bad, "garbled", None), getattr(good, "garbled", None)) == (True, False)


def test_a_multipart_mail_without_its_boundary_is_read_as_one_text() -> None:
    (event,) = events_of(a_mail("Where is my bag?", Content_Type='multipart/alternative; boundary="gone"'))
    assert isinstance(event, MessageReceived)
    assert (event.text, event.attachments) == ("Where is my bag?", ())


@pytest.mark.parametrize(
    ("head", "name", "media_type"),
    [
        ('Content-Disposition: attachment; filename="ciële.txt"', "ciële.txt", "text/plain"),
        ("Content-Disposition: attachment; filename*=us-ascii''W%F6lbung.jpg", "Wölbung.jpg", "text/plain"),
        (
            "Content-Disposition: attachment; filename*0*=UTF-8''M; filename*1*=%C3%BCller.pdf",
            "Müller.pdf",
            "text/plain",
        ),
        (
            'Content-Disposition: attachment;\n filename="=?utf-8?B?YmV6w7xnbA==?= =?utf-8?Q?5.jpg?="',
            "bezügl5.jpg",
            "text/plain",
        ),
        (
            'Content-Type: =?utf-8?Q?application/pdf;_name=3D"x"?=\nContent-Disposition: attachment; filename=a.pdf',
            "a.pdf",
            "application/octet-stream",
        ),
    ],
)
def test_the_name_and_kind_of_a_file_are_read_as_programs_write_them(head: str, name: str, media_type: str) -> None:
    part = f"--b\n{head}\n\nx\n--b--\n"
    (event,) = events_of(a_mail(part, Content_Type="multipart/mixed; boundary=b"))
    assert isinstance(event, MessageReceived)
    assert [(file.name, file.media_type) for file in event.attachments] == [(name, media_type)]


def test_it_does_not_matter_in_which_field_the_brand_stands() -> None:
    (event,) = events_of(a_mail(To="other@mail.example", Cc=OWN))
    assert isinstance(event, MessageReceived)
    assert event.contact.external_id == "ann@mail.example"


def test_the_others_a_mail_went_to_are_told_but_neither_its_writer_nor_the_brand() -> None:
    fields = {"To": f"{OWN}, Bo <bo@mail.example>", "Cc": "ann@mail.example, cy@bücher.example, noreply@x.example"}
    (event,) = events_of(a_mail(**fields))
    assert isinstance(event, MessageReceived)
    assert event.copied_to == ("bo@mail.example", "cy@xn--bcher-kva.example")
