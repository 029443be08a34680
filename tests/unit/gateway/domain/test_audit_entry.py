"""Entries hold ids, codes and hashes; what a caller wrote freely cannot be read out of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from gateway.domain.audit_entry import ActingCaller, Command, act, keyed_hash, outcome
from gateway.domain.audit_events import KEPT, entry_of
from tests.contract.examples import written

AT = datetime(2026, 11, 27, 12, 0, 0, 123_456, UTC)
ACTOR = ActingCaller("ada", "person", "key:abcdefgh", ("administrator",))
COMMAND = Command("updatePerson", "PATCH", "/v1/people/bob", ("bob",), '"3"', None, "f" * 64)


def test_an_act_is_stored_with_who_what_and_when() -> None:
    plain = act("klm", "a1", AT, ACTOR, COMMAND).plain()
    assert plain["at"] == "2026-11-27T12:00:00.123Z"
    assert (plain["principal"], plain["operation"], plain["objects"]) == ("ada", "updatePerson", ["bob"])
    assert "idempotency_key_hash" not in plain, "what is not there has no member, so that it has one canonical form"


def test_an_outcome_refers_to_its_act_and_names_what_was_made() -> None:
    plain = outcome(act("klm", "a1", AT, ACTOR, COMMAND), AT, 201, '"1"', "/v1/keys/k1").plain()
    assert (plain["act"], plain["status"], plain["objects"]) == ("a1", 201, ["k1"])


def test_a_keyed_hash_is_of_its_brand_its_key_and_its_parts() -> None:
    one = keyed_hash(b"k" * 32, "klm", b"a", b"bc")
    assert one == keyed_hash(b"k" * 32, "klm", b"a", b"bc")
    others = [
        keyed_hash(b"k" * 32, "klm", b"ab", b"c"),
        keyed_hash(b"k" * 32, "other", b"a", b"bc"),
        keyed_hash(b"q" * 32, "klm", b"a", b"bc"),
    ]
    assert len({one, *others}) == 4


def test_every_kept_event_has_an_entry_of_texts_and_whole_numbers() -> None:
    for type_ in KEPT:
        body = written(type_) | {"state": "sent"}
        entry = entry_of(type_, body, AT)
        assert entry is not None
        plain = entry.plain()
        assert (plain["id"], plain["type"]) == (body["id"], type_)
        assert all(type(each) in (str, int) for each in [*plain.get("objects", []), *plain.get("says", {}).values()])


def test_a_statement_is_kept_without_its_words() -> None:
    body = written("crisis.statement_published.v1")
    entry = entry_of("crisis.statement_published.v1", body, AT)
    assert entry is not None
    assert body["text"] not in json.dumps(entry.plain())


def test_messages_and_the_way_of_a_reply_at_its_platform_are_none_of_the_trails() -> None:
    stored = written("inbox.message_stored.v1")
    assert entry_of("inbox.message_stored.v1", stored, AT) is None
    reply = written("inbox.reply_delivered.v1")
    assert entry_of("inbox.reply_delivered.v1", reply | {"state": "read"}, AT) is None
    failed = entry_of("inbox.reply_delivered.v1", reply | {"state": "failed"}, AT)
    assert failed is not None
    assert failed.plain()["says"]["state"] == "failed"
