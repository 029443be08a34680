"""Records nobody can use, between those of the crowd; and dead letters given back twice while all goes on."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from contracts.channel import ContactSeen, MessageReceived
from contracts.registry import dead_topic
from deploy.local.api import ApiError
from tests.e2e.poison import contact_key, headers_of, put, put_in_a_row
from tests.e2e.rig import eventually
from tests.faults.house import Member
from tests.faults.load import call
from tests.faults.record import Sent
from tests.faults.scene import Case, Scene

TOPIC = "channel.events"
LETTERS = 6
FLOOD = 120  # more than either inbox takes in a row
STOPPED_SECONDS = 60.0
AWAY = 120
KINDS: dict[str, tuple[bytes, str]] = {
    "half a record": (b'{"half a reco', MessageReceived.type),
    "nothing": (b"", MessageReceived.type),
    "a list": (b"[]", MessageReceived.type),
    "no object": (b"7", MessageReceived.type),
    "bytes that are no text": (b"\xff\xfe\x00\x01", MessageReceived.type),
    "no fields": (b"{}", MessageReceived.type),
    "wrong types": (b'{"id": 7, "brand": [], "at": "yesterday"}', MessageReceived.type),
    "deep nesting": (b"[" * 5000 + b"]" * 5000, MessageReceived.type),
    "a type nobody knows": (b"{}", "channel.telepathy_received.v1"),
    "a newer version": (b"{}", "channel.message_received.v9"),
}


def _ten_kinds(scene: Scene) -> None:
    scene.broken()
    for number, (value, event_type) in enumerate(KINDS.values()):
        key = contact_key(scene.brand, f"person-{number}")
        put(scene.brand.state, TOPIC, key, value, headers_of(scene.brand, event_type, f"poison-{number}"))
    eventually(lambda: _letters(scene) >= len(KINDS), f"{len(KINDS)} dead letters")
    scene.healed()


def _flood(scene: Scene) -> None:
    """So many in a row stop the inbox and not those who post; an operator has it set them aside (consumer-stopped)."""
    inboxes = scene.house.of("inbox")
    scene.broken()
    key = contact_key(scene.brand, "person-0")  # one partition: in a row
    heads = [headers_of(scene.brand, MessageReceived.type, f"flood-{number}") for number in range(FLOOD)]
    put_in_a_row(scene.brand.state, TOPIC, key, [(b"{}", each) for each in heads])
    eventually(lambda: all(_stopped(member) for member in inboxes), "both inboxes to stop", STOPPED_SECONDS)
    before = len(scene.history.acked())
    scene.crowd.until(AWAY, STOPPED_SECONDS)
    assert len(scene.history.acked()) > before, "nobody could post while the inbox stood"
    for member in inboxes:
        member.child.stop()
        member.start({"MUSTER_DEAD_LETTERS_IN_A_ROW": str(10 * FLOOD)})
    for member in inboxes:
        member.wait()
    eventually(lambda: _letters(scene) >= FLOOD, f"{FLOOD} dead letters")
    for member in inboxes:
        member.child.stop()
        member.start()
        member.wait()
    scene.healed()


def _stopped(member: Member) -> bool:
    said = call(member.url, "GET", "/metrics").body.decode()
    return re.search(r'^muster_consumer_stopped{[^}]*group="inbox"[^}]*} 1.0$', said, re.MULTILINE) is not None


def _letters(scene: Scene) -> int:
    return sum(1 for _ in scene.brand.every("/v1/dead-letters"))


def _replayed_twice(scene: Scene) -> None:
    """Letters as a build with a bug leaves them: the record is right, and the build of today can read it."""
    scene.broken()
    for number in range(LETTERS):
        _set_aside(scene, number)
    letters = eventually(lambda: _as_many(scene), "the letters")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda letter: _replay(scene, letter), [*letters, *letters]))
    scene.healed()


def _as_many(scene: Scene) -> list[str] | None:
    found = [each["id"] for each in scene.brand.every("/v1/dead-letters") if each["reason"] == "handler_error"]
    return found if len(found) >= LETTERS else None


def _replay(scene: Scene, letter: str) -> None:
    def given_back() -> bool:
        try:
            scene.brand.admin.post(f"/v1/dead-letters/{letter}/replay?again=true", {})
        except ApiError as refusal:
            if refusal.status != 503:
                raise
            return False
        return True

    eventually(given_back, "a replay")


def _set_aside(scene: Scene, number: int) -> None:
    event = _readable(scene, number)
    scene.history.note(Sent(time.time(), event.external_id, f"writer-{number}"))
    why = {"muster-origin-topic": TOPIC, "muster-origin-partition": 0, "muster-origin-offset": number}
    why |= {"muster-reason": "handler_error", "muster-attempts": 3, "muster-service": "inbox"}
    headers = [*event.headers, *((name, str(value).encode()) for name, value in why.items())]
    put(scene.brand.state, dead_topic(TOPIC, "inbox"), event.key, event.to_bytes(), headers)


def _readable(scene: Scene, number: int) -> MessageReceived:
    brand, who, now = scene.brand, f"writer-{number}", datetime.now(UTC)
    return MessageReceived(
        id=f"letter-{number}-{brand.id}",
        brand=brand.id,
        subject=f"{brand.generic.id}/{who}",
        at=now,
        received_at=now,
        integration=brand.generic.id,
        channel="generic",
        contact=ContactSeen(external_id=who, name=who.capitalize()),
        external_id=f"letter-{number}",
        body_hash="0123456789abcdef",
        text="Where is my suitcase?",
        visibility="public",
    )


CASES = [
    Case("poison", f"{len(KINDS)} kinds of records nobody can use come between the others", _ten_kinds),
    Case("poison_flood", f"{FLOOD} such records in a row stop the inbox until an operator has them set aside", _flood),
    Case("letters_replayed_twice", "dead letters are given back twice, side by side, under load", _replayed_twice),
]
