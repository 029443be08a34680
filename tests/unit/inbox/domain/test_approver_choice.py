"""Who is told of a reply that waits: people the stage takes, those who are there first, and not always the same."""

from __future__ import annotations

from services.inbox.domain.approval import ApprovalStage, asked
from services.inbox.domain.approver_choice import MOST_TOLD, Approver, Presence, by_lot, to_tell
from services.inbox.domain.guideline_scope import Author, AuthorScope
from services.inbox.domain.reply import Reply
from services.inbox.domain.reply_approval import approval_of, approve
from tests.support.inbox.builders import NOON, a_reply

LEGAL = ApprovalStage(AuthorScope(departments=("legal",)), certificate="law")


def waiting(*stages: ApprovalStage) -> Reply:
    return a_reply(state="awaiting_approval", author="anna", approval=asked(stages, None, NOON))


def told_of(reply: Reply, people: list[Approver]) -> tuple[str, ...]:
    return to_tell(reply.author, approval_of(reply), people)


def somebody(name: str, presence: Presence = "offline", department: str | None = None, *held: str) -> Approver:
    return Approver(Author(name, frozenset(held), department), presence)


def test_those_who_are_there_come_first_and_among_equals_the_order_stands() -> None:
    people = [somebody("a"), somebody("d", "away"), somebody("c", "online"), somebody("b", "online"), somebody("e")]
    assert told_of(waiting(), people) == ("c", "b", "d", "a", "e")


def test_neither_the_author_nor_who_decided_is_told() -> None:
    reply = approve(waiting(ApprovalStage(count=2)), Author("bob"), None, NOON)
    assert told_of(reply, [somebody("anna", "online"), somebody("bob", "online"), somebody("cleo")]) == ("cleo",)


def test_only_people_the_open_stage_takes_are_told() -> None:
    people = [
        somebody("a", "online", "legal"),
        somebody("b", "online", "press", "law"),
        somebody("c", "offline", "legal", "law"),
    ]
    assert told_of(waiting(LEGAL), people) == ("c",)
    agreed = approve(waiting(LEGAL, ApprovalStage()), people[2].person, None, NOON)
    assert told_of(agreed, people) == ("a", "b"), "the second stage takes anybody"


def test_twenty_are_told_at_most() -> None:
    crowd = [somebody(f"p{number}") for number in range(50)]
    assert told_of(waiting(), crowd) == tuple(f"p{number}" for number in range(MOST_TOLD))


def test_the_lot_is_the_same_for_a_reply_and_another_for_the_next() -> None:
    people = [f"p{number}" for number in range(30)]
    assert by_lot("r1", people) == by_lot("r1", reversed(people))
    assert sorted(by_lot("r1", people)) == sorted(people)
    assert len({by_lot(f"r{number}", people)[0] for number in range(20)}) > 5
