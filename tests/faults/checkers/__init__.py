"""One checker per promise. Each reads the record and yields a sentence for every fault; silence is the promise kept."""

from collections.abc import Callable, Iterable

from tests.faults.checkers.acked import never_lost
from tests.faults.checkers.brands import never_seen_by_another
from tests.faults.checkers.crises import one_incident_in_time
from tests.faults.checkers.healing import recovered_in_time
from tests.faults.checkers.ledger import balanced
from tests.faults.checkers.once import one_effect
from tests.faults.checkers.order import in_the_order_of_the_source
from tests.faults.checkers.owners import one_owner
from tests.faults.checkers.replies import at_most_once_and_never_silent
from tests.faults.checkers.seats import never_over_capacity, never_taken_for_nothing
from tests.faults.checkers.tasks import one_task_each
from tests.faults.record import History

CHECKERS: dict[str, Callable[[History], Iterable[str]]] = {
    "lost": never_lost,
    "doubled": one_effect,
    "double owners": one_owner,
    "over capacity": never_over_capacity,
    "lost seats": never_taken_for_nothing,
    "misordered": in_the_order_of_the_source,
    "tasks": one_task_each,
    "crises": one_incident_in_time,
    "replies": at_most_once_and_never_silent,
    "other brand": never_seen_by_another,
    "ledger": balanced,
    "healing": recovered_in_time,
}
"""What a fault of each is called in the report, and who finds it."""


def judge(history: History) -> dict[str, list[str]]:
    """Every fault by checker."""
    return {name: list(check(history)) for name, check in CHECKERS.items()}
