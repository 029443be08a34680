"""What happens thousands of times a second is one line a second."""

from structlog.testing import capture_logs

from chassis.sparing_log import SparingLog


def test_one_line_a_second_stands_for_those_left_out() -> None:
    now = [10.0]
    sparing = SparingLog("throttled", lambda: now[0])
    with capture_logs() as lines:
        for _ in range(500):
            sparing.warning(route="/v1/events")
        now[0] += 1.0
        sparing.warning(route="/v1/events")
    assert [(line["event"], line["left_out"]) for line in lines] == [("throttled", 0), ("throttled", 499)]
