"""Why nobody fits: the nearest first, with what each lacks, and the next step of the queue."""

from dataclasses import replace

from services.routing.domain import defaults
from services.routing.domain.shortfall import NAMED_EMPLOYEES, Candidate, NextStep, OpenSeat, shortfall
from services.routing.domain.task import Task
from services.routing.domain.task_steps import enqueue
from tests.support.routing.builders import NOON, a_task, at

QUEUE = defaults.GENERAL
GENERAL = "queue:general"


def asking(*required: str) -> Task:
    task = a_task()
    placed = replace(task, placement=replace(task.placement, required=tuple(sorted((*required, GENERAL)))))
    return enqueue(placed, QUEUE, NOON, "", fresh=True)


def seat(employee: str, *tokens: str, free: bool = True) -> OpenSeat:
    return OpenSeat(employee, frozenset((*tokens, GENERAL)), free)


def test_each_is_named_with_what_they_lack_the_nearest_first() -> None:
    task = asking("cert:speak", "lang:nl", "skill:baggage:3")
    seats = [seat("carl"), seat("anna", "lang:nl", "skill:baggage:3"), seat("ben", "cert:speak", "lang:nl")]
    found = shortfall(task, seats, QUEUE, NOON)
    assert found is not None
    assert found.looked_at == 3
    assert found.nearest == (
        Candidate("anna", ("cert:speak",), False, None),
        Candidate("ben", ("skill:baggage:3",), False, None),
        Candidate("carl", ("cert:speak", "lang:nl", "skill:baggage:3"), False, None),
    )


def test_the_next_step_says_what_is_asked_then_and_when() -> None:
    task = asking("cert:speak", "skill:baggage:3")
    found = shortfall(task, [], QUEUE, at(61))
    assert found is not None
    assert (found.looked_at, found.nearest) == (0, ())
    assert found.next_step == NextStep(at(180), ("cert:speak", GENERAL), ("skill:baggage:3 dropped",))
    last = shortfall(task, [], QUEUE, at(601))
    assert last is not None
    assert last.next_step is None


def test_who_fits_and_could_be_asked_is_no_shortfall_and_who_is_busy_or_spared_is() -> None:
    task = asking("lang:nl")
    dutch = seat("anna", "lang:nl")
    assert shortfall(task, [seat("carl"), dutch], QUEUE, NOON) is None
    busy = shortfall(task, [replace(dutch, free=False)], QUEUE, NOON)
    spared = shortfall(replace(task, declined={"anna": at(10)}), [dutch], QUEUE, NOON)
    assert busy is not None
    assert spared is not None
    assert busy.nearest == (Candidate("anna", (), True, None),)
    assert spared.nearest == (Candidate("anna", (), False, at(10)),)
    assert shortfall(replace(task, declined={"anna": at(10)}), [dutch], QUEUE, at(10)) is None


def test_an_employee_is_named_once_and_only_so_many_are() -> None:
    task = asking("lang:nl")
    crowd = [seat(f"e{n:03d}") for n in range(NAMED_EMPLOYEES + 5)]
    found = shortfall(task, [*crowd, *crowd], QUEUE, NOON)
    assert found is not None
    assert (found.looked_at, len(found.nearest)) == (NAMED_EMPLOYEES + 5, NAMED_EMPLOYEES)
