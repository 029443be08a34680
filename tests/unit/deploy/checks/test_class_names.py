"""A class name means one thing in the whole house, but for names that the skeleton gives to every service."""

from __future__ import annotations

from deploy.checks.class_names import faults

INBOX = ("services/inbox/domain/message.py", "class Message:\n    class Part: ...\n")
CRISIS = ("services/crisis/domain/story.py", "class Message: ...\nclass Part: ...\n")


def test_a_name_that_is_defined_twice_is_refused_with_both_places() -> None:
    assert list(faults([INBOX, CRISIS], {})) == [
        "class Message is defined in services/inbox/domain/message.py, services/crisis/domain/story.py: "
        "give each a name of its own"
    ]


def test_a_class_within_a_class_is_nobody_elses_name() -> None:
    assert list(faults([INBOX, ("a.py", "class Part: ...")], {})) == []


def test_a_listed_name_may_be_shared_and_is_refused_once_nobody_shares_it() -> None:
    assert list(faults([INBOX, CRISIS], {"Message": "reason"})) == []
    assert len(list(faults([INBOX], {"Message": "reason"}))) == 1
