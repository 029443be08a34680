"""Anybody may ask for a handshake: no channel's answer holds a signature for a payload, or repeats markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from channels import signing
from channels.ports import Channel, ChannelSecrets, SignatureRefused
from channels.registry import all_channels, channel
from tests.support.channels.rig import NOW, known_secrets

CHANNELS = sorted(all_channels())
PAYLOAD = '{"for_user_id":"1","tweet_create_events":[]}'
ASKED = (
    PAYLOAD,
    f" {PAYLOAD}",
    "{}",
    "[]",
    "null",
    "true",
    "0",
    "1158",
    '"text"',
    "<script>alert(1)</script>",
    "a" * 129,
)
KNOWN = {"hub.mode": "subscribe", "hub.verify_token": "verify-token-of-ours"}


class Everything(Mapping[str, str]):
    """A query that has every parameter: what a handshake needs to be answered, and `asked` in all the others."""

    def __init__(self, asked: str) -> None:
        self.asked = asked

    def __getitem__(self, name: str) -> str:
        return KNOWN.get(name, self.asked)

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(KNOWN)

    def __len__(self) -> int:
        return len(KNOWN)


class AnySignature(dict[str, str]):
    """Headers that have whichever signature is asked for, in a form that can be compared."""

    def get(self, name: str, _default: object = None) -> str:
        return str(int(NOW.timestamp())) if "timestamp" in name else "v1,x"


def would_be_taken(tried: Channel, secrets: ChannelSecrets, body: bytes, patch: pytest.MonkeyPatch) -> bool:
    """Whether `verify` takes a body whose signature is right, however it is written."""
    with patch.context() as right:
        right.setattr(signing, "equal_in_constant_time", lambda *_: True)
        try:
            tried.verify(secrets, AnySignature(), body, NOW)
        except SignatureRefused:
            return False
        return True


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", CHANNELS)
def test_a_handshake_signs_nothing_that_would_be_taken_as_a_payload(
    name: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, secrets = channel(name), known_secrets(name)
    digest, signed = signing.digest, list[bytes]()

    def noted(key: bytes, message: bytes) -> bytes:
        signed.append(message)
        return digest(key, message)

    assert would_be_taken(tried, secrets, PAYLOAD.encode(), monkeypatch)
    with monkeypatch.context() as watched:
        watched.setattr(signing, "digest", noted)
        for method in ("GET", "HEAD", "POST"):
            tried.handshake(secrets, method, Everything(asked), {}, asked.encode())
    assert [body for body in signed if would_be_taken(tried, secrets, body, monkeypatch)] == []


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", CHANNELS)
def test_a_handshake_repeats_only_what_is_short_and_no_markup(name: str, asked: str) -> None:
    answer = channel(name).handshake(known_secrets(name), "GET", Everything(asked), {}, b"")
    if answer is None:
        return
    assert answer.content_type in {"text/plain; charset=utf-8", "application/json"}
    assert len(answer.body) <= 128
    if not asked.isalnum() or len(asked) > 128:
        assert (answer.status, answer.body) == (403, b"")
