"""Ids of sessions, what follows from them, and when a session ends or is refreshed."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.domain.session import SECRET_BYTES, Lifetime, make_session_id, read_session_id, refresh_at

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, OTHER = make_session_id("klm", bytes(SECRET_BYTES)), make_session_id("klm", b"1" * SECRET_BYTES)


def test_an_id_is_read_as_it_was_made() -> None:
    assert read_session_id(ONE.text) == ONE
    assert ONE.text not in {ONE.digest, ONE.csrf_token}


@pytest.mark.parametrize("text", ["", "mss_klm_", f"{ONE.text}a", ONE.text.upper(), ONE.text.replace("mss", "mtk")])
def test_what_has_not_the_shape_of_an_id_is_none(text: str) -> None:
    assert read_session_id(text) is None


def test_a_csrf_token_is_of_one_session_alone() -> None:
    assert ONE.accepts(ONE.csrf_token)
    for wrong in ("", OTHER.csrf_token, ONE.digest, ONE.csrf_token[:-1], "é", "\udc80"):
        assert not ONE.accepts(wrong)


def test_a_session_ends_when_it_is_idle_and_in_any_case() -> None:
    lifetime = Lifetime(8 * HOUR, 24 * HOUR)

    assert lifetime.ends_at(NOW, NOW + HOUR) == NOW + 9 * HOUR
    assert lifetime.ends_at(NOW, NOW + 23 * HOUR) == NOW + 24 * HOUR


def test_a_token_is_refreshed_a_minute_before_its_end_and_a_short_one_in_the_middle() -> None:
    assert refresh_at(NOW, NOW + HOUR) == NOW + HOUR - timedelta(seconds=60)
    assert refresh_at(NOW, NOW + timedelta(seconds=40)) == NOW + timedelta(seconds=20)
