"""What became of an event: the place in the log tells a redelivery from a duplicate, the body from a conflict."""

import pytest

from services.inbox.domain.arrival import Seen, fate_of


@pytest.mark.parametrize(
    ("body", "origin", "seen", "fate"),
    [
        ("h1", "t/0/1", None, "new"),
        ("h1", "t/0/1", Seen("h1", "t/0/1"), "redelivered"),
        ("h1", "t/0/9", Seen("h1", "t/0/1"), "duplicate"),
        ("h2", "t/0/9", Seen("h1", "t/0/1"), "conflict"),
    ],
)
def test_the_fate_of_an_event(body: str, origin: str, seen: Seen | None, fate: str) -> None:
    assert fate_of(body, origin, seen) == fate
