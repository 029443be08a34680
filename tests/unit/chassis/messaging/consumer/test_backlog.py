"""Batches are cut by number and bytes."""

from chassis.messaging.consumer.backlog import Backlog
from tests.unit.chassis.messaging.records import P0, P1, a_record


def test_a_batch_is_bounded_by_records_and_keeps_the_order() -> None:
    backlog = Backlog()
    backlog.add(P0, [a_record(0), a_record(1), a_record(2)])
    backlog.add(P1, [a_record(7)])

    assert [(p, [r.offset for r in raws]) for p, raws in backlog.take(2, 100)] == [(P0, [0, 1])]
    assert backlog.firsts() == {P0: 2, P1: 7}
    assert [(p, [r.offset for r in raws]) for p, raws in backlog.take(9, 100)] == [(P0, [2]), (P1, [7])]
    assert backlog.records == 0


def test_a_batch_is_bounded_by_bytes_but_takes_one_record_however_large() -> None:
    backlog = Backlog()
    backlog.add(P0, [a_record(0, 500), a_record(1, 40), a_record(2, 40), a_record(3, 40)])

    sizes = [[raw.offset for _, raws in backlog.take(100, 100) for raw in raws] for _ in range(3)]

    assert sizes == [[0], [1, 2], [3]]
