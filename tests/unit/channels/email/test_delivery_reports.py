"""What mail servers report of our own mail."""

import pytest

from channels.ports import ParseResult
from contracts.channel import MessageReceived, ReceiptReceived
from tests.support.channels.rig import parsed
from tests.unit.channels.email.mails import OUR_ID, a_mail, a_report, events_of

WORDS = ("text/plain", "The message could not be delivered.")
GONE = (
    "Reporting-MTA: dns; mx.mail.example\n\nFinal-Recipient: rfc822; Mia@Mail.Example\nAction: failed\nStatus: 5.1.1\n"
)
STATUS = ("message/delivery-status", GONE)
RETURNED_HEAD = ("text/rfc822-headers", f"From: care@northwind.example\nTo: mia@mail.example\nMessage-ID: <{OUR_ID}>\n")
RETURNED_MAIL = ("message/rfc822", f"To: mia@mail.example\nMessage-ID: <{OUR_ID}>\n\nWe are sorry\n")


def receipt_of(raw: bytes) -> ReceiptReceived:
    (event,) = events_of(raw)
    assert isinstance(event, ReceiptReceived)
    return event


@pytest.mark.parametrize("returned", [RETURNED_HEAD, RETURNED_MAIL])
def test_a_report_fails_the_reply_whose_mail_came_back(returned: tuple[str, str]) -> None:
    receipt = receipt_of(a_report(WORDS, STATUS, returned))
    assert (receipt.status, receipt.error_code, receipt.newest) == ("failed", "5.1.1", False)
    assert (receipt.external_id, receipt.contact.external_id) == (OUR_ID, "mia@mail.example")


@pytest.mark.parametrize(
    "raw",
    [
        a_report(WORDS, STATUS, In_Reply_To=f"<{OUR_ID}>"),
        a_report(WORDS, STATUS, References=f"<x@mail.example> <{OUR_ID}>"),
        a_report(("text/plain", f"Your mail <{OUR_ID}> came back"), STATUS),
    ],
)
def test_our_id_is_found_where_else_it_stands(raw: bytes) -> None:
    assert (receipt_of(raw).external_id, receipt_of(raw).newest) == (OUR_ID, False)


def test_a_report_without_any_id_is_about_the_newest_mail_to_its_receiver() -> None:
    receipt = receipt_of(a_report(WORDS, STATUS))
    assert (receipt.newest, receipt.contact.external_id, receipt.external_id) == (
        True,
        "mia@mail.example",
        "dsn1@mx.mail.example",
    )


def test_a_report_that_names_no_sender_or_is_nothing_but_the_status_is_a_report_all_the_same() -> None:
    whole = a_mail(GONE, From="", Content_Type="message/delivery-status")
    for raw in (a_report(WORDS, STATUS, From="", Return_Path=""), whole):
        receipt = receipt_of(raw)
        assert (receipt.status, receipt.error_code, receipt.contact.external_id) == (
            "failed",
            "5.1.1",
            "mia@mail.example",
        )


def test_each_receiver_has_a_receipt() -> None:
    both = f"{GONE}\nFinal-Recipient: rfc822; bo@mail.example\nAction: delivered\nStatus: 2.1.5\n"
    events = events_of(a_report(WORDS, ("message/delivery-status", both)))
    assert [(event.contact.external_id, getattr(event, "status", "")) for event in events] == [
        ("mia@mail.example", "failed"),
        ("bo@mail.example", "delivered"),
    ]
    assert len({event.id for event in events}) == 2


def test_receipts_of_one_mail_to_several_receivers_are_several_facts() -> None:
    other = GONE.replace("Mia@Mail.Example", "bo@mail.example")
    events = [
        events_of(a_report(("message/delivery-status", each), RETURNED_HEAD, Message_ID=f"<{number}@mx.example>"))[0]
        for number, each in enumerate((GONE, other, GONE))
    ]
    mia, bo, again = (event.id for event in events)
    assert (mia == again, mia == bo) == (True, False)


def test_a_delay_is_no_news() -> None:
    delayed = GONE.replace("failed", "delayed").replace("5.1.1", "4.4.1")
    result: ParseResult = parsed("email", a_report(WORDS, ("message/delivery-status", delayed)))
    assert (result.events, dict(result.ignored)) == ((), {"delivery_delayed": 1})


@pytest.mark.parametrize(
    ("raw", "code", "receiver"),
    [
        (
            a_mail("550 5.2.2 mailbox full", From="MAILER-DAEMON@mx.example", X_Failed_Recipients="mia@mail.example"),
            "5.2.2",
            "mia@mail.example",
        ),
        (
            a_mail(
                f"No such user.\n\nUser-Agent: Mailer 2.0.24\nMessage-ID: <{OUR_ID}>",
                From="Mailer-Daemon@mx.example",
                Received="from mx by mx.example with local (Exim 4.94.2) id 1kX",
                X_Mailer="Daemon 4.5.6",
                X_Failed_Recipients="mia@mail.example",
            ),
            "bounced",
            "mia@mail.example",
        ),
        (
            a_mail("550 5.1.1.", From="MAILER-DAEMON@mx.example", X_Failed_Recipients="mia@mail.example"),
            "5.1.1",
            "mia@mail.example",
        ),
        (a_mail(f"No such user.\n\nMessage-ID: <{OUR_ID}>", From="mailer-daemon@mx.example"), "bounced", "unknown"),
    ],
)
def test_a_report_that_only_people_can_read_counts_too(raw: bytes, code: str, receiver: str) -> None:
    receipt = receipt_of(raw)
    assert (receipt.status, receipt.error_code, receipt.contact.external_id) == ("failed", code, receiver)


@pytest.mark.parametrize(
    "raw",
    [
        a_mail("I am away until May", Auto_Submitted="auto-replied", In_Reply_To=f"<{OUR_ID}>", Return_Path="<>"),
        a_mail("Something went wrong", From="MAILER-DAEMON@mx.example"),
    ],
)
def test_what_reports_on_no_mail_of_ours_is_a_message_of_a_machine(raw: bytes) -> None:
    (event,) = events_of(raw)
    assert isinstance(event, MessageReceived)
    assert event.automated
