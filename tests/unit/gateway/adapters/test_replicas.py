"""Which replica is asked: the idlest, not one that failed just now, and always one where there is any."""

from __future__ import annotations

from gateway.adapters.addresses import ServiceAddress
from gateway.adapters.replicas import LIMIT_SECONDS, Replica, Replicas

A, B, C = (ServiceAddress(f"http://10.0.0.{number}:8000", "inbox:8000", "inbox") for number in (1, 2, 3))
REFUSED = ConnectionRefusedError()


def some(*addresses: ServiceAddress) -> Replicas:
    replicas = Replicas("inbox")
    replicas.know(addresses)
    return replicas


def chosen(replicas: Replicas, now: float = 0.0, tried: tuple[Replica, ...] = ()) -> Replica:
    replica = replicas.choose(now, tried)
    assert replica is not None
    return replica


def test_the_one_with_the_fewest_requests_under_way_is_asked() -> None:
    replicas = some(A, B, C)
    for count in (2, 1, 3):
        chosen(replicas).under_way = count

    assert chosen(replicas).under_way == 1


def test_idle_replicas_take_turns() -> None:
    replicas = some(A, B, C)

    assert [chosen(replicas).address for _ in range(6)] == [A, B, C, A, B, C]


def test_one_that_was_tried_is_not_asked_again() -> None:
    replicas = some(A, B)
    first = chosen(replicas)
    second = chosen(replicas, tried=(first,))

    assert {first.address, second.address} == {A, B}
    assert replicas.choose(0.0, (first, second)) is None


def test_one_that_failed_is_left_alone_for_a_time_that_grows_to_a_limit() -> None:
    replicas = some(A, B)
    replica, now = chosen(replicas), 0.0
    pauses = []
    for _ in range(12):
        replicas.failed(replica, now, REFUSED)
        assert chosen(replicas, now) is not replica
        pauses.append(replica.down_until - now)
        now = replica.down_until

    assert pauses[0] <= 0.5
    assert pauses[3] > 2 * pauses[0]
    assert max(pauses) <= LIMIT_SECONDS
    assert pauses[-1] >= LIMIT_SECONDS / 2


def test_many_requests_that_fail_together_are_one_failure() -> None:
    replicas = some(A)
    replica = chosen(replicas)
    for _ in range(20):
        replicas.failed(replica, 0.0, REFUSED)

    assert replica.down_until <= 0.5


def test_one_that_is_back_is_tried_by_one_request_until_it_answers() -> None:
    replicas = some(A, B)
    failed, other = chosen(replicas), chosen(replicas)
    replicas.failed(failed, 0.0, REFUSED)
    other.under_way = 5

    trial = chosen(replicas, 60.0)
    trial.under_way = 1
    assert trial is failed
    assert chosen(replicas, 60.0) is other

    replicas.answered(failed)
    assert chosen(replicas, 60.0) is failed


def test_where_all_are_down_the_one_to_be_back_first_is_asked() -> None:
    replicas = some(A, B)
    first, second = chosen(replicas), chosen(replicas)
    replicas.failed(second, 0.0, REFUSED)
    replicas.failed(first, 5.0, REFUSED)

    assert chosen(replicas, 5.0) is second


def test_new_addresses_leave_what_is_known_of_the_others_as_it_is() -> None:
    replicas = some(A, B)
    kept = chosen(replicas)
    replicas.failed(kept, 0.0, REFUSED)
    replicas.know((A, C))

    assert chosen(replicas).address == C
    assert chosen(replicas, tried=(chosen(replicas),)) is kept


def test_a_service_without_addresses_has_nobody_to_ask() -> None:
    assert some().choose(0.0, ()) is None
