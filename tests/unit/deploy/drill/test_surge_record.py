"""What a surge drill shows is judged by what was counted: nothing lost, nothing twice, all as before."""

from __future__ import annotations

import json
from dataclasses import replace

from deploy.drill.sight import GroupSight, StackSight
from deploy.drill.surge_integration import StoredFigures
from deploy.drill.surge_record import ServiceScaling, SurgeOptions, SurgeRecord, faults, outcome
from deploy.drill.traffic import PostedFigures

STORED = StoredFigures(in_conversations=100, received=100, stored=100, duplicate=0, difference=0)


def sight(seconds: float, lag: int, oldest: float, rate: float) -> StackSight:
    groups = {"inbox": GroupSight("inbox", lag, oldest, lag / rate, 12, 12)}
    return StackSight(seconds, groups, {"inbox": {"inbox": 12}}, {"inbox": rate}, arriving=True)


def record() -> SurgeRecord:
    """A drill in which all went well."""
    made = SurgeRecord(SurgeOptions(seed=1), planned=100)
    made.posted = {
        "calm": PostedFigures(sent=20, acknowledged=20, seconds=[0.01]),
        "surge": PostedFigures(sent=80, acknowledged=80, seconds=[0.02]),
    }
    made.sights = [
        sight(5, 1, 0.1, 2),
        sight(12, 900, 4, 100),
        sight(16, 1_500, 9, 120),
        sight(22, 800, 7, 200),
        sight(30, 0, 0, 1),
    ]
    made.scalings = [ServiceScaling("inbox", 2, ordered=17.0, ready=19.0, sharing=21.0)]
    made.stored, made.alert, made.clear, made.back = STORED, 17.0, 30.0, 38.0
    made.replicas_before = made.replicas_after = {"inbox": 1}
    return made


def test_a_drill_in_which_everything_arrived_once_and_all_is_as_before_has_no_fault() -> None:
    assert faults(record()) == []
    assert outcome(record()) == ("Scaled and back. inbox with 2 replicas: 110 records a second before, 200 after.")


def test_figures_tell_before_from_after() -> None:
    figures = record().figures()

    assert (figures["calm"]["most_lag"], figures["surge"]["most_lag"]) == (1, 1_500)
    assert figures["oldest_unread_seconds_before_scaling"] == 9
    assert figures["oldest_unread_seconds_after_scaling"] == 7
    assert figures["surge_to_alert_seconds"] == 7.0
    assert figures["alert_to_scaled_seconds"] == 2.0
    assert figures["scaled_to_clear_seconds"] == 11.0
    assert figures["clear_to_back_seconds"] == 8.0


def test_a_lost_message_is_a_fault() -> None:
    lost = record()
    lost.stored = replace(STORED, in_conversations=99, stored=99, difference=1)

    said = faults(lost)

    assert said[0] == "1 acknowledged messages are not stored."
    assert said[1].startswith("The ledger says 99 stored with a difference of 1")


def test_a_message_that_is_stored_twice_is_a_fault_and_one_that_came_twice_is_none() -> None:
    twice, duplicate = record(), record()
    twice.stored = replace(STORED, in_conversations=101, stored=101)
    duplicate.stored = replace(STORED, received=101, duplicate=1)

    assert faults(twice) == ["1 messages more are stored than were sent."]
    assert faults(duplicate) == []


def test_conversations_that_differ_from_the_ledger_are_a_fault() -> None:
    differing = record()
    differing.stored = replace(STORED, stored=101)

    assert len(faults(differing)) == 1


def test_a_message_that_was_never_taken_is_a_fault_even_one_that_was_never_sent() -> None:
    failed = record()
    failed.planned = 103

    assert faults(failed) == ["3 of 103 messages were never acknowledged."]


def test_a_lag_that_does_not_end_and_replicas_that_stay_are_faults() -> None:
    stuck = record()
    stuck.back, stuck.replicas_after = None, {"inbox": 2}

    assert [each.split(" ")[0:3] for each in faults(stuck)] == [["The", "lag", "was"], ["There", "are", "not"]]


def test_where_no_alert_fired_it_says_that_nothing_was_scaled() -> None:
    calm = record()
    calm.alert, calm.scalings = None, []

    assert faults(calm) == []
    assert outcome(calm).startswith("No alert: no group needed more than 5 s to drain for 4 s.")
    assert calm.figures()["oldest_unread_seconds_after_scaling"] is None


def test_a_program_gets_all_of_it() -> None:
    told = json.loads(json.dumps(record().as_json()))

    assert told["options"]["seed"] == 1
    assert [each["seconds"] for each in told["looks"]] == [5, 12, 16, 22, 30]
    assert told["figures"]["scalings"][0]["records_per_second_after"] == 200
    assert told["faults"] == []
