"""API keys: their shape, their hash and their end."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.credentials import make_key, read_key, usable

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RANDOM = bytes(range(25))


def test_a_key_is_read_back_as_it_was_made() -> None:
    key = make_key("klm", RANDOM)

    assert read_key(key.text) == key
    assert key.text.startswith("mst_klm_")


def test_the_digest_does_not_hold_the_secret() -> None:
    key = make_key("klm", RANDOM)

    assert key.text.rpartition("_")[2] not in key.digest
    assert key.matches(key.digest)


def test_another_secret_or_another_brand_does_not_match() -> None:
    key = make_key("klm", RANDOM)

    assert not make_key("klm", RANDOM[:-1] + b"x").matches(key.digest)
    assert not make_key("ba", RANDOM).matches(key.digest)


@pytest.mark.parametrize("text", ["", "mst", "mst_klm", "mst_KLM_abcdefgh_x", "abc_klm_1", "mst_klm_\x00", "é" * 60])
def test_what_is_no_key_is_not_read(text: str) -> None:
    assert read_key(text) is None


def test_too_little_randomness_makes_no_key() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        make_key("klm", b"short")


def test_a_key_ends_when_it_is_revoked_or_expires() -> None:
    assert usable(revoked_at=None, expires_at=None, now=NOW)
    assert usable(revoked_at=None, expires_at=NOW + timedelta(seconds=1), now=NOW)
    assert not usable(revoked_at=None, expires_at=NOW, now=NOW)
    assert not usable(revoked_at=NOW, expires_at=None, now=NOW)
