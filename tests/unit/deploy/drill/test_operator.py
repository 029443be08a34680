"""The operator follows the runbook: scales what is behind, waits for partitions, and goes back once all is calm."""

from __future__ import annotations

from dataclasses import replace

from deploy.drill.operator import (
    DrainOrder,
    OperatorDecision,
    OperatorPhase,
    OperatorRules,
    OperatorWatch,
    ScaleOrder,
    decide,
)
from deploy.drill.sight import CLEAR_RECORDS, CLEAR_SECONDS, GroupSight, StackSight

RULES = OperatorRules(behind=5.0, lasting=4.0, settle=3.0, most_replicas=2)
CALM = GroupSight("inbox", lag=0, oldest_seconds=0.0, drain_seconds=0.0, partitions=12, partitions_read=12)
BEHIND = replace(CALM, lag=4_000, oldest_seconds=9.0, drain_seconds=40.0)
ALONE = {"inbox": {"inbox": 12}, "routing": {"routing": 12}}
BOTH = {"inbox": {"inbox": 6, "inbox-2": 6}, "routing": {"routing": 12}}


def seen(
    seconds: float,
    inbox: GroupSight = CALM,
    routing: GroupSight = CALM,
    replicas: dict[str, dict[str, int]] | None = None,
    *,
    arriving: bool = True,
) -> StackSight:
    groups = {"inbox": inbox, "routing": replace(routing, service="routing")}
    return StackSight(seconds, groups, replicas or ALONE, {}, arriving)


def after(*sights: StackSight, watch: OperatorWatch | None = None) -> OperatorDecision:
    """The decision on the last of these looks."""
    decision = OperatorDecision(watch or OperatorWatch())
    for sight in sights:
        decision = decide(decision.watch, sight, RULES)
    return decision


def scaled() -> OperatorWatch:
    """The watch of an operator who has just ordered a second inbox."""
    return after(seen(0, BEHIND), seen(4, BEHIND)).watch


def caught_up() -> OperatorWatch:
    """The same once both replicas have their partitions."""
    return after(seen(7, BEHIND, replicas=BOTH), watch=scaled()).watch


def test_a_group_that_is_behind_for_a_moment_alerts_nobody() -> None:
    decision = after(seen(0, BEHIND), seen(3, BEHIND), seen(4), seen(5, BEHIND), seen(8, BEHIND))

    assert decision.order is None
    assert decision.watch.firing == frozenset()


def test_a_group_that_stays_behind_fires_the_alert_and_its_service_gets_a_replica_more() -> None:
    decision = after(seen(0, BEHIND), seen(4, BEHIND))

    assert decision.order == ScaleOrder("inbox", 2)
    assert decision.noticed == ("the alert fires: inbox needs 40 s to catch up",)
    assert decision.watch.phase is OperatorPhase.JOINING


def test_exactly_the_threshold_is_not_behind() -> None:
    at = replace(BEHIND, drain_seconds=RULES.behind)

    assert after(seen(0, at), seen(9, at)).order is None


def test_the_inbox_is_scaled_first_since_the_others_read_what_it_writes() -> None:
    assert after(seen(0, BEHIND, BEHIND), seen(4, BEHIND, BEHIND)).order == ScaleOrder("inbox", 2)
    assert after(seen(0, CALM, BEHIND), seen(4, CALM, BEHIND)).order == ScaleOrder("routing", 2)


def test_nothing_more_is_ordered_until_the_new_replica_has_partitions() -> None:
    fresh = {"inbox": {"inbox": 12, "inbox-2": 0}, "routing": {"routing": 12}}

    waiting = after(seen(6, BEHIND, BEHIND, fresh), seen(20, BEHIND, BEHIND, fresh), watch=scaled())
    joined = after(seen(21, BEHIND, BEHIND, BOTH), watch=waiting.watch)

    assert (waiting.order, waiting.watch.phase) == (None, OperatorPhase.JOINING)
    assert joined.watch.phase is OperatorPhase.CATCHING_UP
    assert "partitions are shared out: inbox 6, inbox-2 6" in joined.noticed


def test_a_replica_that_is_gone_before_it_had_partitions_has_not_joined() -> None:
    assert after(seen(9, BEHIND, replicas=ALONE), watch=scaled()).watch.phase is OperatorPhase.JOINING


def test_a_service_has_no_more_replicas_than_may_be() -> None:
    assert after(seen(9, BEHIND, replicas=BOTH), seen(30, BEHIND, replicas=BOTH), watch=caught_up()).order is None


def test_another_service_that_falls_behind_meanwhile_is_scaled_too() -> None:
    sights = [seen(at, BEHIND, BEHIND, BOTH) for at in (9, 13)]

    assert after(*sights, watch=caught_up()).order == ScaleOrder("routing", 2)


def test_nothing_is_scaled_back_while_messages_come() -> None:
    sights = [seen(at, replicas=BOTH) for at in (20, 40)]

    assert after(*sights, watch=caught_up()).order is None


def test_nothing_is_scaled_back_until_the_lag_was_gone_for_a_while() -> None:
    again = [
        seen(20, replicas=BOTH, arriving=False),
        seen(22, replace(CALM, lag=CLEAR_RECORDS + 1), replicas=BOTH, arriving=False),
        seen(24, replicas=BOTH, arriving=False),
    ]
    waiting = after(*again, watch=caught_up())

    assert waiting.order is None
    assert decide(waiting.watch, seen(27, replicas=BOTH, arriving=False), RULES).order == DrainOrder("inbox", "inbox-2")


def test_one_old_record_is_not_calm() -> None:
    old = replace(CALM, lag=1, oldest_seconds=CLEAR_SECONDS)
    sights = [seen(at, old, replicas=BOTH, arriving=False) for at in (20, 40)]

    assert after(*sights, watch=caught_up()).watch.clear_since is None


def test_the_drill_is_over_once_the_partitions_of_the_drained_replica_have_readers() -> None:
    calm = [seen(at, replicas=BOTH, arriving=False) for at in (20, 23)]
    orphans = replace(CALM, partitions_read=6)

    drained = after(*calm, watch=caught_up())
    waiting = after(seen(25, orphans, arriving=False), watch=drained.watch)
    over = after(seen(27, arriving=False), watch=waiting.watch)

    assert drained.order == DrainOrder("inbox", "inbox-2")
    assert (waiting.order, waiting.watch.phase) == (None, OperatorPhase.GOING_BACK)
    assert (over.order, over.watch.phase) == (None, OperatorPhase.OVER)


def test_the_last_replica_ends_first_and_the_inbox_last_of_all() -> None:
    many = {"inbox": {"inbox": 6, "inbox-2": 6}, "routing": {"routing": 4, "routing-10": 4, "routing-9": 4}}
    watch = OperatorWatch(OperatorPhase.GOING_BACK, before={"inbox": 1, "routing": 1}, clear_since=1.0)

    assert after(seen(9, replicas=many, arriving=False), watch=watch).order == DrainOrder("routing", "routing-10")


def test_a_surge_that_alerts_nobody_ends_with_nothing_done() -> None:
    decision = after(seen(0), seen(5, arriving=False))

    assert (decision.order, decision.watch.phase) == (None, OperatorPhase.OVER)
    assert decision.watch.before == {}


def test_the_end_of_the_alert_is_noticed() -> None:
    assert "the alert is over: inbox" in after(seen(9, replicas=BOTH), watch=caught_up()).noticed
