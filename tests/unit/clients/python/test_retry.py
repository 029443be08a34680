"""Pauses between tries: as long as asked, never longer than allowed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from muster_client import Retry
from muster_client.retry import retry_after


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("3", 3), ("Sat, 14 Mar 2026 09:26:30 GMT", 30), ("Sat, 14 Mar 2026 09:00:00 GMT", 0), ("soon", None), ("", None)],
)
def test_a_retry_after_is_read_in_both_forms(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}, datetime(2026, 3, 14, 9, 26, tzinfo=UTC)) == seconds


def test_a_pause_ends_with_the_longest_and_more_is_not_waited_for() -> None:
    retry = Retry(first_seconds=1, longest_seconds=2)
    assert all(0 <= (retry.pause(9, None) or 0.0) <= 2 for _ in range(50))
    assert retry.pause(9, 2) == 2
    assert retry.pause(1, 3) is None
