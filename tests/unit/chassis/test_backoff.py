"""The growing pause between attempts."""

from chassis.backoff import Backoff


def test_backoff_grows_to_its_limit_and_begins_anew_after_a_success() -> None:
    backoff = Backoff(1.0, 8.0)
    waits = [backoff.next() for _ in range(6)]
    backoff.reset()

    assert all(0.5 * limit <= wait <= limit for wait, limit in zip(waits, [1, 2, 4, 8, 8, 8], strict=True))
    assert backoff.next() <= 1.0
    assert backoff.next(500) == 8.0
