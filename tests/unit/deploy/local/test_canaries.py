"""What the metrics of all processes say of canaries."""

from deploy.local.canaries import canary_times
from deploy.local.figures import parsed

GATEWAY = parsed("""
# TYPE muster_canary_age_seconds gauge
muster_canary_age_seconds{hop="inbox"} 12.0
muster_canary_age_seconds{hop="analytics"} 42.4
# TYPE muster_canary_seconds histogram
muster_canary_seconds_bucket{hop="gateway",le="+Inf"} 4.0
muster_canary_seconds_count{hop="gateway"} 4.0
muster_canary_seconds_sum{hop="gateway"} 6.0
""")
INBOXES = [
    parsed(f"""
# TYPE muster_canary_seconds histogram
muster_canary_seconds_bucket{{hop="inbox",le="+Inf"}} 1.0
muster_canary_seconds_count{{hop="inbox"}} 1.0
muster_canary_seconds_sum{{hop="inbox"}} {seconds}
""")
    for seconds in (0.25, 0.75)
]


def test_the_times_are_those_of_all_processes_together() -> None:
    times = canary_times([GATEWAY, *INBOXES])
    assert times is not None
    assert times.as_json() == {
        "age_seconds": 42.4,
        "age_seconds_by_service": {"inbox": 12.0, "analytics": 42.4},
        "missing": [],
        "mean_seconds": {"inbox": 0.5, "gateway": 1.5},
    }
    assert times.sentence() == (
        "Canaries: awaited or last back for 42 s   Sent to handled by: inbox 0.50 s, gateway 1.50 s"
    )


def ages(**seconds: float) -> str:
    lines = [f'muster_canary_age_seconds{{hop="{hop}"}} {each}' for hop, each in seconds.items()]
    times = canary_times([parsed("\n".join(["# TYPE muster_canary_age_seconds gauge", *lines, ""]))])
    assert times is not None
    return times.sentence()


def test_the_service_that_sends_none_on_is_named() -> None:
    assert "   Missing from: analytics for 240 s   " in ages(inbox=20, routing=20, crisis=20, analytics=240)
    assert "Missing" not in ages(inbox=179, routing=179, crisis=179, analytics=179)


def test_where_the_first_sends_none_those_behind_it_are_not_blamed() -> None:
    assert "   Missing from: inbox for 250 s   " in ages(inbox=250, routing=250, crisis=250, analytics=250)


def test_before_the_first_is_back_there_is_an_age_and_no_time() -> None:
    times = canary_times([parsed("# TYPE muster_canary_age_seconds gauge\nmuster_canary_age_seconds 7\n")])
    assert times is not None
    assert times.sentence().endswith("none came through yet")


def test_where_no_process_shows_an_age_there_are_no_times() -> None:
    assert canary_times(INBOXES) is None
