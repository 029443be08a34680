"""What Zendesk exports becomes contacts and conversations, and what is none is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from muster_client.imports.files import Refused
from muster_client.imports.reading import Found, Skipped
from muster_client.imports.zendesk import Zendesk
from tests.support.exports import a_zendesk_comment as a_comment
from tests.support.exports import a_zendesk_ticket as a_ticket
from tests.support.exports import a_zendesk_user as a_user
from tests.support.exports import lines, whole


def found(path: Path, channel: str | None = None) -> list[Any]:
    return [each.item for each in Zendesk(path, channel).read() if isinstance(each, Found)]


def others(path: Path) -> list[tuple[type, str, str]]:
    return [(type(each), each.place, each.why) for each in Zendesk(path, None).read() if not isinstance(each, Found)]


def test_a_ticket_with_its_comments_is_a_conversation_of_its_requester(tmp_path: Path) -> None:
    answer = a_comment(2, author=1, plain_body="We look for it", body="<p>We look</p>")
    lines(tmp_path / "tickets.ndjson", a_ticket(comments=[a_comment(), answer]))
    lines(tmp_path / "users.ndjson", a_user(), a_user(1, name="Robin", role="agent"))
    contact, talk = found(tmp_path, "email")
    assert contact == {"kind": "contact", "external_id": "7", "name": "Person 7", "handles": ["person7@mail.example"]}
    said = [(each["direction"], each["author"], each["text"], each["sent_at"]) for each in talk["messages"]]
    assert said == [
        ("inbound", "Person 7", "Where is my bag?", "2024-01-02T00:00:00+00:00"),
        ("outbound", "Robin", "We look for it", "2024-01-02T00:00:00+00:00"),
    ]
    shown = (talk["external_id"], talk["contact"], talk["subject"], talk["channel"], talk["status"], talk["tags"])
    assert shown == ("9", "7", "Bag", "email", "closed", ["vip"])


def test_comments_of_files_of_their_own_are_of_the_ticket_that_the_file_names(tmp_path: Path) -> None:
    whole(tmp_path / "users.json", {"users": [a_user()]})
    whole(tmp_path / "tickets.json", {"tickets": [a_ticket(), a_ticket(10)]})
    whole(tmp_path / "tickets/9/comments-2.json", {"comments": [a_comment(1)]})
    whole(tmp_path / "comments-10.json", {"comments": [a_comment(2)]})
    talks = {each["external_id"]: each["messages"] for each in found(tmp_path) if each["kind"] == "conversation"}
    assert {id_: [each["external_id"] for each in said] for id_, said in talks.items()} == {"9": ["1"], "10": ["2"]}


def test_a_description_is_the_first_message_where_there_are_no_comments(tmp_path: Path) -> None:
    path = lines(tmp_path / "all.ndjson", a_user(), a_ticket())
    (message,) = found(path)[1]["messages"]
    assert (message["external_id"], message["direction"], message["text"]) == (
        "description",
        "inbound",
        "Where is my bag?",
    )


def test_a_requester_may_stand_in_the_ticket(tmp_path: Path) -> None:
    path = lines(tmp_path / "all.ndjson", a_ticket(requester={"id": 7, "name": "Sam"}, requester_id=None))
    contact, talk = found(path)
    assert (contact["name"], talk["contact"]) == ("Sam", "7")


def test_private_comments_and_agents_are_skipped(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "all.ndjson",
        a_user(1, role="admin"),
        a_user(),
        a_ticket(comments=[a_comment(), a_comment(2, public=False)]),
    )
    assert others(path) == [
        (Skipped, "all.ndjson:1", "agent"),
        (Skipped, "all.ndjson:3/comments/1", "private note"),
    ]


def test_what_is_wrong_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "all.ndjson",
        a_user(),
        {"id": 3, "organization": "?"},
        a_ticket(8, by=77),
        a_ticket(comments=[a_comment(created_at=None), a_comment(2)]),
        {**a_comment(5), "ticket_id": 99},
        a_comment(6),
    )
    assert others(path) == [
        (Refused, "all.ndjson:2", "is no user, ticket or comment"),
        (Refused, "all.ndjson:6", "names no ticket, nor does its file"),
        (Refused, "all.ndjson:3/comments/0", "is of a requester who is not in the export"),
        (Refused, "all.ndjson:4/comments/0", "has no time that can be read"),
        (Refused, "all.ndjson:5", "names a ticket that is not in the export"),
    ]
    assert [each["external_id"] for each in found(path)] == ["7", "9"]
