"""After the fault is over, the first good write and an empty backlog come within the bound."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.record import Answered, Drained, Healed, History


def recovered_in_time(history: History) -> Iterator[str]:
    """Measure from the end of the fault."""
    good = sorted(row.at for row in history.of(Answered) if row.status == 202)
    drained = [row.at for row in history.of(Drained)]
    for healed in history.of(Healed):
        for what, times in (("good write", good), ("empty backlog", drained)):
            after = next((at for at in times if at >= healed.at), None)
            if after is None:
                yield f"no {what} after the fault"
            elif after - healed.at > healed.bound_seconds:
                yield f"the first {what} came {after - healed.at:.1f} s after it, bound {healed.bound_seconds:.0f} s"
