"""What a machine sends by itself, and what a form sends in a person's name."""

from email import message_from_string

import pytest

from channels.email.automatic import automatic_kind

KINDS = [
    ("From: ann@mail.example", None),
    ("From: ann@mail.example\nAuto-Submitted: no", None),
    ("From: ann@mail.example\nAuto-Submitted: auto-replied", "auto_reply"),
    ("From: ann@mail.example\nAuto-Submitted: auto-generated; x=y", "auto_reply"),
    ("From: ann@mail.example\nX-Autoreply: yes", "auto_reply"),
    ("From: ann@mail.example\nPrecedence: auto_reply", "auto_reply"),
    ("From: ann@mail.example\nReturn-Path: <>", "auto_reply"),
    ("From: shop@mail.example\nPrecedence: bulk\nList-Unsubscribe: <https://x>", "bulk"),
    ("From: shop@mail.example\nPrecedence: junk", "bulk"),
    ("From: ann@mail.example\nList-Id: <fans.example>", None),
    ("From: MAILER-DAEMON@mail.example", "bounce"),
    ("From: Postmaster <postmaster@mail.example>", None),
    ("From: Postmaster <postmaster@mail.example>\nReturn-Path: <>", "bounce"),
    ("From: ann@mail.example\nContent-Type: multipart/report; report-type=disposition-notification", "report"),
]


@pytest.mark.parametrize(("head", "kind"), KINDS)
def test_the_kind_of_mail_is_known_by_its_head(head: str, kind: str | None) -> None:
    assert automatic_kind(message_from_string(f"{head}\n\nx")) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Precedence: junk", None),
        ("Precedence: bulk\nAuto-Submitted: auto-generated", None),
        ("Precedence: bulk\nList-Unsubscribe: <https://x>", "bulk"),
        ("Auto-Submitted: auto-replied", "auto_reply"),
    ],
)
def test_what_a_form_sends_for_another_is_a_persons_unless_it_went_to_a_list(head: str, kind: str | None) -> None:
    assert automatic_kind(message_from_string(f"From: noreply@x.example\n{head}\n\nx"), for_another=True) == kind
