"""What Chatwoot exports becomes contacts and conversations, and what is none is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from muster_client.imports.chatwoot import Chatwoot
from muster_client.imports.files import Refused
from muster_client.imports.reading import Found, Skipped
from tests.support.exports import a_chatwoot_contact as a_contact
from tests.support.exports import a_chatwoot_conversation as a_conversation
from tests.support.exports import a_chatwoot_message as a_message
from tests.support.exports import lines, whole


def found(path: Path, channel: str | None = None) -> list[Any]:
    return [each.item for each in Chatwoot(path, channel).read() if isinstance(each, Found)]


def others(path: Path) -> list[tuple[type, str, str]]:
    return [(type(each), each.place, each.why) for each in Chatwoot(path, None).read() if not isinstance(each, Found)]


def an_export(room: Path) -> Path:
    """The folder of an account with one conversation, a file per answer of the API."""
    whole(room / "contacts-1.json", {"meta": {"count": 1}, "payload": [a_contact(email="Sam@Mail.example")]})
    talk = a_conversation(messages=[a_message(2, content="We look for it", message_type=1)])
    whole(room / "conversations-1.json", {"data": {"meta": {}, "payload": [talk]}})
    agent = {"id": 1, "name": "Robin", "type": "user"}
    answer = a_message(2, content="We look for it", message_type=1, created_at=1704153660, sender=agent)
    whole(room / "messages/9.json", {"meta": {}, "payload": [a_message(), answer]})
    return room


def test_people_come_before_the_conversations_that_name_them(tmp_path: Path) -> None:
    contact, talk = found(an_export(tmp_path))
    assert contact == {"kind": "contact", "external_id": "7", "name": "Person 7", "handles": ["sam@mail.example"]}
    said = [(each["external_id"], each["direction"], each["author"], each["sent_at"]) for each in talk.pop("messages")]
    assert said == [
        ("1", "inbound", "Person 7", "2024-01-02T00:00:00+00:00"),
        ("2", "outbound", "Robin", "2024-01-02T00:01:00+00:00"),
    ]
    assert talk == {
        "kind": "conversation",
        "external_id": "9",
        "contact": "7",
        "subject": None,
        "channel": "whatsapp",
        "status": "resolved",
        "tags": ["vip"],
    }


def test_messages_within_a_conversation_count_where_it_has_no_others(tmp_path: Path) -> None:
    talk = a_conversation(messages=[a_message(1), a_message(2)])
    path = lines(tmp_path / "all.ndjson", talk)
    contact, conversation = found(path)
    assert contact["external_id"] == "7"
    assert [each["external_id"] for each in conversation["messages"]] == ["1", "2"]


def test_notes_and_activities_are_skipped_and_a_template_is_a_message_of_the_brand(tmp_path: Path) -> None:
    rest = [a_message(2, private=True), a_message(3, message_type=2), a_message(4, message_type="template")]
    path = lines(tmp_path / "all.ndjson", a_conversation(), a_message(1), *rest)
    assert others(path) == [(Skipped, "all.ndjson:3", "private note"), (Skipped, "all.ndjson:4", "activity")]
    (_, talk) = found(path)
    assert [each["direction"] for each in talk["messages"]] == ["inbound", "outbound"]


def test_what_is_wrong_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "all.ndjson",
        a_conversation(8, meta={}),
        a_conversation(),
        a_message(1, created_at="yesterday"),
        a_message(2, created_at="2024-01-02T00:00:00"),
        a_message(3, conversation=77),
        a_message(4, message_type=9),
        a_message(5, created_at="2024-01-02T02:00:00+02:00"),
    )
    assert others(path) == [
        (Refused, "all.ndjson:1", "names no contact"),
        (Refused, "all.ndjson:3", "has no time that can be read"),
        (Refused, "all.ndjson:4", "has a time without an offset"),
        (Refused, "all.ndjson:5", "names a conversation that is not in the export"),
        (Refused, "all.ndjson:6", "is of a kind that is not known"),
    ]
    (_, talk) = found(path)
    assert [each["sent_at"] for each in talk["messages"]] == ["2024-01-02T00:00:00+00:00"]


@pytest.mark.parametrize(
    ("channel", "handles"),
    [
        (None, ["psid-1", "31612345678", "crm-7", "sam@mail.example", "31612345678"]),
        ("whatsapp", ["31612345678"]),
        ("email", ["sam@mail.example"]),
        ("messenger", ["psid-1"]),
        ("instagram", []),
    ],
)
def test_a_contact_goes_by_what_the_account_knows_them_by(tmp_path: Path, channel: str, handles: list[str]) -> None:
    inboxes = [
        {"source_id": "psid-1", "inbox": {"channel_type": "Channel::FacebookPage"}},
        {"source_id": "31612345678", "inbox": {"channel_type": "Channel::Whatsapp"}},
    ]
    known: dict[str, Any] = {"email": "Sam@Mail.example", "phone_number": "+31 6 1234 5678", "identifier": "crm-7"}
    path = lines(tmp_path / "all.ndjson", a_contact(contact_inboxes=inboxes, **known))
    (contact,) = found(path, channel)
    assert contact["handles"] == list(dict.fromkeys(handles))


def test_an_attachment_keeps_its_place(tmp_path: Path) -> None:
    attached = [{"file_type": "image", "data_url": "https://chat.example/1.png"}, {"file_type": "ig_reel"}]
    path = lines(tmp_path / "all.ndjson", a_conversation(), a_message(content=None, attachments=attached))
    (_, talk) = found(path)
    (message,) = talk["messages"]
    assert message["text"] == ""
    assert message["attachments"] == [
        {"kind": "image", "url": "https://chat.example/1.png"},
        {"kind": "other", "url": None},
    ]
