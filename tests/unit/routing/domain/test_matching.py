"""The pure matcher: order, fairness, who is spared, who is waited for; and that it is fast enough."""

from datetime import datetime, timedelta

from services.routing.domain.matching import FreeSeat, Pair, Waiting, match
from tests.support.growth import DOUBLED, costs_at_most
from tests.support.routing.builders import NOON, at


def seat(employee: str, idle: float = 0, number: int = 0) -> FreeSeat:
    return FreeSeat(f"{employee}/{number}", employee, at(idle))


def waiting(
    conversation: str,
    priority: int = 50,
    due_at: datetime | None = None,
    queued: float = 0,
    spared: frozenset[str] = frozenset(),
    prefer: str | None = None,
) -> Waiting:
    return Waiting(conversation, "p", priority, due_at, at(queued), spared, prefer)


def chosen(tasks: list[Waiting], seats: list[FreeSeat]) -> dict[str, str]:
    return {pair.conversation: pair.seat.employee for pair in match(tasks, {"p": seats})}


def test_priority_goes_first_then_the_deadline_then_the_wait() -> None:
    tasks = [
        waiting("none", queued=-99),
        waiting("soon", due_at=at(10)),
        waiting("later", due_at=at(20)),
        waiting("urgent", priority=51, queued=99),
        waiting("older", due_at=at(20), queued=-1),
    ]
    order = [pair.conversation for pair in match(tasks, {"p": [seat(name) for name in "abcde"]})]
    assert order == ["urgent", "soon", "older", "later", "none"]


def test_the_longest_idle_is_asked_first() -> None:
    assert chosen([waiting("c1")], [seat("anna", -60), seat("ben", -30)]) == {"c1": "anna"}


def test_a_round_spreads_its_work_before_anybody_gets_a_second_task() -> None:
    seats = [seat("anna", -60), seat("anna", -60, 1), seat("ben", -30)]
    given = chosen([waiting(f"c{n}", priority=50 - n) for n in range(3)], seats)
    assert given == {"c0": "anna", "c1": "ben", "c2": "anna"}


def test_who_declined_is_passed_over_and_the_reason_says_so() -> None:
    (pair,) = match([waiting("c1", spared=frozenset({"anna"}))], {"p": [seat("anna"), seat("ben")]})
    assert pair.seat.employee == "ben"
    assert pair.candidates == 2
    assert pair.reason.endswith("passed over, declined lately: anna")
    assert chosen([waiting("c1", spared=frozenset({"anna"}))], [seat("anna")]) == {}


def test_a_task_that_waits_for_somebody_goes_to_nobody_else() -> None:
    assert chosen([waiting("c1", prefer="ben")], [seat("anna"), seat("ben")]) == {"c1": "ben"}
    assert chosen([waiting("c1", prefer="carl")], [seat("anna"), seat("ben")]) == {}


def test_no_seat_is_given_twice_across_pools() -> None:
    shared = seat("anna")
    tasks = [waiting("c1", 60), Waiting("c2", "q", 50, None, NOON)]
    assert [pair.conversation for pair in match(tasks, {"p": [shared], "q": [shared]})] == ["c1"]


def test_twice_the_pools_cost_twice_the_work_and_every_task_gets_its_seat() -> None:
    def matched(pools: int) -> list[Pair]:
        count = 200 * pools
        seats = {f"lang:{n}": [FreeSeat(f"e{n}-{i}/0", f"e{n}-{i}", at(i)) for i in range(200)] for n in range(pools)}
        tasks = [
            Waiting(f"c{i}", f"lang:{i % pools}", i % 100, None, NOON + timedelta(seconds=i)) for i in range(count)
        ]
        return match(tasks, seats)

    assert len(matched(5)) == 1000
    assert costs_at_most(lambda: matched(10), DOUBLED, lambda: matched(5))
