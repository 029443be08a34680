"""Parsing in every channel: a repeat gives the same ids, and no bytes ever raise."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from channels.registry import all_channels
from contracts.channel import (
    PayloadUnreadable,
)
from tests.support.channels.accounts import recordings
from tests.support.channels.rig import parsed

RECORDED = recordings()


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_a_payload_told_again_in_another_envelope_gives_the_same_ids_and_hashes(path: Path) -> None:
    name = path.parent.name
    raw = path.read_bytes()
    again = json.dumps(json.loads(raw), indent=3).encode() if name != "email" else b"X-Try: 2\r\n" + raw
    readable = [
        [(e.id, e.body_hash) for e in parsed(name, body).events if not isinstance(e, PayloadUnreadable)]
        for body in (raw, again)
    ]
    assert readable[0] == readable[1]
    assert readable[0]


def _mutated(raw: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    body = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body))
        what = chance.randrange(3)
        if what == 0:
            body[at] = chance.randrange(256)
        elif what == 1:
            del body[at : at + chance.randint(1, 40)]
        else:
            body[at:at] = chance.choice([b"null", b"{}", b"[]", b'"', b"\\ud800", b"1e9", b"\x00", b"-1", b"\r\n\r\n"])
        body = body or bytearray(b"{}")
    return bytes(body)


def _swapped(value: object, chance: random.Random) -> object:
    """The same JSON with one in twelve values replaced by something of another type."""
    if chance.random() < 1 / 12:
        return chance.choice([None, [], {}, "", "x" * 3000, 7, -1.5, True, [[]], {"id": {}}, "9" * 400, "\ud800"])
    if isinstance(value, dict):
        return {key: _swapped(inner, chance) for key, inner in value.items()}
    return [_swapped(inner, chance) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_no_mutation_of_a_payload_ever_raises(path: Path) -> None:
    name, raw = path.parent.name, path.read_bytes()
    for seed in range(100):
        variants = [_mutated(raw, seed)]
        if name != "email":
            variants.append(json.dumps(_swapped(json.loads(raw), random.Random(seed))).encode())
        for body in variants:
            for event in parsed(name, body).events:
                assert event.to_bytes()


@pytest.mark.parametrize("name", sorted(all_channels()))
def test_bytes_that_are_no_payload_are_kept_with_a_reason(name: str) -> None:
    for raw in (b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"object":"page","entry":7}', b"\x00" * 100):
        result = parsed(name, raw)
        assert result.events or raw == b"[]"
        assert all(isinstance(event, PayloadUnreadable) and event.reason for event in result.events)
