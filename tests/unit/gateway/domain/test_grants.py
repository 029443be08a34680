"""A place gives rights until its end, until it is taken back, or until what is held there had time to be finished."""

from datetime import UTC, datetime, timedelta

from gateway.domain.grants import Grant, active

NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_a_place_gives_rights_until_its_end() -> None:
    grant = Grant("vera", "inc1", NOON + HOUR)

    assert active([grant], NOON) == (grant,)
    assert active([grant], NOON + HOUR) == ()


def test_a_place_that_was_taken_back_gives_rights_until_the_time_to_finish_is_over_and_never_past_its_end() -> None:
    at_once = Grant("vera", "inc1", NOON + HOUR, revoked_at=NOON)
    finishing = Grant("will", "inc1", NOON + HOUR, revoked_at=NOON + 5 * MINUTE)
    beyond = Grant("xena", "inc1", NOON + MINUTE, revoked_at=NOON + 5 * MINUTE)

    assert active([at_once, finishing, beyond], NOON) == (finishing, beyond)
    assert active([at_once, finishing, beyond], NOON + 2 * MINUTE) == (finishing,)
    assert active([finishing], NOON + 5 * MINUTE) == ()
