"""Exports of other tools, of made-up people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Made = dict[str, Any]


def lines(path: Path, *records: object) -> Path:
    """Write records as NDJSON; text and bytes are written as they are."""
    written = [each if isinstance(each, bytes) else _text(each).encode() for each in records]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(written) + b"\n")
    return path


def whole(path: Path, value: object) -> Path:
    """Write one JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1))
    return path


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def a_chatwoot_contact(id_: int = 7, **fields: Any) -> Made:
    plain = {"id": id_, "name": f"Person {id_}", "email": None, "phone_number": None, "availability_status": "offline"}
    return {**plain, "identifier": None, "created_at": 1704153600, "custom_attributes": {}, **fields}


def a_chatwoot_conversation(id_: int = 9, contact: int = 7, **fields: Any) -> Made:
    meta = {"sender": a_chatwoot_contact(contact), "channel": "Channel::Whatsapp", "assignee": None}
    plain = {"id": id_, "meta": meta, "inbox_id": 3, "status": "resolved", "labels": ["vip"], "messages": []}
    return {**plain, "additional_attributes": {}, "timestamp": 1704153600, **fields}


def a_chatwoot_message(id_: int = 1, conversation: int = 9, **fields: Any) -> Made:
    sender = {"id": 7, "name": "Person 7", "type": "contact"}
    plain = {"id": id_, "content": "Where is my bag?", "conversation_id": conversation, "message_type": 0}
    return {**plain, "created_at": 1704153600, "private": False, "source_id": None, "sender": sender, **fields}


def a_zendesk_user(id_: int = 7, **fields: Any) -> Made:
    plain = {"id": id_, "name": f"Person {id_}", "email": f"Person{id_}@Mail.example", "phone": None}
    return {**plain, "role": "end-user", "created_at": "2024-01-02T00:00:00Z", **fields}


def a_zendesk_ticket(id_: int = 9, by: int = 7, **fields: Any) -> Made:
    plain = {"id": id_, "requester_id": by, "submitter_id": by, "subject": "Bag", "status": "closed"}
    said = {"description": "Where is my bag?", "created_at": "2024-01-02T00:00:00Z", "via": {"channel": "email"}}
    return {**plain, **said, "tags": ["vip"], **fields}


def a_zendesk_comment(id_: int = 1, author: int = 7, **fields: Any) -> Made:
    plain = {"id": id_, "author_id": author, "body": "Where is my bag?", "public": True, "type": "Comment"}
    return {**plain, "created_at": "2024-01-02T01:00:00+01:00", "attachments": [], **fields}
