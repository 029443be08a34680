"""What the metrics of all processes say of canaries."""

from deploy.local.canaries import canary_times
from deploy.local.figures import parsed

GATEWAY = parsed("""
# TYPE muster_canary_age_seconds gauge
muster_canary_age_seconds 42.4
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
    assert times.as_json() == {"age_seconds": 42.4, "mean_seconds": {"inbox": 0.5, "gateway": 1.5}}
    assert times.sentence() == (
        "Canaries: awaited or last back for 42 s   Sent to handled by: inbox 0.50 s, gateway 1.50 s"
    )


def test_before_the_first_is_back_there_is_an_age_and_no_time() -> None:
    times = canary_times([parsed("# TYPE muster_canary_age_seconds gauge\nmuster_canary_age_seconds 7\n")])
    assert times is not None
    assert times.sentence().endswith("none came through yet")


def test_where_no_process_shows_an_age_there_are_no_times() -> None:
    assert canary_times(INBOXES) is None
