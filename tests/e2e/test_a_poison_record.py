"""A record no consumer can use: it is set aside with its reason, the partition goes on, and an operator replays it."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from contracts.channel import ContactSeen, MessageReceived
from contracts.inbox import MessageStored
from contracts.registry import dead_topic
from deploy.local.state import LocalState
from tests.e2e.listener import Listener
from tests.e2e.poison import contact_key, headers_of, put
from tests.e2e.rig import Brand, eventually, words

TOPIC = "channel.events"
DEAD = dead_topic(TOPIC, "inbox")
WHO = "piet"  # all of it is said by one contact, so it is in one partition
GARBAGE = b'{"half a reco'


def _letters(brand: Brand, count: int = 1) -> list[dict[str, Any]]:
    """The brand's dead letters once there are so many, the newest first."""

    def there() -> list[dict[str, Any]] | None:
        found = list(brand.every("/v1/dead-letters"))
        return found if len(found) >= count else None

    found = eventually(there, "the dead letter")
    assert len(found) == count
    return found


def _poison(brand: Brand, value: bytes = GARBAGE, **named: str) -> tuple[int, int]:
    return put(brand.state, TOPIC, contact_key(brand, WHO), value, headers_of(brand, **named))


def _set_aside(brand: Brand, event: MessageReceived) -> None:
    """Leave a letter as a build with a bug leaves one: the record is right, and the build of today can read it."""
    partition, offset = _poison(brand)
    why = {"muster-origin-topic": TOPIC, "muster-origin-partition": partition, "muster-origin-offset": offset}
    why |= {"muster-reason": "handler_error", "muster-attempts": 3, "muster-service": "inbox"}
    headers = [*event.headers, *((name, str(value).encode()) for name, value in why.items())]
    put(brand.state, DEAD, event.key, event.to_bytes(), headers)


def _readable(brand: Brand) -> MessageReceived:
    now = datetime.now(UTC)
    return MessageReceived(
        id=f"readable-{brand.id}",
        brand=brand.id,
        subject=f"{brand.generic.id}/{WHO}",
        at=now,
        received_at=now,
        integration=brand.generic.id,
        channel="generic",
        contact=ContactSeen(external_id=WHO),
        external_id="readable",
        body_hash="0123456789abcdef",
        text="Where is my suitcase?",
        visibility="public",
    )


def test_a_record_nobody_can_read_is_set_aside_and_its_partition_goes_on(
    brand: Brand, new_brand: Callable[[], Brand]
) -> None:
    partition, offset = _poison(brand)
    assert brand.post(words(1, WHO)).status == HTTPStatus.ACCEPTED
    eventually(lambda: brand.inbound() == 1, "the good message behind it")

    (letter,) = _letters(brand)
    assert letter["reason"] == "undecodable"
    assert (letter["origin_topic"], letter["origin_partition"], letter["origin_offset"]) == (TOPIC, partition, offset)
    assert (letter["group"], letter["event_type"], letter["replayed_at"]) == ("inbox", MessageReceived.type, None)
    shown = brand.admin.get(f"/v1/dead-letters/{letter['id']}")
    assert base64.b64decode(shown["value_base64"]) == GARBAGE
    stranger = new_brand()
    assert list(stranger.every("/v1/dead-letters")) == []
    assert stranger.ask("GET", f"/v1/dead-letters/{letter['id']}").status == HTTPStatus.NOT_FOUND
    total = brand.ledger()
    assert (total["received"], total["stored"], total["dead_lettered"], total["difference"]) == (2, 1, 1, 0)


def test_a_type_of_event_this_build_does_not_know_is_set_aside_and_not_lost(brand: Brand) -> None:
    _poison(brand, _readable(brand).to_bytes(), event_type="channel.message_received.v9")
    _poison(brand, b"{}", event_type="channel.telepathy_received.v1")
    assert brand.post(words(1, WHO)).status == HTTPStatus.ACCEPTED
    eventually(lambda: brand.inbound() == 1, "the good message behind them")

    assert {each["reason"] for each in _letters(brand, 2)} == {"undecodable", "unknown_type"}
    total = brand.ledger()
    assert (total["received"], total["stored"], total["dead_lettered"], total["difference"]) == (3, 1, 2, 0)


def test_a_letter_that_can_be_read_by_now_is_replayed_once_in_effect(brand: Brand) -> None:
    _set_aside(brand, _readable(brand))
    letters = _letters(brand, 2)
    (letter,) = (each for each in letters if each["reason"] == "handler_error")
    path = f"/v1/dead-letters/{letter['id']}/replay"

    with Listener(brand.state.gateway, brand.admin.key, query=f"?types={MessageStored.type}") as listener:
        eventually(lambda: listener.last_id, "the stream")
        assert brand.admin.post(path, {}) == {"replayed": True}
        eventually(lambda: brand.inbound() == 1, "the message of the letter")
        assert brand.admin.post(path, {}) == {"replayed": False}
        assert brand.admin.get(f"/v1/dead-letters/{letter['id']}")["replayed_at"] is not None
        assert brand.admin.post(f"{path}?again=true", {}) == {"replayed": True}
        told = eventually(lambda: listener.events if len(listener.events) > 1 else None, "the second replay's word")

    assert {each.json()["id"] for each in told} == {told[0].json()["id"]}
    assert brand.inbound() == 1
    assert len(_letters(brand, 2)) == 2
    total = brand.ledger()
    assert (total["received"], total["stored"], total["dead_lettered"], total["difference"]) == (2, 1, 1, 0)


def test_a_letter_that_still_cannot_be_read_comes_back_as_a_new_one(brand: Brand) -> None:
    _poison(brand)
    (letter,) = _letters(brand)

    assert brand.admin.post(f"/v1/dead-letters/{letter['id']}/replay", {}) == {"replayed": True}

    newer, older = _letters(brand, 2)
    assert older["id"] == letter["id"]
    assert (newer["reason"], newer["origin_offset"]) == ("undecodable", older["origin_offset"])
    assert newer["replayed_at"] is None


def test_the_command_line_lists_shows_and_replays_a_letter(brand: Brand, system: LocalState) -> None:
    _set_aside(brand, _readable(brand))
    (letter,) = (each for each in _letters(brand, 2) if each["reason"] == "handler_error")
    name = "/".join([DEAD, *letter["id"].split("~")[2:]])

    assert name in _muster(system, "list", "--group", "inbox")
    shown = _muster(system, "show", name)
    assert "handler_error" in shown
    assert "Where is my suitcase?" in shown
    assert "Given back to inbox" in _muster(system, "replay", name)

    eventually(lambda: brand.inbound() == 1, "the message of the letter")
    assert "no dead letter" in _muster(system, "replay", name, code=1)
    assert brand.admin.get(f"/v1/dead-letters/{letter['id']}")["replayed_at"] is not None


def _muster(system: LocalState, *words_: str, code: int = 0) -> str:
    """Run `muster dlq` as an operator's shell does, and give what it said."""
    command = [sys.executable, "-m", "deploy.cli", "dlq", *words_, "--kafka", system.kafka]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == code, ended.stderr
    return ended.stdout + ended.stderr
